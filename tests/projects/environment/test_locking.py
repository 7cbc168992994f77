"""A lock names versions and hashes, and no index; one that can't be made leaves the one before."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput, Unavailable
from stabbur.projects.environment import locking, syncing
from stabbur.projects.project import Project
from tests.projects.small import settle, small
from tests.servers.index import Index

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
HOSTS = st.from_regex(r"https://[a-z]{1,8}\.example\.no(:[0-9]{2,4})?/[a-z0-9/_-]{0,12}", fullmatch=True)
DIGEST = "sha256:" + "ab" * 32


@st.composite
def locks(draw: st.DrawFn) -> tuple[str, str]:
    """A lock as uv writes it beside one of the same packages from another index."""
    made = ["", ""]
    for name in draw(st.lists(NAMES, unique=True, max_size=4)):
        for at, host in enumerate((draw(HOSTS), draw(HOSTS))):
            notes = draw(
                st.sampled_from(["", ", size = 12", ', size = 3, upload-time = "2020-01-01T00:00:00Z"'])
            )
            made[at] += (
                f'\n[[package]]\nname = "{name}"\nversion = "1"\nsource = {{ registry = "{host}" }}\n'
                f'dependencies = [\n    {{ name = "x", version = "1", source = {{ registry = "{host}" }} }},\n]\n'
                f'sdist = {{ url = "{host}/{name}-1.tar.gz", hash = "{DIGEST}"{notes} }}\n'
                f'wheels = [\n    {{ url = "{host}/{name}-1.whl", hash = "{DIGEST}"{notes} }},\n]\n'
            )
    return made[0], made[1]


@given(locks())
def test_neutral_lock_is_the_same_of_every_index_and_names_none(pair: tuple[str, str]) -> None:
    one, other = map(locking.neutral, pair)
    assert one == other == locking.neutral(one)
    assert "example.no" not in one
    assert [p["name"] for p in tomllib.loads(one).get("package", [])] == re.findall(
        r'^name = "(.*)"', one, re.M
    )
    assert one.count(DIGEST) == pair[0].count(DIGEST)


@pytest.mark.parametrize(
    "text",
    [
        'source = { git = "https://git.example.no/a.git?rev=v1#0123" }\n',
        'source = { url = "https://f.example.no/a-1.whl" }\nwheels = [\n    { url = "https://f.example.no/a-1.whl" },\n]\n',
        'source = { editable = "." }\n',
        'source = { path = "vendor/stabbur-0.1.0-py3-none-any.whl" }\nwheels = [\n    { filename = "stabbur.whl" },\n]\n',
    ],
)
def test_what_comes_from_git_a_path_or_one_address_stays(text: str) -> None:
    lock = f'version = 1\n\n[[package]]\nname = "a"\n{text}'
    assert locking.neutral(lock) == lock


@pytest.fixture
def project(home: Path, tmp_path: Path, index: Index) -> Project:
    settle(home, index)
    return small(tmp_path / "small", "stabbur-test-tree<2")


def version(project: Project, name: str) -> str:
    locked = tomllib.loads((project.root / "uv.lock").read_text(encoding="utf-8"))
    found: str = next(one["version"] for one in locked["package"] if one["name"] == name)
    return found


def loosened(project: Project) -> None:
    file = project.root / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("<2", ""), encoding="utf-8")


def test_versions_stay_until_they_are_upgraded(project: Project) -> None:
    assert locking.lock(project)
    assert not locking.lock(project)
    loosened(project)
    assert not locking.fits(project)
    locking.lock(project)
    assert version(project, "stabbur-test-tree") == "1.0"
    locking.lock(project, upgrade=["stabbur-test-leaf"])
    assert version(project, "stabbur-test-tree") == "1.0"
    locking.lock(project, upgrade=[])
    assert version(project, "stabbur-test-tree") == "2.0"


def test_lock_that_fits_is_known_without_asking(project: Project, index: Index) -> None:
    assert not locking.fits(project)
    locking.lock(project)
    index.asked.clear()
    assert locking.fits(project)
    assert not index.asked


@pytest.mark.parametrize("by", ["variable", "file"])
def test_lock_that_fits_does_so_whatever_the_person_has_set_up_for_uv(
    home: Path, tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    if by == "variable":
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.url)
    else:
        (tmp_path / "uv.toml").write_text(
            f'[[index]]\nurl = "{index.url}"\ndefault = true\n', encoding="utf-8"
        )
        monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "uv.toml"))
    project = small(tmp_path / "small", "stabbur-test-tree")
    locking.lock(project)
    assert index.asked
    index.asked.clear()
    assert locking.fits(project)
    assert not index.asked


def test_lock_that_can_not_be_made_leaves_the_one_before(project: Project, index: Index) -> None:
    locking.lock(project)
    before = (project.root / "uv.lock").read_bytes()
    file = project.root / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("<2", ">=9"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"only stabbur-test-tree<=2.0 is available") as error:
        locking.lock(project)
    assert error.value.code == "packages-unresolved"
    assert (project.root / "uv.lock").read_bytes() == before
    index.status = 500
    with pytest.raises(Unavailable):
        locking.lock(project)
    assert (project.root / "uv.lock").read_bytes() == before
    assert not list(project.root.glob(".*.draft"))


def test_first_lock_that_fails_leaves_none(project: Project, index: Index) -> None:
    index.status = 500
    with pytest.raises(Unavailable):
        locking.lock(project)
    assert not (project.root / "uv.lock").exists()


def test_lock_for_another_python_says_what_to_do(project: Project) -> None:
    locking.lock(project)
    lock = project.root / "uv.lock"
    own = f"3.{sys.version_info.minor}"
    text = re.sub(r'requires-python = ".*"', 'requires-python = ">=3.90"', lock.read_text(encoding="utf-8"))
    lock.write_text(text, encoding="utf-8")
    (project.root / ".python-version").write_text(own, encoding="utf-8")
    with pytest.raises(
        BadInput, match=rf"made for Python >=3.90, and .python-version asks for {own}"
    ) as error:
        syncing.sync(project)
    assert error.value.code == "python-not-locked"
    assert "rm uv.lock && stabbur build" in error.value.hint
    assert not project.environment.exists()

"""What can't be a project is refused before anything is made, with a word on what to do."""

import os
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from stabbur.errors import BadInput, Conflict, MissingExtra, NotAllowed, NotFound, StabburError, Unavailable
from stabbur.projects import building
from stabbur.projects.forges.remote import RemoteWish
from stabbur.projects.kernels import specs
from stabbur.projects.starting import init
from tests.projects.conftest import identity
from tests.projects.small import settle, small
from tests.servers.index import Index, serve


@pytest.fixture
def place(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and a person whom git knows."""
    identity(monkeypatch, tmp_path / "gitconfig", name="Kari", email="kari@example.no")
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path / "place"


def nothing_left(place: Path, home: Path) -> bool:
    """Tell whether a start that failed left neither a folder nor a kernel nor settings."""
    private = home / "private" / "starting"
    kept = list(private.iterdir()) if private.is_dir() else []
    return not list(place.iterdir()) and not specs.listed() and not kept and not (home / "shared").exists()


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Stat", ""),
        ("Statistikk", "stabbur init statistikk"),
        ("ab", ""),
        ("stat prod", "stabbur init stat-prod"),
        ("stat-å", "stabbur init stat-aa"),
        ("blåbærgrøt", "stabbur init blaabaergroet"),
        ("x" * 64, "stabbur init " + "x" * 63),
        ("../oppover", "stabbur init"),
        ("-rf", ""),
        ("folketall/", "stabbur init folketall"),
        ("folketall\n", "stabbur init folketall"),
        (".git", "stabbur init git"),
        ("stabbur", ""),
        ("json", "stabbur init json-data"),
        ("test", "stabbur init test-data"),
        ("src", "stabbur init src-data"),
        ("conftest", "stabbur init conftest-data"),
        ("3tall", "stabbur init tall-3"),
        ("2021-folketall", "stabbur init folketall-2021"),
        ("foo/bar", "stabbur init foo-bar"),
        ("2021", "stabbur init data-2021"),
        ("", ""),
        ("pandas", "stabbur init pandas-data"),
        ("python-dateutil", "stabbur init python-dateutil-data"),
        ("yaml", "stabbur init yaml-data"),
    ],
)
def test_dapla_P2_name_that_can_be_none_makes_nothing(place: Path, home: Path, name: str, near: str) -> None:
    with pytest.raises(BadInput) as error:
        init(name)
    assert error.value.code == "project-name"
    assert near in error.value.hint
    assert nothing_left(place, home)


@pytest.mark.parametrize("inside", [{}, {"README.md": "mine", ".git/HEAD": "x", "sql/x.sql": "select 1"}])
def test_dapla_P2_folder_that_is_there_stays_byte_for_byte(place: Path, inside: dict[str, str]) -> None:
    folder = place / "stat-testprod"
    folder.mkdir()
    for name, text in inside.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    with pytest.raises(Conflict) as error:
        init("stat-testprod")
    assert error.value.code == "project-there"
    found = {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}
    assert found == inside


@pytest.mark.parametrize("kind", ["file", "link", "broken link"])
def test_what_is_no_folder_is_not_replaced(place: Path, tmp_path: Path, kind: str) -> None:
    there = place / "stat-testprod"
    if kind == "file":
        there.write_text("mine")
    else:
        there.symlink_to(tmp_path if kind == "link" else tmp_path / "nowhere")
    with pytest.raises(Conflict):
        init("stat-testprod")
    assert there.is_symlink() == (kind != "file")
    assert not (tmp_path / "nowhere").exists()


def test_unknown_template_names_those_there_are(place: Path, home: Path) -> None:
    with pytest.raises(NotFound, match="package") as error:
        init("folketall", template="pakcage")
    assert "did you mean 'package'?" in error.value.hint
    assert nothing_left(place, home)


def test_folder_that_is_not_there(place: Path, home: Path) -> None:
    with pytest.raises(NotFound) as error:
        init("folketall", folder=place / "nowhere")
    assert error.value.hint == f"mkdir -p {place / 'nowhere'}"
    assert nothing_left(place, home)


def test_settings_that_cannot_be_read(place: Path, home: Path) -> None:
    (home / "stabbur.toml").write_text("language = nynorsk\n")
    with pytest.raises(BadInput, match="line 1"):
        init("folketall")
    assert nothing_left(place, home)


@pytest.mark.only_as("user")
def test_folder_that_may_not_be_written_to(place: Path, home: Path) -> None:
    place.chmod(0o500)
    with pytest.raises(NotAllowed) as error:
        init("folketall")
    assert error.value.code == "folder-readonly"
    place.chmod(0o700)
    assert nothing_left(place, home)


@pytest.mark.only_as("mounts")
def test_disk_that_is_read_only_or_full(place: Path, home: Path, tmp_path: Path) -> None:
    origin = small(tmp_path / "small").root
    (origin / "large.txt").write_text("x" * 3_000_000)
    disk = place / "disk"
    disk.mkdir()
    for options in ("ro", "size=2m"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=True)
        try:
            with pytest.raises((NotAllowed, Unavailable, OSError)) as error:
                init("folketall", folder=disk, origin=str(origin))
            assert "disk" in str(error.value) or "No space" in str(error.value)
            assert not list(disk.iterdir())
        finally:
            subprocess.run(["umount", disk], check=True)
    disk.rmdir()
    assert nothing_left(place, home)


def test_machine_without_git(
    place: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="no program 'git'") as error:
        init("folketall")
    assert "git" in error.value.hint
    assert nothing_left(place, home)


def test_machine_without_uv(place: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra, match="uv") as error:
        init("folketall")
    assert "stabbur[projects]" in error.value.hint
    assert nothing_left(place, home)


def test_kernel_of_another_living_project_is_not_taken(place: Path, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    made = init("folketall", folder=other, origin=str(small(tmp_path / "small").root), verify=False)
    before = (home / "jupyter/kernels/folketall/kernel.json").read_bytes()
    said: list[str] = []
    second = init("folketall", origin=str(tmp_path / "small"), verify=False, report=said.append)
    assert [line for line in said if f"the 'folketall' of '{made.root}'" in line]
    assert [one.project for one in specs.own(second)] == [place / "folketall"]
    assert (home / "jupyter/kernels/folketall/kernel.json").read_bytes() == before


@pytest.fixture
def index() -> Iterator[Index]:
    with serve() as served:
        yield served


@pytest.mark.parametrize("fault", ["gone", "500", "401"])
def test_dapla_P2_network_that_fails_half_way_leaves_nothing(
    place: Path, home: Path, index: Index, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")  # uv waits longer before each
    index.status = 0 if fault == "gone" else int(fault)
    settle(home, index)
    if fault == "gone":
        (home / "stabbur.toml").write_text('[packages]\nindex = "http://127.0.0.1:9/simple"\n')
    before = (home / "stabbur.toml").read_bytes()
    with pytest.raises((Unavailable, NotAllowed)) as error:
        init("folketall")
    assert "127.0.0.1" in str(error.value)
    assert error.value.hint
    assert nothing_left(place, home)
    assert (home / "stabbur.toml").read_bytes() == before


def test_lock_that_is_made_for_another_python(place: Path, home: Path, tmp_path: Path) -> None:
    origin = small(tmp_path / "small", python=">=3.99").root
    with pytest.raises(StabburError, match=r"3\.99") as error:
        init("folketall", origin=str(origin))
    assert error.value.hint
    assert nothing_left(place, home)


@pytest.mark.parametrize(
    "address",
    ["--upload-pack=touch owned", "ext::sh -c 'touch owned'", "https://kari:hemmelig@127.0.0.1/x", "nowhere"],
)
def test_A26_origin_and_settings_that_git_must_not_see(place: Path, home: Path, address: str) -> None:
    for start in (partial(init, origin=address), partial(init, settings=address)):
        with pytest.raises((BadInput, NotFound)) as error:
            start("folketall")
        assert "hemmelig" not in f"{error.value}{error.value.hint}"
    assert nothing_left(place, home)


def test_wishes_that_cannot_be_together(place: Path, home: Path) -> None:
    with pytest.raises(BadInput, match="no history"):
        init("folketall", history=True)
    with pytest.raises(BadInput, match="template 'model'"):
        init("folketall", origin=str(place), template="model")
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    with pytest.raises(BadInput, match="shared with that"):
        init("folketall", remote=RemoteWish("github"))
    assert os.listdir(place) == [".git"]


def test_forge_without_a_token_makes_nothing(place: Path, home: Path) -> None:
    with pytest.raises(StabburError) as error:
        init("folketall", remote=RemoteWish("gitlab", token_from=str(place / "none")))
    assert error.value.hint
    assert nothing_left(place, home)


def test_clone_without_its_lock_is_locked_and_told(place: Path, home: Path, tmp_path: Path) -> None:
    said: list[str] = []
    project = small(tmp_path / "small")
    building.build(project.root, kernel=False, report=said.append)
    assert (project.root / "uv.lock").is_file()
    assert len([line for line in said if "no uv.lock" in line and "commit it" in line]) == 1

"""Nothing that lies in a project says where its packages come from, whoever says it: settings or variables of uv."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur.projects.environment import syncing
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle, small
from tests.servers.index import Index, serve

PIP = '[{0}]\nindex-url = "{1}"\nextra-index-url = ["{1}"]\nfind-links = ["{1}/stabbur-test-tree/"]\n'


@pytest.fixture
def strange(index: Index) -> Iterator[Index]:
    """An index of somebody else, which has a newer release."""
    with serve() as other:
        other.add("stabbur-test-tree", "9.0")
        yield other


@pytest.mark.parametrize("by", ["settings", "variable"])
@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("uv.toml", '[[index]]\nname = "other"\nurl = "{1}"\n\n' + PIP),
        ("pyproject.toml", PIP),
        (".env", "UV_DEFAULT_INDEX={1}\nUV_INDEX={1}\n"),
        ("pip.conf", "[global]\nindex-url = {1}\n"),
    ],
)
def test_index_that_a_file_of_the_project_names_is_never_asked(
    home: Path,
    tmp_path: Path,
    index: Index,
    strange: Index,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
    file: str,
    text: str,
) -> None:
    if by == "settings":
        settle(home, index)
    else:
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.url)
    project = small(tmp_path / "small", "stabbur-test-tree")
    with (project.root / file).open("a", encoding="utf-8") as written:
        written.write("\n" + text.format("tool.uv.pip" if file == "pyproject.toml" else "pip", strange.url))
    monkeypatch.chdir(project.root)
    syncing.sync(project)
    assert versions(project)["stabbur-test-tree"] == "2.0"
    assert not strange.asked

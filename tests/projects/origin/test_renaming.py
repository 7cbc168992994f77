"""A copied project gets its own name, wherever the old one stood as a word."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.projects import project
from stabbur.projects.origin.renaming import Names, rename
from tests.projects.origin.conftest import COVER, lay


@pytest.fixture
def renamed(bare_folder: Path) -> Path:
    rename(bare_folder, "old-name", "new-thing")
    return bare_folder


def test_project_package_and_notebook_have_the_new_name(renamed: Path) -> None:
    assert project.find(renamed).name == "new-thing"
    assert (renamed / "src/new_thing/figures.py").is_file()
    assert not (renamed / "src/old_name").exists()
    assert 'package = "new_thing"' in (renamed / "pyproject.toml").read_text()
    book = json.loads((renamed / "notebooks/new-thing.ipynb").read_text())
    assert book["metadata"]["kernelspec"]["name"] == "new-thing"
    assert book["metadata"]["kernelspec"]["display_name"] == "new-thing"
    assert "".join(book["cells"][1]["source"]) == "import new_thing\nfrom new_thing.figures import double"
    assert book["cells"][0]["source"] == ["# New thing\n", "of new-thing\n"]
    assert book["cells"][1]["outputs"][0]["text"] == ["old-name\n"]
    done = subprocess.run(
        [sys.executable, renamed / "tests/test_figures.py"],
        env={"PYTHONPATH": str(renamed / "src")},
        check=False,
    )
    assert done.returncode == 0


def test_only_whole_words_are_renamed(renamed: Path) -> None:
    text = (renamed / "README.md").read_text()
    assert text == "# New thing\n\nThe project new-thing; not old-names, my-old-name or old-name-2.\n"


def test_data_pictures_and_what_is_no_text_stay_byte_for_byte(bare_folder: Path) -> None:
    lay(
        bare_folder,
        {"data/x.csv": "old-name\n", "src/figures.csv": "old-name\n", "uv.lock": 'name = "old-name"'},
    )
    (bare_folder / "latin.txt").write_bytes("old-name på".encode("latin-1"))
    (bare_folder / "broken.ipynb").write_text("{old-name")
    kept = ("data/x.csv", "src/figures.csv", "uv.lock", "latin.txt", "broken.ipynb", "picture.png")
    before = [(bare_folder / name).read_bytes() for name in kept]
    rename(bare_folder, "old-name", "new-thing")
    assert [(bare_folder / name).read_bytes() for name in kept] == before


def test_A25_link_is_not_written_through(bare_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.md").write_text("old-name")
    (bare_folder / "link.md").symlink_to(tmp_path / "theirs.md")
    rename(bare_folder, "old-name", "new-thing")
    assert (tmp_path / "theirs.md").read_text() == "old-name"


def test_name_of_one_word_is_renamed_in_imports_and_not_in_other_code(tmp_path: Path) -> None:
    code = "import tall\nfrom tall.x import f\n\ntall.f(tall)\nframe.tall.sum()\ntall = 3\nimport tallverk\n"
    texts = {"pyproject.toml": '[project]\nname = "tall"\n', "src/tall/__init__.py": "", "a.py": code}
    lay(
        tmp_path,
        {
            **texts,
            ".copier-answers.yml": "name: tall\npackage: tall\n",
            "README.md": "# Tall\n\n`src/tall/`\n",
        },
    )
    rename(tmp_path, "tall", "ny-pakke")
    assert (tmp_path / "a.py").read_text() == (
        "import ny_pakke\nfrom ny_pakke.x import f\n\nny_pakke.f(tall)\nframe.tall.sum()\ntall = 3\nimport tallverk\n"
    )
    assert (tmp_path / ".copier-answers.yml").read_text() == "name: ny-pakke\npackage: ny_pakke\n"
    assert (tmp_path / "README.md").read_text() == "# Ny pakke\n\n`src/ny_pakke/`\n"
    assert (tmp_path / "src/ny_pakke/__init__.py").exists()
    assert project.named(tmp_path / "pyproject.toml") == "ny-pakke"


def test_name_of_one_word_stays_a_word_of_prose(tmp_path: Path) -> None:
    prose = "See the data in data/, `data` and data.csv. Data are kept.\n\n## Where data come from\n"
    settings = 'description = "Data"\ntestpaths = ["data"]\n[sources.data]\npath = "data.csv"\n'
    lay(
        tmp_path,
        {
            "pyproject.toml": f'[project]\nname = "data"\n{settings}',
            "README.md": f"# Data\n\n{prose}\n$ python -m data.story notebooks/data.ipynb\nfrom data.x import f\n",
            "src/data/__init__.py": "",
            "src/data/story.py": 'NOTEBOOK = ROOT / "notebooks" / "data.ipynb"\n',
            "notebooks/data.ipynb": "{}",
            "tests/data.py": "",
            "docs/data.md": "",
        },
    )
    rename(tmp_path, "data", "sykefravaer")
    assert (tmp_path / "README.md").read_text() == (
        f"# Sykefravaer\n\n{prose}\n$ python -m sykefravaer.story notebooks/sykefravaer.ipynb\n"
        "from sykefravaer.x import f\n"
    )
    assert (tmp_path / "pyproject.toml").read_text() == (
        f'[project]\nname = "sykefravaer"\n{settings.replace("Data", "Sykefravaer")}'
    )
    assert (tmp_path / "src/sykefravaer/story.py").read_text() == (
        'NOTEBOOK = ROOT / "notebooks" / "sykefravaer.ipynb"\n'
    )
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert names >= {
        "notebooks/sykefravaer.ipynb",
        "tests/data.py",
        "docs/data.md",
        "src/sykefravaer/__init__.py",
    }


def test_same_name_changes_nothing(bare_folder: Path) -> None:
    before = {path: path.read_bytes() for path in bare_folder.rglob("*") if path.is_file()}
    rename(bare_folder, "old-name", "old-name")
    assert {path: path.read_bytes() for path in bare_folder.rglob("*") if path.is_file()} == before


WORDS = st.sampled_from(
    ["old-name", "old_name", "OLD_NAME", "x", "old", "name", " ", "-", "_", "\n", ".", "(", "æ"]
)


@given(st.lists(WORDS).map("".join))
def test_renaming_there_and_back_gives_what_was(text: str) -> None:
    there = Names("old-name", "new-thing").text(text)
    assert Names("new-thing", "old-name").text(there) == text
    assert Names("old-name", "new-thing").text(there) == there


def test_names_with_dots_and_capitals_of_other_tools() -> None:
    assert (
        Names("Old.Name", "new-thing").text("import Old_Name  # Old.Name") == "import new_thing  # new-thing"
    )
    assert COVER["README.md"].startswith("# Old name")

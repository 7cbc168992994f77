"""The documentation is complete: every public name, command, setting, right, error and seam has its place."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import stabbur
from stabbur import seams
from stabbur.accounts.rights import RIGHTS
from stabbur.cli.main import COMMANDS
from stabbur.settings.models import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def tables() -> ModuleType:
    """The script that writes the reference pages."""
    spec = importlib.util.spec_from_file_location("docs_tables", DOCS / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(stabbur.PUBLIC))
def test_public_name_is_described(name: str) -> None:
    assert f"sb.{name}" in page("python.md") + page("errors.md"), f"describe sb.{name} in docs/reference/"


@pytest.mark.parametrize("name", list(COMMANDS))
def test_command_is_described(name: str) -> None:
    assert f"## `stabbur {name}`" in page("commands.md"), "run: python docs/tables.py"


def test_every_setting_is_described() -> None:
    for name, _, _, text in tables().settings_rows(Settings):
        assert text, f"say in settings what {name} is"
        assert f"`{name}`" in page("settings.md"), "run: python docs/tables.py"


@pytest.mark.parametrize("right", sorted(RIGHTS))
def test_right_is_described(right: str) -> None:
    assert f"`{right}`" in page("rights.md"), "run: python docs/tables.py"


@pytest.mark.parametrize("name", ["settings.md", "rights.md", "errors.md", "commands.md"])
def test_reference_is_as_the_code(name: str) -> None:
    assert page(name) == tables().PAGES[name](), "run: python docs/tables.py"


@pytest.mark.parametrize("seam", seams.SEAMS)
def test_seam_is_described(seam: str) -> None:
    assert seams.names(seam)
    pages = [path.read_text(encoding="utf-8") for path in (DOCS / "extend").glob("*.md")]
    assert any(f'"stabbur.{seam}"' in text for text in pages)


def test_decisions_have_a_number_each_and_ask_a_question() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert len({path.name[:4] for path in pages}) == len(pages), "two decisions share a number"
    assert [path.name for path in pages if "**Question.**" not in path.read_text(encoding="utf-8")] == []


def test_readme_leaves_no_environment_active() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "activate" not in text, "pip and pytest of a project would be those of the repository"
    assert 'ln -sf "$PWD/.venv/bin/stabbur" ~/.local/bin/' in text


def test_a_shared_folder_has_main_whatever_git_is_told() -> None:
    made = [
        line
        for one in [ROOT / "README.md", *DOCS.rglob("*.md")]
        for line in one.read_text(encoding="utf-8").splitlines()
        if "git init --bare" in line
    ]
    assert made
    assert all("--initial-branch=main" in line for line in made)

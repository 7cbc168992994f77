"""Each template as a person meets it: its tests pass, its notebook runs and publishes, and that can be read."""

import os
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import stabbur as sb
from stabbur.projects.notebooks.stripping import stripped
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating.rendering import render
from stabbur.projects.templating.shipped import FOLDER, files
from stabbur.registry import connect
from tests.projects.templates.conftest import NAME, Begun, of, opened

LANGUAGES = {"package": "nb", "analysis": "nb", "model": "en", "presentation": "en"}
# the sources of several projects at once, for one process that loads the libraries only once
CALL = "import sys, pytest; sys.path[:0] = sys.argv[1].split(':'); sys.exit(pytest.main(sys.argv[2:]))"


@dataclass(frozen=True)
class Ran:
    """A project whose notebook has run, and what that shows."""

    project: Begun
    notebook: Any


@pytest.fixture(scope="module")
def package(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The template *package* as it is after a first run."""
    begun = of("package", tmp_path_factory.mktemp("package"), python)
    return Ran(begun, begun.execute())


@pytest.fixture(scope="module")
def model(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The template *model* as it is after a first run."""
    begun = of("model", tmp_path_factory.mktemp("model"), python, "en")
    return Ran(begun, begun.execute())


@pytest.fixture(scope="module")
def presentation(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The template *presentation* as it is after a first run."""
    begun = of("presentation", tmp_path_factory.mktemp("presentation"), python, "en")
    return Ran(begun, begun.execute())


def test_every_file_of_every_template_is_in_the_wheel(python: Path) -> None:
    installed = next(python.parent.parent.glob("lib/python*/site-packages/stabbur/projects/templates"))
    found = {file.relative_to(FOLDER).as_posix() for file in files(FOLDER)}
    assert found == {file.relative_to(installed).as_posix() for file in files(installed)}
    assert "shared/.gitignore.jinja" in found


def test_the_tests_of_each_template_pass(python: Path, tmp_path: Path) -> None:
    made = [of(template, tmp_path, python, LANGUAGES[template], f"en-{template}") for template in LANGUAGES]
    sources = os.pathsep.join(str(one.root / "src") for one in made)
    words: list[str | Path] = [
        "-q",
        "-p",
        "no:cacheprovider",
        "--import-mode=importlib",
        "--rootdir",
        tmp_path,
    ]
    folders = [one.root / "tests" for one in made]
    done = Begun(tmp_path, tmp_path / "home", python).run("-c", CALL, sources, *words, *folders)
    assert "11 passed" in done


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("template", LANGUAGES)
def test_its_files_are_what_they_say(template: str, language: str, tmp_path: Path) -> None:
    answers = {"name": "min-analyse", "language": language, "title": 'Det\'s "A" & Å', "forge": "github"}
    answers |= {"author_name": "Kari Ærlig", "author_email": "kari@example.invalid", "owner": "demo"}
    render(template, tmp_path, answers)
    files = {file.relative_to(tmp_path).as_posix(): file for file in tmp_path.rglob("*") if file.is_file()}
    for path, file in files.items():
        text = file.read_text(encoding="utf-8")
        assert text == "\n".join(line.rstrip() for line in text.rstrip().splitlines()) + "\n", path
        assert not {"{{", "{%"} & set(text.replace("${{", "").split()), path
        if file.suffix == ".py":
            compile(text, path, "exec")
        if file.suffix in (".yml", ".yaml"):
            yaml.safe_load(text)
    book = files["notebooks/min-analyse.ipynb"]
    assert opened(book).metadata.kernelspec.name == "min-analyse"
    assert stripped(book.read_bytes()) == book.read_bytes(), "git stores it as it was made"
    assert kept.read(tmp_path)["template"] == template
    ways = {
        ".gitattributes",
        ".gitignore",
        ".pre-commit-config.yaml",
        ".python-version",
        "LICENSE",
        "stabbur.toml",
    }
    assert ways | {".github/workflows/build.yml", "METADATA.md", "vendor/README.md"} <= files.keys()


def test_the_notebook_publishes_a_package_with_a_drawing(
    package: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_HOME", str(package.project.home))
    assert sb.read_dp("demo/folketall")["change"].count() == 9
    found = sb.read_dp("demo/folketall", as_="package").descriptor
    assert [one["name"] for one in found["views"]] == ["persons"]
    assert found["readme"] == (package.project.root / "METADATA.md").read_text().strip()
    assert sb.Datapackage.open(connect().open("demo/folketall").folder()).validate().valid


@pytest.mark.parametrize("template", ["package", "model", "presentation"])
def test_a_first_notebook_shows_something_and_warns_of_nothing(
    template: str, request: pytest.FixtureRequest
) -> None:
    ran: Ran = request.getfixturevalue(template)
    outputs = [output for cell in ran.notebook.cells for output in cell.get("outputs", [])]
    assert outputs
    assert [one["text"] for one in outputs if one.get("name") == "stderr"] == []


def test_a_model_is_given_back_and_tells_what_it_learnt_from(
    model: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_HOME", str(model.project.home))
    found = sb.read_dp("demo/folketall")
    assert found.path("model").read_bytes() == (model.project.root / "build" / "model.joblib").read_bytes()
    assert found.read("metrics").set_index("part").loc["kept", "r2"] > 0.9
    card = found.path("card").read_text()
    assert card.startswith("# Model card: Folketall")
    assert "`demo/folketall-data@1`" in card
    lineage = connect().open("demo/folketall").sibling("lineage") or {}
    assert [one["source"] for one in lineage["packages"]] == ["demo/folketall-data@1"]
    assert sb.Datapackage.open(connect().open("demo/folketall").folder()).validate().valid


def test_the_notebook_is_published_as_a_story(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = of("analysis", tmp_path, python)
    # a kernel of another project, which the machine offers first of all
    other = tmp_path / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    (other / "kernel.json").write_text('{"argv": ["false"], "display_name": "x", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    before = begun.notebook.read_bytes()
    told = begun.run("-m", f"{NAME}.story").strip()
    assert told == "Versjon 1 er publisert. stabbur up viser den: http://localhost:8800/s/demo/folketall/v1"
    monkeypatch.setenv("STABBUR_HOME", str(begun.home))
    story = connect().open_story("demo/folketall")
    page = story.file("index.html").read_text()
    assert story.title == "Folketall"
    assert "data:image/png" in page
    assert "Warning" not in page
    assert begun.notebook.read_bytes() == before, "what it shows is published, and the file stays clean"


def test_a_notebook_that_was_renamed_is_asked_for(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = of("analysis", tmp_path, python, "en")
    begun.notebook.rename(begun.notebook.with_name("other.ipynb"))
    monkeypatch.setattr(sys, "argv", ["story"])
    with pytest.raises(SystemExit) as told:
        runpy.run_path(str(begun.root / "src" / NAME / "story.py"), run_name="__main__")
    assert str(told.value.code).startswith("There is no notebook '")
    assert str(told.value.code).endswith(f"python -m {NAME}.story notebooks/NAME.ipynb")


def reported(begun: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the report of a project, as `python -m folketall.report` in its folder does."""
    monkeypatch.setenv("STABBUR_HOME", str(begun.home))
    monkeypatch.chdir(begun.root)
    runpy.run_path(str(begun.root / "src" / NAME / "report.py"), run_name="__main__")


def test_without_quarto_the_way_on_is_said(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    with pytest.raises(SystemExit) as told:
        reported(of("presentation", tmp_path, python), monkeypatch)
    assert str(told.value.code).startswith("Quarto er ikke installert")
    assert f"-m {NAME}.story" in str(told.value.code)


def test_with_quarto_its_page_is_published(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = of("presentation", tmp_path, python, "en")
    (tmp_path / "programs").mkdir()
    # stands in for Quarto, which no registry that we may use has: it is asked as the real one is
    quarto = tmp_path / "programs" / "quarto"
    quarto.write_text(
        f"#!{sys.executable}\n"
        "import os, pathlib, sys\n"
        "assert sys.argv[1:] == ['render', 'report.qmd', '--to', 'html'], sys.argv\n"
        "text = pathlib.Path(sys.argv[2]).read_text()\n"
        "assert 'embed-resources: true' in text and 'drawn(example())' in text\n"
        "page = '<title>From Quarto</title>' + os.environ['QUARTO_PYTHON']\n"
        "pathlib.Path('report.html').write_text(page)\n"
    )
    quarto.chmod(0o755)
    monkeypatch.setenv("PATH", f"{quarto.parent}:/usr/bin:/bin")
    reported(begun, monkeypatch)
    story = connect().open_story("demo/folketall")
    assert story.title == "From Quarto"
    assert sys.executable in story.file("index.html").read_text()
    assert os.listdir(begun.root / "report") == ["report.qmd"]

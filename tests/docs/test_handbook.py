"""The handbook's examples run, chapter by chapter, in one project; what others do meanwhile happens as told."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import fences
from tests.docs.journey import Journey

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "stabbur"
CODE = re.compile(r'code="([a-z]+(?:-[a-z]+)+)"')
CHAPTERS = sorted((ROOT / "docs" / "handbook").glob("[0-9]*.md"))
RUNNABLE = [page for page in CHAPTERS if any(fences.examples(page.read_text(encoding="utf-8")))]


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """A person with an empty home, an empty Stabbur and no settings of git."""
    with pytest.MonkeyPatch.context() as patch:
        yield Journey(tmp_path_factory.mktemp("haandbok"), patch)


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.name))
def test_examples_of_the_handbook_run(page: Path, journey: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(journey.begin(page.name))
    names: dict[str, object] = {"__name__": "example"}
    typed: Counter[str] = Counter()
    for example in fences.examples(page.read_text(encoding="utf-8")):
        where = f"{page.name}:{example.line}"
        if example.language == "python":
            wrong = fences.run_python(example, names, str(page))
            assert not wrong, f"{where}: {wrong}"
            continue
        for command, want in fences.commands(example.body):
            typed[command] += 1
            if meanwhile := journey.before(page.name, command, typed[command]):
                meanwhile()
            wrong = fences.run_command(command, want)
            assert not wrong, f"{where}: {wrong}"


def test_every_mistake_that_a_project_or_a_run_tells_is_explained() -> None:
    (chapter,) = [page for page in CHAPTERS if page.name.endswith("-vanlige-feil.md")]
    told = chapter.read_text(encoding="utf-8")
    explained = set(
        re.findall(r"`([a-z]+(?:-[a-z]+)+)`", " ".join(re.findall(r"^### .*", told, re.MULTILINE)))
    )
    raised = codes_of("projects") | codes_of("runs")
    assert raised - explained == set(), "explain it in the chapter of mistakes: what it means, what to do"
    assert explained - codes_of(".") == set(), "nothing says this any longer"


def codes_of(part: str) -> set[str]:
    return {code for file in (SRC / part).rglob("*.py") for code in CODE.findall(file.read_text("utf-8"))}

"""A run that is asked for by hand: wrong ones are refused at once, right ones wait in the queue."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.projects.git.command import git
from stabbur.runs.queue import reading
from stabbur.runs.starting import Limits, asked, start
from stabbur.state import audit
from stabbur.state.engine import reading as read
from tests.runs.execution.conftest import small, write_notebook

__all__ = ["small"]

WHO = ("-c", "user.name=Kari", "-c", "user.email=kari@example.no")


@pytest.fixture
def root(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small project with a notebook and a script, stood in."""
    write_notebook(small / "notebooks" / "a.ipynb", "print(1)", parameters="year: int = 2021  # (2000-2030)")
    (small / "a.py").write_text("print(1)")
    monkeypatch.chdir(small)
    return small


def test_run_waits_with_what_it_was_given(root: Path, engine: Engine) -> None:
    limits = Limits(cpu=1.5, memory_bytes=2_000_000, timeout_seconds=60)
    number = start("notebooks/a.ipynb", {"year": "2022"}, purpose="test", limits=limits, engine=engine)
    run = reading.one(engine, number)
    assert (run.project, run.entry, run.parameters) == (str(root), "notebooks/a.ipynb", {"year": 2022})
    assert (run.state, run.purpose, run.cause, run.commit) == ("queued", "test", "person", None)
    assert (run.cpu, run.memory_bytes, run.timeout_seconds) == (1.5, 2_000_000, 60)
    with read(engine) as connection:
        assert [one.action for one in audit.read(connection)] == ["run.started"]


def test_same_click_is_one_run(root: Path, engine: Engine) -> None:
    assert start("a.py", occurrence="x", engine=engine) == start("a.py", occurrence="x", engine=engine)
    assert start("a.py", engine=engine) != start("a.py", engine=engine)


@pytest.mark.parametrize("name", ["a.ipynb", "notebooks/a.ipynb", "../a.py", "a.py"])
def test_entry_is_seen_from_where_one_stands_or_from_the_project(root: Path, name: str) -> None:
    assert asked(name, folder=root / "notebooks").entry in ("notebooks/a.ipynb", "a.py")


def test_commit_is_named_whole_and_may_have_what_is_gone(root: Path) -> None:
    git(root, "init", "--quiet", "--initial-branch=main", "--template=")
    git(root, "add", "a.py", "notebooks", "pyproject.toml", "stabbur.toml")
    git(root, *WHO, "commit", "--quiet", "--message", "first")
    (root / "a.py").unlink()
    (root / "notebooks" / "a.ipynb").unlink()
    commit = git(root, "rev-parse", "HEAD").strip()
    assert asked("a.py", commit="HEAD").commit == commit
    new = asked("a.ipynb", {"year": 2001}, commit="HEAD", folder=root / "notebooks")
    assert (new.entry, new.parameters) == ("notebooks/a.ipynb", {"year": 2001})
    with pytest.raises(NotFound):
        asked("a.py")
    (root / "ny.py").write_text("print(1)")
    with pytest.raises(NotFound, match=r"there is no 'ny.py' in commit '.{12}', only in the folder"):
        asked("ny.py", commit="HEAD")


@pytest.mark.parametrize(
    ("given", "error", "code"),
    [
        ({"entry": "gone.ipynb"}, NotFound, "entry-unknown"),
        ({"entry": "gone:build"}, NotFound, "entry-unknown"),
        ({"entry": "/etc/hostname"}, BadInput, "path-outside"),
        ({"entry": "../outside.py"}, BadInput, "path-outside"),
        ({"entry": "a.py", "commit": "0" * 40}, NotFound, "commit-unknown"),
        ({"entry": "a.py", "purpose": "play"}, BadInput, "bad-input"),
        ({"entry": "a.py", "parameters": {"year": 1}}, BadInput, "parameter-unknown"),
        ({"entry": "notebooks/a.ipynb", "parameters": {"year": 1999}}, BadInput, "parameter-value"),
        ({"entry": "julia.ipynb"}, StabburError, "kernel-missing"),
        ({"entry": "a.py", "folder": Path("/")}, NotFound, "project-missing"),
    ],
)
def test_what_can_not_run_is_refused_and_makes_no_run(
    root: Path, engine: Engine, given: dict[str, object], error: type[StabburError], code: str
) -> None:
    write_notebook(root / "julia.ipynb", "x", language="julia")
    (root.parent / "outside.py").write_text("")
    with pytest.raises(error) as raised:
        start(**given, engine=engine)  # type: ignore[arg-type]  # each case gives others
    assert raised.value.code == code
    assert reading.listed(engine) == []


@pytest.mark.parametrize("odd", ["\udcff", "a\0b"], ids=["not-utf-8", "zero"])
def test_text_that_nothing_takes_is_refused(root: Path, engine: Engine, odd: str) -> None:
    for entry, values, commit in (
        (odd, {}, None),
        ("a.py", {}, odd),
        ("notebooks/a.ipynb", {"year": odd}, None),
        ("notebooks/a.ipynb", {odd: 2022}, None),
        ("notebooks/a.ipynb", {"year": [{"a": odd}]}, None),
    ):
        with pytest.raises(BadInput, match="is no text"):
            start(entry, values, commit=commit, engine=engine)
    with pytest.raises(BadInput, match="is no text"):
        start("a.py", folder=Path(f"/tmp/{odd}"), engine=engine)
    assert reading.listed(engine) == []


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_no_number_of_seconds_is_refused(root: Path, engine: Engine, seconds: float) -> None:
    with pytest.raises(BadInput, match="no number of seconds"):
        start("a.py", limits=Limits(timeout_seconds=seconds), engine=engine)

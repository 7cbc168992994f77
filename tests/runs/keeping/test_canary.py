"""A secret that a run was given shows nowhere but in the run itself: not in what it left, nor in what others see of it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine

from stabbur import settings
from stabbur.runs.launchers.local import LocalLauncher
from stabbur.runs.queue import reading
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import ENDED, NewRun, Run
from stabbur.runs.worker.chores import Chores
from stabbur.runs.worker.working import Worker
from stabbur.state import secrets
from stabbur.state.engine import engine as open_engine
from stabbur.state.engine import writing
from tests.runs.conftest import Scene
from tests.runs.execution.conftest import settle, small, write_notebook
from tests.state.test_secrets import dump

__all__ = ["small"]

VALUE = 'canary-"Hünter2"/å'
SAYS = """
import base64, json, os, sys, time, urllib.parse
value = os.environ["STABBUR_SECRET_DVH_PASSWORD"]
print(value, repr(value), json.dumps(value), urllib.parse.quote(value), value.encode())
print(base64.b64encode(value.encode()).decode(), file=sys.stderr)
for part in (value[:4], value[4:]):
    print(part, end="", flush=True)
    time.sleep(0.1)
print("" if "STABBUR_SECRET_OTHER" in os.environ else " and no other", flush=True)
while not os.path.exists("seen"):
    time.sleep(0.02)
"""
FORMS = [VALUE, "canary-", "Hünter2", "H%C3%BCnter2", "H\\u00fcnter2", "Y2FuYXJ5"]


@pytest.fixture
def project(small: Path, home: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project that names one of two secrets; the worker has a third in its environment."""
    password = engine.url.password
    address = engine.url._replace(password=None).render_as_string()
    told = f'[state]\naddress = "{address}"\n'
    if password:
        monkeypatch.setenv("STABBUR_SECRET_STATE_PASSWORD", str(password))
        told += 'password = { secret = "state/password" }\n'
    (home / "stabbur.toml").write_text(told)
    monkeypatch.setenv("STABBUR_SECRET_OTHER", "not for runs")
    secrets.keep(engine, "dvh/password", VALUE, "kari")
    secrets.keep(engine, "api/token", "canary-of-another", "kari")
    (small / "stabbur.toml").write_text('[needs]\nsecrets = ["dvh/password"]\n')
    settle(small)
    yield small
    open_engine(settings.load()).dispose()  # the store has one of its own


@contextmanager
def working(engine: Engine) -> Iterator[None]:
    known = settings.load()
    worker = Worker(engine, known, launchers={"local": LocalLauncher(known)}, chores=Chores())
    thread = Thread(target=worker.work)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(60)


def went(scene: Scene, project: Path, entry: str, *, looked: bool = False) -> Run:
    """Let an entry run; what it shows while it runs is looked at before it may end."""
    with writing(scene.engine) as connection:
        number = add(connection, NewRun(project=str(project), entry=entry, actor="kari", cause="person"))
    assert number is not None
    with working(scene.engine):
        place = settings.private() / "runs" / f"{number}.1"
        scene.until(
            lambda: (
                "no other" in "".join(one.read_text(errors="replace") for one in place.glob("log*"))
                or reading.one(scene.engine, number).state in ENDED
            )
        )
        seen_by_others(f"{number}.1")
        (project / "seen").touch()
        scene.until(lambda: reading.one(scene.engine, number).state in ENDED)
    (project / "seen").unlink()
    return reading.one(scene.engine, number)


def seen_by_others(mark: str) -> None:
    """Look at every process: no argument holds it, and no environment but that of the run."""
    holders = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes()
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        assert not any(form.encode() in arguments for form in FORMS), arguments
        if VALUE.encode() in environment:
            assert f"STABBUR_RUN={mark}".encode() in environment.split(b"\0")
            holders += 1
    assert holders, "the run does not have it, so that the test looks at nothing"


def left(place: Path) -> dict[str, bytes]:
    """Return all that lies below a folder."""
    return {str(file): file.read_bytes() for file in place.rglob("*") if file.is_file()}


def test_R_secret_of_a_script_shows_nowhere(scene: Scene, project: Path, home: Path) -> None:
    (project / "a.py").write_text(SAYS)
    run = went(scene, project, "a.py")
    assert run.state == "succeeded"
    log = (settings.private() / "runs" / run.mark / "log").read_text()
    assert "•••" in log
    assert "and no other" in log
    shown(scene, home)


def test_R_secret_of_a_notebook_shows_nowhere(scene: Scene, project: Path, home: Path) -> None:
    raising = "raise ValueError(f'signed in with {value}')"
    write_notebook(project / "a.ipynb", SAYS, "value", "{'password': value}", raising)
    run = went(scene, project, "a.ipynb")
    assert run.state == "failed", run.reason
    folder = settings.private() / "runs" / run.mark
    book = json.loads((folder / "notebook.ipynb").read_text())
    assert "•••" in json.dumps(book["cells"][1]["outputs"], ensure_ascii=False)
    shown(scene, home)


def shown(scene: Scene, home: Path) -> None:
    """Hold everything that was left against every form of the value."""
    told = left(home) | {"database": dump(scene.engine).encode("utf-8", "replace")}
    told |= {"environment of the worker": repr(dict(os.environ)).encode()}
    for place, data in told.items():
        assert not any(form.encode() in data for form in FORMS), place

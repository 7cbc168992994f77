"""One real project for all tests that only look at one: made by a whole `init`, with a STABBUR_HOME of its own."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stabbur.projects.project import Project
from stabbur.projects.starting import init
from tests.servers import compiled


@pytest.fixture(autouse=True)
def hangup() -> Iterator[None]:
    """What is started hears when its terminal closes, though nohup may have started the tests."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@dataclass(frozen=True)
class Made:
    """A project that was made, where its Stabbur keeps what is not the project's, and what was said meanwhile."""

    project: Project
    home: Path
    said: tuple[str, ...]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A whole `init` of the template `package`, once for all tests; it must stay as it is."""
    folder = tmp_path_factory.mktemp("made")
    said: list[str] = []
    (folder / "home").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(folder / "home"))
        identity(patch, folder / "gitconfig", name="Kari Nordmann", email="kari@example.no")
        project = init("folketall", folder=folder, report=said.append)
    compiled.keep(project.environment)
    return Made(project, folder / "home", tuple(said))


@pytest.fixture
def project(made: Made, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project of `made`, stood in, with its STABBUR_HOME; for tests that change nothing of it."""
    monkeypatch.setenv("STABBUR_HOME", str(made.home))
    identity(monkeypatch, made.home.parent / "gitconfig", name="Kari Nordmann", email="kari@example.no")
    monkeypatch.chdir(made.project.root)
    return made.project


def identity(patch: pytest.MonkeyPatch, file: Path, *, name: str = "", email: str = "") -> None:
    """Let git know somebody, or nobody, whatever the machine's own settings say."""
    file.write_text(f"[user]\n\tname = {name}\n\temail = {email}\n" if name else "")
    patch.setenv("GIT_CONFIG_GLOBAL", str(file))
    patch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    for variable in ("NAME", "EMAIL"):
        for role in ("AUTHOR", "COMMITTER"):
            patch.delenv(f"GIT_{role}_{variable}", raising=False)

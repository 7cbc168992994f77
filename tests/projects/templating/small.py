"""A small template that tests change, and a project of it in git."""

import subprocess
from pathlib import Path

from stabbur.projects.project import Project
from stabbur.projects.templating import updating
from stabbur.projects.templating.rendering import render

NAME = "folketall"
LINES = [f"line {number}" for number in range(12)]


def git(folder: Path, *words: str | Path) -> str:
    """What git wrote; the person that commits is nobody."""
    who = ["-c", "user.name=N", "-c", "user.email=n@localhost.invalid"]
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path) -> None:
    """Commit everything there is."""
    git(folder, "add", "--all", ".")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "Work")


def templates_in(folder: Path) -> Path:
    """A folder with one small template, that a test may change."""
    small = folder / "small"
    (small / "src" / "{{ package }}").mkdir(parents=True)
    (small / "template.toml").write_text('place = 1\ntitle = "Small"\n')
    (small / "more.txt.jinja").write_text("more of {{ name }}\n")
    (small / "src" / "{{ package }}" / "code.py.jinja").write_text("# {{ title }}\nONE = 1\nTWO = 2\n")
    newer(folder)
    return folder


def newer(source: Path, lines: dict[int, str] | None = None) -> None:
    """Let the template have other lines than it has at first."""
    text = "".join(f"{(lines or {}).get(at, line)}\n" for at, line in enumerate(LINES))
    (source / "small" / "lines.txt.jinja").write_text(text)


def begun(root: Path, source: Path, repository: Path | None = None) -> Project:
    """A project of the small template with its first commit and its base."""
    repository = repository or root
    root.mkdir(parents=True)
    render("small", root, {"name": NAME}, source=source)
    if not (repository / ".git").exists():
        git(repository, "init", "--quiet", "-b", "main")
    updating.keep_base(repository, root, "small", {"name": NAME}, source=source)
    commit(repository)
    return Project(root, NAME)

"""A project inside a repository that was there before: what starting it changes in that, and how it goes back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from shlex import join, quote

from stabbur import settings
from stabbur.projects.environment.locking import write
from stabbur.projects.git.command import git
from stabbur.projects.templating import bases
from stabbur.projects.undoing import Undo
from stabbur.state.locks import exclusive

# what `git.hooks.install` and `templating.updating.keep_base` write beside the project's own folder
FILES = (
    "config", "hooks/pre-commit", "hooks/pre-commit.legacy", "stabbur/run", "stabbur/notebook.py", "stabbur/lock.py",
    "stabbur/apart.py", "stabbur/projects",
)  # fmt: skip


@contextmanager
def alone(repository: Path | None) -> Iterator[None]:
    """Wait until nobody else starts a project in the repository: what one takes back must not be another's."""
    if repository is None:
        yield
        return
    mark = sha256(str(repository).encode()).hexdigest()[:20]
    with exclusive(settings.home() / "locks" / f"repository-{mark}"):
        yield


def keep(repository: Path, project: Path, undo: Undo) -> None:
    """Note how the repository gets back what it was: settings, hooks, refs and what is staged."""
    own = Path(git(repository, "rev-parse", "--git-common-dir").strip())
    place = own if own.is_absolute() else repository / own
    for name in FILES:
        undo.add(_file(place / name), by_hand=f"look at '{place / name}'")
    undo.add(
        partial(bases.forget_new, repository, bases.within(repository, project), set(bases.refs(repository))),
        by_hand=f"git -C {quote(str(repository))} for-each-ref {bases.REFS}",
    )
    staged = ("rm", "-r", "-q", "--cached", "--ignore-unmatch", "--", str(project.relative_to(repository)))
    undo.add(
        lambda: git(repository, "--literal-pathspecs", *staged),
        by_hand=f"git -C {quote(str(repository))} {join(staged)}",
    )


def _file(file: Path) -> Callable[[], None]:
    before = (file.read_bytes(), file.stat().st_mode) if file.is_file() else None

    def back() -> None:
        if before is None:
            file.unlink(missing_ok=True)
        elif not file.is_file() or file.read_bytes() != before[0]:
            write(file, before[0])
            file.chmod(before[1])

    return back

"""A repository: started with one commit on main, and added to without touching what else is staged in it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from stabbur.projects.git.command import git
from stabbur.projects.git.identity import identity

# a signature says that a person looked at what is committed, and asking for a passphrase would wait for ever
UNSIGNED = ("--no-gpg-sign", "--no-verify", "--quiet", "--cleanup=verbatim")
# the person's own ignore file must not decide what the first commit of a project holds
WHOLE = ("-c", "core.excludesFile=", "-c", "core.safecrlf=false")


def unchecked() -> None:
    """Let everything be committed."""


def start(folder: Path, *, message: str, check: Callable[[], None] = unchecked) -> None:
    """Make a repository of a folder, with one commit of what is in it on the branch main.

    The person's own templates and hooks play no part, whatever their settings say; what the folder's
    .gitignore names is left out. What `check` raises stops it when all is staged.

    Raises
    ------
    StabburError
        Git refused; the message has what it said.
    Unavailable
        There is no git on this machine.
    """
    git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    git(folder, *WHOLE, "add", "--all", "--", ".")
    check()
    git(folder, "commit", *UNSIGNED, "--message", message, environ=identity(folder).environ)


def commit(
    folder: Path, paths: Iterable[Path | str], message: str, *, check: Callable[[], None] = unchecked
) -> None:
    """Commit given files and folders and nothing else; what else is staged stays staged.

    What `check` raises stops it when they are staged.

    Raises
    ------
    StabburError
        Git refused, such as in the middle of a merge; the message has what it said.
    """
    # literal: a name with * or a first : is a name, not a pattern
    named = [str(Path(folder, path).absolute()) for path in paths]
    git(folder, "--literal-pathspecs", *WHOLE, "add", "--all", "--", *named)
    check()
    git(
        folder,
        "--literal-pathspecs",
        "commit",
        *UNSIGNED,
        "--only",
        "--message",
        message,
        "--",
        *named,
        environ=identity(folder).environ,
    )

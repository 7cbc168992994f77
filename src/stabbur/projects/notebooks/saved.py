"""Jupyter's word that a notebook was saved: git is to compare what it holds of it, not its size.

Git calls a file changed as soon as its size is another one, before any filter has taken the outputs out:
without this every notebook that was run would stand in `git status` with no difference to show.
"""

from pathlib import Path
from typing import Any

from stabbur.errors import StabburError
from stabbur.projects.git.command import git


def forget(file: Path) -> None:
    """Let git forget what it noted of a file's size and time; nothing is staged, and edits stay edits."""
    try:
        told = git(
            file.parent, "--literal-pathspecs", "ls-files", "--stage", "--full-name", "-z", "--", file.name
        )
        entry, _, name = told.rstrip("\0").partition("\t")
        # a name that is no text would come back as another one
        if entry.endswith(" 0") and "\ufffd" not in name:
            mode, blob, _ = entry.split()
            git(file.parent, "update-index", "-z", "--index-info", given=f"{mode} {blob} 0\t{name}\0")
    except StabburError:
        return  # git is busy, missing, or knows no such file: the notebook is saved all the same


def _saved(*, model: dict[str, Any], os_path: str, **_: object) -> None:
    if model.get("type") == "notebook":
        forget(Path(os_path))


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_post_save_hook(_saved)

"""A project that is being made: the mark by which one that was stopped half way is told from a finished one."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import NoReturn

from stabbur import settings
from stabbur.errors import Conflict
from stabbur.state.clock import now
from stabbur.state.locks import exclusive, exclusive_if_free


class Mark:
    """The mark of a folder: it lies under STABBUR_HOME and is locked as long as the folder is being made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self.file = settings.private() / "starting" / f"{name}.json"
        self.finished = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the mark while the folder is being made; it goes with the folder, or when that is `finished`."""
        with exclusive(self.file):
            self.note()
            try:
                yield
            finally:
                if self.finished or not os.path.lexists(self.folder):
                    self.file.unlink(missing_ok=True)

    def note(self, **more: str) -> None:
        """Write what is being made; `remote` is the address of a repository that was made for it."""
        text = json.dumps({"folder": str(self.folder), "begun": now().isoformat(timespec="seconds"), **more})
        # in place: a file put over it would not be the one that is locked
        self.file.write_text(text, encoding="utf-8")

    def refuse(self) -> NoReturn:
        """Raise a Conflict that says what the folder is that stands where a project is to be made."""
        with _told(self.file) as told:
            if told is None:
                raise Conflict(
                    f"'{self.folder}' is already there: nothing in it was touched",
                    hint="give another name, or stand in another folder",
                    code="project-there",
                    path=str(self.folder),
                )
            if not told:
                raise Conflict(
                    f"'{self.folder}' is being made by another 'stabbur init' just now",
                    hint="wait for it, or give another name",
                    code="project-there",
                    path=str(self.folder),
                )
            remote = f"; and delete {told['remote']}, if it is there" if told.get("remote") else ""
            raise Conflict(
                f"'stabbur init' of '{self.folder}' was stopped half way, begun {told.get('begun', '')}",
                hint=f"look into it, then: stabbur clean {quote(self.folder.name)}; rm -r {quote(str(self.folder))}{remote}",
                code="project-half-way",
                path=str(self.folder),
            )


@contextmanager
def _told(file: Path) -> Iterator[dict[str, str] | None]:
    """Give what the mark of a process that has died says, nothing while it lives, None when no mark can be read."""
    if not file.is_file():
        yield None
        return
    with exclusive_if_free(file) as free:
        try:
            told = json.loads(file.read_text(encoding="utf-8")) if free else {}
        except (ValueError, FileNotFoundError):
            told = None
        # a mark that its maker, who has died, did not come to write tells nothing of the folder
        yield told if isinstance(told, dict) and (told or not free) else None

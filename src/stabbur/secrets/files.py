"""Secrets as mounted files, as containers get them: `dvh/password` is <secrets.folder>/dvh/password."""

from pathlib import Path
from shlex import quote
from typing import Self

from stabbur.errors import NotAllowed, Unavailable
from stabbur.settings import Secrets


class FileSecrets:
    """A folder that something outside fills; one file a secret, one line end at its end is dropped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, options: Secrets) -> Self:
        """Return the store over `secrets.folder`."""
        return cls(Path(options.folder).expanduser())

    def read(self, name: str) -> str | None:
        """Return the content of the file, or None when there is no such file."""
        file = self.folder / name
        try:
            text = file.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise Unavailable(
                f"secret '{name}' can't be read from {file}: {reason}",
                hint=f"ls -l {quote(str(file))}",
                code="secret-unreadable",
            ) from None
        # editors and `echo` add one line end; a secret that ends in one on purpose is not known
        return text.removesuffix("\n").removesuffix("\r")

    def place(self, name: str) -> str:
        """Name the file."""
        return f"the file {self.folder / name}"

    def write(self, name: str, value: str) -> None:
        """Refuse: the folder is filled from outside."""
        self._refuse(name)

    def delete(self, name: str) -> None:
        """Refuse, as `write` does."""
        self._refuse(name)

    def _refuse(self, name: str) -> None:
        raise NotAllowed(
            f"secret '{name}' can't be changed in {self.folder}: mounted files are filled from outside",
            hint=f"stabbur secrets set {name} --store keyring",
            code="secrets-read-only",
        )

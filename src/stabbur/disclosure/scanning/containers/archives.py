"""Archives: what is packed in a zip file is taken out member by member, within bounds that hold for all of it."""

import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from stabbur.io.unpack import CHUNK, MEMBERS

DEEPEST = 4  # archives within archives
MOST = 500_000_000  # bytes that are unpacked of one file, all that is packed within it included
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)


@dataclass
class Room:
    """How many bytes may still be unpacked of one file and of all that is packed in it, and how deep."""

    left: int = MOST
    depth: int = DEEPEST
    outer: "Room | None" = None

    def deeper(self) -> "Room":
        """Return the room of what is packed in something that is packed."""
        return Room(self.left, self.depth - 1, self)

    def take(self, size: int) -> None:
        """Note that so much was unpacked, here and in all that this is packed in."""
        self.left -= size
        if self.outer:
            self.outer.take(size)


def is_archive(path: Path) -> bool:
    """Tell whether a file is zip, as documents and workbooks are, too."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def members(path: Path, room: Room) -> Iterator[tuple[str, Path | None]]:
    """Yield name and file of each member; None for one that is locked, broken, too large or packed too deep.

    Names come from whoever packed the file: they lead nowhere, and the copies are gone when the next one is asked for.
    """
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="stabbur-") as scratch:
            listed = archive.infolist()
            if len(listed) > MEMBERS or room.depth <= 0:
                yield f"{len(listed)} files", None
                return
            for at, member in enumerate(listed):
                if member.is_dir() or member.filename.startswith("__MACOSX/"):
                    continue
                folder = Path(scratch) / str(at)
                folder.mkdir()
                yield member.filename, _taken_out(archive, member, folder, room)
                shutil.rmtree(folder)
    except BROKEN:
        yield "", None


def _taken_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, room: Room) -> Path | None:
    if member.flag_bits & 1 or stat.S_ISLNK(member.external_attr >> 16) or member.file_size > room.left:
        return None
    endings = "".join(PurePosixPath(member.filename).suffixes[-2:])
    target = folder / f"part{re.sub(r'[^A-Za-z0-9.]', '', endings)[-40:]}"
    try:
        with archive.open(member) as file, target.open("wb") as out:
            # what a member says of its size need not be so
            while chunk := file.read(CHUNK):
                room.take(len(chunk))
                if room.left < 0:
                    return None
                out.write(chunk)
    except BROKEN:
        return None
    return target

"""How large a workbook would become, found before it is opened: a few bytes can ask for more than all memory."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO
from xml.parsers import expat

from stabbur.errors import BadInput
from stabbur.io.progress import opened

UNPACKED = 2_000_000_000
CELLS = 50_000_000
CHUNK = 1 << 20
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
ERROR = re.compile(rb"""<c\s[^<>]*\bt\s*=\s*["']e["']|calcext:value-type\s*=\s*["']error["']""")


def refuse_bomb(path: Path) -> bool:
    """Refuse a workbook that unpacks without end, or that places a cell so far out that memory ends.

    Return whether cells of it hold an error such as `#DIV/0!`, which its reader hands on as nothing.
    """
    if not zipfile.is_zipfile(path):
        return False  # the old binary form is not compressed
    try:
        with opened(path) as raw, zipfile.ZipFile(raw) as archive:
            left, errors = UNPACKED, False
            for member in archive.infolist():
                with archive.open(member) as file:
                    part = _Part(file, left, path.name)
                    if SHEET.fullmatch(member.filename):
                        _refuse_far(*_reach(part), path.name)
                    elif member.filename == "content.xml":
                        _refuse_far(*_Sheets(part).reach, path.name)
                    while part.read():
                        pass
                    left, errors = part.left, errors or part.has_errors
            return errors
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        LookupError,
        EOFError,
        RuntimeError,
        OSError,
    ) as error:
        raise BadInput(f"'{path.name}' is not a whole spreadsheet: {error}", code="file-broken") from error


class _Part:
    """A member of the archive that is read until the limit of all of them together."""

    def __init__(self, file: IO[bytes], left: int, name: str) -> None:
        self._file = file
        self.left = left
        self._name = name
        self._last = b""
        self.has_errors = False

    def read(self) -> bytes:
        chunk = self._file.read(CHUNK)
        self.has_errors = self.has_errors or bool(ERROR.search(self._last + chunk))
        self._last = chunk[-40:]
        self.left -= len(chunk)
        if self.left < 0:
            raise BadInput(f"'{self._name}' unpacks to more than {UNPACKED} bytes", code="archive-too-large")
        return chunk


def _refuse_far(right: int, down: int, name: str) -> None:
    if right * down > CELLS:
        raise BadInput(
            f"'{name}' reaches to row {down} and column {right}: {CELLS} cells is the most",
            hint="remove what stands far from the table",
            code="sheet-too-large",
        )


def _reach(part: _Part) -> tuple[int, int]:
    """Return the last column and row that a sheet of Excel names."""
    right = down = 1
    last = b""
    while chunk := part.read():
        for letters, digits in set(REFERENCE.findall(last + chunk)):
            column = 0
            for letter in letters.upper()[:9]:
                column = column * 26 + letter - 64
            right, down = max(right, column), max(down, int(digits[:19]))
        last = chunk[-60:]  # a reference may be cut by the end of a chunk
    return right, down


class _Sheets:
    """Follows the rows of an OpenDocument file, which say how often each of them and of its cells is repeated."""

    def __init__(self, part: _Part) -> None:
        self.reach = (1, 1)
        self._row = self._repeat = self._column = self._last = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = _no_entity
        while chunk := part.read():
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._row = 0
        elif name == "table:table-row":
            self._repeat = _times(attributes, "table:number-rows-repeated")
            self._column = self._last = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += _times(attributes, "table:number-columns-repeated")
            if "office:value-type" in attributes:
                self._last = self._column
        elif name == "text:p":
            self._last = self._column

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._repeat
            if self._last:  # rows and cells that hold nothing are never made
                right, down = self.reach
                self.reach = max(right, self._last), max(down, self._row)


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text[:19]) if text.isascii() and text.isdigit() else 1


def _no_entity(*_: object) -> None:
    raise BadInput("a spreadsheet with entities of its own is not read", code="file-broken")

"""Any text file as UTF-8 with lines that end in a line feed; one that is no text is named."""

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stabbur.errors import BadInput
from stabbur.io.progress import opened

CHUNK = 1 << 20
LINE_LIMIT = 32 << 20
"""Bytes of the longest line that is read; a longer one is no line of a table."""
OTHERS = {
    b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"PK\x03\x04": "zip or xlsx", b"PAR1": "Parquet",
    b"ARROW1": "Feather", b"\xd0\xcf\x11\xe0": "xls", b"%PDF-": "PDF", b"SQLite format 3": "SQLite",
    b"\x89PNG": "PNG",
}  # fmt: skip
"""How files begin that are no text, though some of their bytes would pass for it."""


@contextmanager
def as_utf8(path: Path, encoding: str) -> Iterator[IO[bytes]]:
    """Give a text file as UTF-8: itself, or a copy where it is written otherwise."""
    with opened(path, lines=True) as raw:
        start = raw.read(CHUNK)
        raw.seek(0)
        plain = codecs.lookup(encoding).name == "utf-8"
        # until 2001 a Mac ended its lines with a carriage return alone
        old_mac = b"\r" in start and b"\n" not in start
        if plain and not old_mac:
            yield raw
            return
        with tempfile.TemporaryFile() as copy:
            _transcode(raw, copy, encoding, path.name, old_mac)
            copy.seek(0)
            yield copy


def refuse_other(path: Path) -> None:
    """Refuse a file that begins like one of another kind, before its bytes are taken for letters."""
    with path.open("rb") as file:
        start = file.read(max(map(len, OTHERS)))
    for mark, kind in OTHERS.items():
        if start.startswith(mark):
            raise BadInput(
                f"'{path.name}' begins like a file of {kind}, not like text",
                hint="give the file the suffix of what it is, or say format='…'",
                code="not-text",
            )


def _transcode(raw: IO[bytes], copy: IO[bytes], encoding: str, name: str, old_mac: bool) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    done = ends = 0
    try:
        while chunk := raw.read(CHUNK):
            text = _lines(decoder.decode(chunk), old_mac)
            # before all of it is copied: a line without end would fill the disk
            ends = done if b"\n" in text else ends
            if done - ends > LINE_LIMIT:
                raise too_long(name)
            copy.write(text)
            done += len(chunk)
        copy.write(_lines(decoder.decode(b"", final=True), old_mac))
    except UnicodeError as error:
        raise BadInput(
            f"'{name}' is not {encoding}: near byte {done + getattr(error, 'start', 0)} {error}",
            hint="leave encoding out to have it found",
            code="encoding-wrong",
        ) from error


def too_long(name: str) -> BadInput:
    """Return the error of a line that is none."""
    return BadInput(
        f"'{name}' has a line of more than {LINE_LIMIT} bytes: that is no table",
        hint="say which format it has, such as format='json'",
        code="line-too-long",
    )


def _lines(text: str, old_mac: bool) -> bytes:
    return (text.replace("\r", "\n") if old_mac else text).encode()

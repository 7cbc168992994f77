"""Files that nobody looks into: a scan that finds nothing in them has said nothing of them."""

from pathlib import Path

import polars as pl

from stabbur.disclosure.scanning.texts import decoded

HEADS = (
    b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF",
    b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf",
    b"Rar!", b"II*\0", b"MM\0*", b"\x93NUMPY", b"PAR1",
)  # fmt: skip
"""How files begin that are no text, though some can be decoded as if they were."""
TAR = b"ustar"
FONTS = (".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico")
"""What a page is drawn with, which holds nobody."""


def unreadable(name: str, content: bytes) -> bool:
    """Say whether a file is no text that can be looked through.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.containers.unread import unreadable
    >>> unreadable("brev.pdf", b"%PDF-1.7 ..."), unreadable("notat.txt", b"Hei")
    (True, False)
    """
    if not content or name.lower().endswith(FONTS):
        return False
    return content.startswith(HEADS) or content[257:262] == TAR or decoded(content[:8192]) is None


def opens(path: Path) -> bool:
    """Say whether a Parquet file can be read."""
    try:
        pl.scan_parquet(path).collect_schema()
    except (OSError, pl.exceptions.PolarsError):
        return False
    return True

"""How a text file is written: its encoding and the delimiter between its columns, found from its bytes."""

import codecs
import csv
from collections import Counter
from itertools import islice
from pathlib import Path

from charset_normalizer import from_bytes

from stabbur.errors import BadInput
from stabbur.io.files.transcode import LINE_LIMIT, too_long

CHUNK = 1 << 20
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# letters of the languages of the North and their neighbours; most other readings of such bytes give none
LETTERS = frozenset("æøåäöüéèêóòôáàâëïñçßšžđŋčŧõíúýþðÆØÅÄÖÜÉÈÊÓÒÔÁÀÂËÏÑÇŠŽĐŊČŦÕÍÚÝÞÐ«»–’”“§°½×²³€\u00a0")
COMMON = frozenset("æøåäöÆØÅÄÖ")
SINGLE_BYTE = ("iso-8859-1", "cp1252", "mac_roman", "cp865", "cp850")
DELIMITERS = (",", ";", "\t", "|")


def encoding_of(path: Path) -> str:
    """Return the encoding of a whole text file: UTF-8 where every byte fits, else the likeliest."""
    with path.open("rb") as file:
        start = file.read(4)
        # UTF-32's mark begins like UTF-16's, so the longest one decides
        for mark in sorted(MARKS, key=len, reverse=True):
            if start.startswith(mark):
                return MARKS[mark]
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        done = ends = 0
        while chunk := file.read(CHUNK):
            ends = done if b"\n" in chunk or b"\r" in chunk else ends
            done += len(chunk)
            if done - ends > LINE_LIMIT:  # no need to look at all of what cannot be a table
                raise too_long(path.name)
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                around = max(0, file.tell() - len(chunk) + error.start - CHUNK // 2)
                file.seek(around)
                return _likeliest(file.read(CHUNK), path.name)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "iso-8859-1"
    return "utf-8"


def _likeliest(sample: bytes, name: str) -> str:
    if sample.count(0) > len(sample) // 5:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    foreign = bytes(byte for byte in sample if byte > 127)
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 128)
    # in a language of the North most letters are plain ones: Cyrillic, Greek or Japanese are something else
    if len(foreign) < 20 or letters > len(foreign) // 2:
        scores = {name: _likeness(foreign, name) for name in SINGLE_BYTE}
        likeliest = max(scores, key=lambda name: scores[name])  # of equals the first
        if scores[likeliest] > 0:
            return likeliest
    best = from_bytes(sample[:65536]).best()
    if best is None:
        raise BadInput(
            f"'{name}' is not text in any encoding we know",
            hint="say which format it has, such as format='excel', or encoding='…'",
            code="not-text",
        )
    return best.encoding


def _likeness(foreign: bytes, encoding: str) -> float:
    """Return how much the letters beyond ASCII look like those of the North when read so; 0 is not at all."""
    if encoding == "iso-8859-1" and any(byte < 160 for byte in foreign):
        return 0  # these are control characters there
    try:
        letters = foreign.decode(encoding)
    except UnicodeDecodeError:
        return 0
    if sum(letter in LETTERS for letter in letters) < 0.8 * len(letters):
        return 0
    # what is æ, ø or å in one code page is another, rarer letter in the next
    return 1 + sum(letter in COMMON for letter in letters) / len(letters)


def delimiter_of(sample: str, quote: str = '"') -> str:
    """Return the delimiter that cuts the first lines of a table into equally many columns, most of them."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter, quotechar=quote)
            widths = [len(row) for row in islice(rows, 200) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        width, times = Counter(widths).most_common(1)[0]
        # the header decides first: a delimiter inside the text of rows is not in it
        score = times / len(widths) * (1 + min(width, 50) / 1000) + (width == widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def table_begins(sample: str, quote: str = '"') -> tuple[int, int, str] | None:
    """Return after how many lines a table of several columns begins, how many, and by which delimiter."""
    for delimiter in DELIMITERS:
        reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter, quotechar=quote)
        before, widths = 0, []
        try:
            for row in islice(reader, 200):
                if len(row) > 1:
                    widths.append(len(row))
                elif widths:
                    break
                else:
                    before = reader.line_num
        except csv.Error:
            continue
        if before and len(widths) > 1 and len(set(widths)) == 1:
            return before, widths[0], delimiter
    return None

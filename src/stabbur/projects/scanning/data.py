"""Files of data: by their names, and by their content where the name says something else."""

import re
from collections import Counter
from pathlib import PurePosixPath

NAMES = {
    "table": "csv tsv psv parquet pq feather arrow ipc orc avro ndjson jsonl geojson topojson gpkg shp dbf fgb",
    "spreadsheet": "xls xlsx xlsm xlsb ods",
    "statistics program's file": "sas7bdat sas7bcat xpt dta sav zsav por rds rda rdata",
    "database": "db db3 sqlite sqlite3 duckdb mdb accdb h5 hdf5 hdf dump bak",
    "archive": "zip gz tgz bz2 xz zst 7z rar tar",
    "object of Python": "pkl pickle joblib npy npz",
}
ENDINGS = {ending: what for what, endings in NAMES.items() for ending in endings.split()}
MAGIC = (
    (0, b"PAR1", "Parquet"),
    (0, b"ARROW1", "Arrow"),
    (0, b"FEA1", "Feather"),
    (0, b"ORC", "ORC"),
    (0, b"Obj\x01", "Avro"),
    (0, b"SQLite format 3\0", "SQLite"),
    (8, b"DUCK", "DuckDB"),
    (0, b"\x89HDF\r\n", "HDF5"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel or another old Office file"),
    (0, b"$FL2@(#)", "SPSS"),
    (0, b"$FL3@(#)", "SPSS"),
    (0, b"<stata_dta>", "Stata"),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00", "SAS"),
    (0, b"RDX2\n", "R"),
    (0, b"RDX3\n", "R"),
    (0, b"RDA3\n", "R"),
    (0, b"X\n\0\0\0", "R"),
    (0, b"\x93NUMPY", "NumPy"),
    (0, b"\x80\x04\x95", "pickle"),
    (0, b"\x80\x05\x95", "pickle"),
    (0, b"PK\x03\x04", "zip or Excel"),
    (0, b"\x1f\x8b\x08", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
)
# what is packed as these are, and is no data
PACKED = {"whl", "jar", "docx", "pptx", "odt", "odp", "vsdx", "woff", "woff2", "svgz"}
# files that are large for another reason, written by a program from what is looked at elsewhere
LOCKS = {"uv.lock", "renv.lock", "poetry.lock", "requirements.lock", "package-lock.json", "yarn.lock"}
LARGEST = 1_000_000
PLAIN = {"", "txt", "dat", "data", "tmp", "old", "orig", "copy", "out", "asc", "prn"}
ROWS = 20  # so many lines with equally many columns are a table, whatever the file is called
DELIMITERS = (";", "\t", "|", ",")
NUMBERED = re.compile(r"\d")


def data_in(name: str, content: bytes) -> str:
    """Return what kind of data a file is, or nothing.

    Examples
    --------
    >>> from stabbur.projects.scanning.data import data_in
    >>> data_in("notes.txt", b"PAR1...")
    'Parquet, whatever its name'
    """
    if not content:
        return ""
    ending = PurePosixPath(name.lower()).suffix.removeprefix(".")
    if ending in ENDINGS:
        return ENDINGS[ending]
    if ending not in PACKED:
        for place, mark, what in MAGIC:
            if content.startswith(mark, place) and not (what == "ORC" and content[3:4].isalpha()):
                return f"{what}, whatever its name"
    if (ending in PLAIN or PurePosixPath(name).name in LOCKS) and _table(content):
        return "table, whatever its name"
    return ""


def too_large(name: str, size: int) -> str:
    """Return how large a file is when it is larger than a file in git should be, or nothing."""
    path = PurePosixPath(name)
    if size <= LARGEST or path.name in LOCKS or path.match("vendor/stabbur-*.whl"):
        return ""
    return f"{size / 1e6:.1f} MB"


def _table(content: bytes) -> bool:
    lines = [line for line in content.decode("latin-1").splitlines()[:200] if line.strip()][:-1]
    if len(lines) < ROWS:
        return False
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        often, times = counts.most_common(1)[0]
        # prose has commas, too; rows have equally many, and numbers
        if often >= (2 if delimiter == "," else 1) and times >= 0.95 * len(lines):
            return sum(bool(NUMBERED.search(line)) for line in lines) > len(lines) // 2
    return False

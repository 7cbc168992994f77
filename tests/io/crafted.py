"""Read changed files of every format until one ends this process; run in one of its own, with little memory."""

import io
import os
import resource
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import hypothesis.strategies as st
import pyarrow as pa
from hypothesis import HealthCheck, given, settings

import stabbur as sb

MEMORY = 3 << 30
NAMES = ["t.parquet", "t.feather", "t.xlsx", "t.json", "t.ndjson", "t.csv", "t.csv.gz", "t.csv.zst", "t.geojson",
         "t.jsonstat", "t.ods"]  # fmt: skip
WORDS = [b"99999999999", b"-1", b"1e308", b"&x;", b'<!DOCTYPE a [<!ENTITY x "y">]>', b"\xff", b'"', b"<", b"[[[",
         b"XFD1048576", b"ZZZZZZ99999999", b"&#0;", b"\0", b""]  # fmt: skip
FLAT = pa.table({"geometry": [None, '{"type": "Point", "coordinates": [1, 2]}'] * 30, "n": [1, None] * 30})
CUBE = (
    b'{"class": "dataset", "id": ["a", "b"], "size": [2, 2], "value": [1, 2, 3, null], "dimension": {"a": {"category": '
    b'{"index": ["1", "2"]}}, "b": {"category": {"index": {"1": 0, "2": 1}, "label": {"1": "x", "2": "y"}}}}}'
)
ODS = """<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>
<office:spreadsheet><table:table table:name="A"><table:table-row><table:table-cell office:value-type="string">
<text:p>a</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2">
<table:table-cell table:number-columns-repeated="3" office:value-type="date" office:date-value="2021-01-02">
<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""
FOLDER = Path(tempfile.mkdtemp(prefix="stabbur-crafted-"))
CHANGES = st.lists(
    st.tuples(st.floats(0, 0.999), st.integers(0, 30), st.sampled_from(WORDS) | st.binary(max_size=6)),
    min_size=1,
    max_size=4,
)


def whole(name: str) -> bytes:
    """A file of a format as it should be."""
    if name == "t.jsonstat":
        return CUBE
    if name == "t.ods":
        return ODS.encode()
    return Path(sb.to_file(FLAT, FOLDER / name)).read_bytes()


def changed(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """A file with some bytes taken out and others put in."""
    text = bytearray(content)
    for place, length, word in changes:
        at = int(place * len(text))
        text[at : at + length] = word
    return bytes(text)


def packed(name: str, inner: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """A workbook of which one part was changed, the archive around it whole: its checksums would tell otherwise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        if name == "t.ods":
            target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            target.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><m:manifest xmlns:m="m"/>')
            target.writestr("content.xml", changed(inner, changes))
        else:
            with zipfile.ZipFile(io.BytesIO(inner)) as source:
                for part in source.namelist():
                    own = changes if part.endswith(("sheet1.xml", "sharedStrings.xml")) else []
                    target.writestr(part, changed(source.read(part), own))
    return buffer.getvalue()


# the same changes each time: among tens of thousands of others are some that Arrow itself does not survive, which
# is why `io.memory_bytes` reads the files of strangers in a process of their own
@settings(
    max_examples=400, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(name=st.sampled_from(NAMES), changes=CHANGES, inside=st.booleans())
def crafted_files_are_tables_or_refused(
    name: str, changes: list[tuple[float, int, bytes]], inside: bool
) -> None:
    """Either a table comes out or an error of ours; the test sees it when it is neither."""
    content = WHOLE[name]
    sheet = name == "t.ods" or (name == "t.xlsx" and inside)
    path = FOLDER / f"changed-{name}"
    path.write_bytes(packed(name, content, changes) if sheet else changed(content, changes))
    print(f"{name} {changes} {inside}", file=sys.stderr)
    try:
        sb.read_file(path, as_="polars")
    except sb.StabburError:
        return


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.environ["STABBUR_HOME"] = str(FOLDER)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    WHOLE = {name: whole(name) for name in NAMES}
    crafted_files_are_tables_or_refused()
    # getrusage would count the process that started this one, too: that peak outlives exec
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(status.split("VmHWM:")[1].split()[0]) * 1024)

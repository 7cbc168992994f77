"""Bad input at the prompt, on real files: one message with what, where and what to do; nothing is lost."""

import gzip
import hashlib
import json
import os
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stabbur import settings
from tests.cli.conftest import Done, Run
from tests.servers.web import Handler, Site

Case = tuple[str, Callable[[], object], int, str]
SCHEMA = {"fields": [{"name": "kommune", "type": "string"}, {"name": "personer", "type": "integer"}]}


def write(name: str, content: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def package(folder: str = "pakke", **changed: Any) -> Path:
    """A folder with a package of one table; `changed` are properties of the package."""
    write(f"{folder}/a.csv", "kommune,personer\n0301,697010\n")
    resource = {"name": "a", "path": "a.csv", "type": "table", "schema": SCHEMA}
    return write(f"{folder}/datapackage.json", json.dumps({"name": "a", "resources": [resource]} | changed))


def resource(**changed: Any) -> list[dict[str, Any]]:
    return [{"name": "a", "path": "a.csv", "type": "table", "schema": SCHEMA} | changed]


def zipped(name: str, *inside: str) -> None:
    with zipfile.ZipFile(name, "w") as archive:
        for one in inside:
            archive.writestr(one, "a\n1\n")


def source(kind: str, address: str, more: str = "") -> Path:
    return write("stabbur.toml", f'[sources.tall]\nkind = "{kind}"\naddress = "{address}"\n{more}')


def database() -> None:
    source("sqlite", "tall.sqlite")
    with sqlite3.connect("tall.sqlite") as connection:
        connection.execute("create table a (n)")
    connection.close()


# the command, what is made before it, its exit code, what the message says
FILES: dict[str, Case] = {
    "wrong encoding": ("read f.csv", lambda: write("f.csv", b"\xff\xfe\x00\xd8\x00\xd8"), 2, "'f.csv' is not utf-16"),
    "not text": ("read f.csv", lambda: write("f.csv", b"\x00\x01\x02\n\x00"), 2, "'f.csv' is not text"),
    "ragged, too long": ("read f.csv", lambda: write("f.csv", "a,b\n1,2\n1,2,3\n"), 2, "row 3 of 'f.csv' has 3 columns"),
    "ragged, too short": ("read f.csv", lambda: write("f.csv", "a,b\n1\n"), 2, "row 2 of 'f.csv' has 1 columns"),
    "doubled names": ("read f.csv", lambda: write("f.csv", "a,b,a\n1,2,3\n"), 2, "named 'a' in 'f.csv'"),
    "empty": ("read f.csv", lambda: write("f.csv", ""), 2, "'f.csv' is empty"),
    "empty lines": ("read f.csv", lambda: write("f.csv", "\n\n\n"), 2, "'f.csv' has no header"),
    "one line without end": ("read f.csv", lambda: write("f.csv", b"x" * 3_000_000), 2, "'f.csv' has no header"),
    "one line beyond the limit": ("read f.csv", lambda: write("f.csv", b"x" * 34_000_000), 2, "'f.csv' has a line of more"),
    "no such file": ("read f.csv", lambda: write("g.csv", "a\n"), 3, "no file 'f.csv': '.' has 'g.csv'"),
    "a name without format": ("read f", lambda: write("f", "a\n"), 2, "'f' does not say which format"),
    "a pickle": ("read f.pkl", lambda: write("f.pkl", b"\x80\x04."), 2, "'f.pkl' is a pickle"),
    "broken parquet": ("read f.parquet", lambda: write("f.parquet", "x"), 2, "'f.parquet' is not a whole Parquet file"),
    "broken spreadsheet": ("read f.xlsx", lambda: write("f.xlsx", "PK"), 2, "'f.xlsx' is not a whole spreadsheet"),
    "broken feather": ("read f.feather", lambda: write("f.feather", "x"), 2, "'f.feather'"),
    "broken json": ("read f.json", lambda: write("f.json", '{"a": '), 2, "'f.json' is not JSON"),
    "deep json": ("read f.json", lambda: write("f.json", "[" * 100_000), 2, "'f.json'"),
    "broken geojson": ("read f.geojson", lambda: write("f.geojson", "{}"), 2, "'f.geojson' is not GeoJSON"),
    "broken gzip": ("read f.csv.gz", lambda: write("f.csv.gz", "x"), 2, "'f.csv.gz' is not a whole gzip file"),
    "cut gzip": ("read f.csv.gz", lambda: write("f.csv.gz", gzip.compress(b"a\n1\n" * 999)[:-9]), 2, "'f.csv.gz'"),
    "broken zstandard": ("read f.csv.zst", lambda: write("f.csv.zst", "x"), 2, "'f.csv.zst'"),
    "two files in a zip": ("read f.csv.zip", lambda: zipped("f.csv.zip", "a.csv", "b.csv"), 2, "'f.csv.zip'"),
    "a folder": ("read mappe", lambda: write("mappe/a.csv", "a\n"), 3, "no data package at"),
    "a table that cannot be": ("validate f.csv", lambda: write("f.csv", "a,b\n1\n"), 2, "row 2 of 'f.csv'"),
    "a story that is none": ("publish f.csv --as demo/x", lambda: write("f.csv", "a\n"), 2, "'f.csv' cannot be a story"),
    "a story that is not there": ("publish f.ipynb --as demo/x", lambda: None, 3, "no file 'f.ipynb'"),
    "a folder without index": ("publish m --as demo/x", lambda: write("m/a.html", "x"), 2, "'m' has no index.html"),
    "a broken notebook": ("publish f.ipynb --as demo/x", lambda: write("f.ipynb", "{"), 2, "f.ipynb"),
    "an id that is none": ("publish f.html --as x/y/z", lambda: write("f.html", "x"), 2, "'x/y/z' is no id"),
    "an id that leads out": ("publish f.html --as ../x", lambda: write("f.html", "x"), 2, "'..'"),
    "a site over other files": ("export-site m", lambda: write("m/thesis.txt", "x"), 2, "'m' holds files"),
    "a site where none can be": ("export-site /proc/site", lambda: None, 6, "'/proc/site' could not be written"),
}  # fmt: skip
PACKAGES: dict[str, Case] = {
    "a name with spaces": ("publish pakke", lambda: package(name="to ord"), 2, "'to ord' cannot be the name"),
    "a name in Norwegian": ("publish pakke", lambda: package(name="æøå"), 2, "'æøå' cannot be the name"),
    "a name that leads out": ("publish pakke", lambda: package(name="../../etc"), 2, "../../etc"),
    "a name of 300 letters": ("publish pakke", lambda: package(name="x" * 300), 2, "at most 80 characters"),
    "no name": ("publish pakke", lambda: package(name=""), 2, "name"),
    "an owner that leads out": ("publish pakke --owner ../x", package, 2, "'../x"),
    "no resources": ("publish pakke", lambda: package(resources=[]), 2, "resources"),
    "two of one name": ("publish pakke", lambda: package(resources=resource() * 2), 2, "2 resources have the name 'a'"),
    "a file outside": ("publish pakke", lambda: package(resources=resource(path="../../etc/passwd")), 2, "/etc/passwd"),
    "a file that is absolute": ("publish pakke", lambda: package(resources=resource(path="/etc/passwd")), 2, "/etc/passwd"),
    "a file that is missing": ("publish pakke", lambda: package(resources=resource(path="b.csv")), 3, "\'b.csv\'"),
    "a cell of another type": ("publish pakke", lambda: (package(), write(
        "pakke/a.csv", "kommune,personer\n0301,mange\n")), 2, "a, row 1, personer: 'mange' is no integer"),
    "a list for a descriptor": ("publish pakke", lambda: write("pakke/datapackage.json", "[]"), 2, "datapackage.json' is not"),
    "no JSON": ("publish pakke", lambda: write("pakke/datapackage.json", "{"), 2, "datapackage.json' is not"),
    "no package": ("publish pakke", lambda: None, 3, "'pakke'"),
    "nothing written yet": ("publish", lambda: None, 2, "which package?"),
    "an unknown bucket": ("publish pakke --bucket produkt", package, 3, "no bucket named 'produkt'"),
    "an unknown package": ("read demo/nowhere", lambda: None, 3, "no package 'demo/nowhere'"),
    "an unknown version": ("withdraw demo/nowhere 1 --reason x", lambda: None, 3, "no package 'demo/nowhere'"),
}  # fmt: skip
SOURCES: dict[str, Case] = {
    "unknown source": ("read tal --query 'select 1'", lambda: source("sqlite", "x"), 3, "no source 'tal'"),
    "unknown kind": ("read tall --query 'select 1'", lambda: source("oracel", "x"), 3, "no sql named 'oracel'"),
    "no query": ("read tall", database, 2, "source 'tall' needs a query"),
    "empty query": ("read tall --query ''", database, 2, "the query is empty"),
    "wrong SQL": ("read tall --query 'selec 1'", database, 2, "syntax error"),
    "unknown table": ("read tall --query 'select * from b'", database, 3, "no such table: b"),
    "unknown column": ("read tall --query 'select x from a'", database, 2, "no such column: x"),
    "writing through a query": ("read tall --query 'drop table a'", database, 4, "reading only"),
    "missing database": ("read tall --query 'select 1'", lambda: source("sqlite", "gone.sqlite"), 3, "gone.sqlite"),
    "no database": ("read tall --query 'select 1'",
                    lambda: (source("duckdb", "f.csv"), write("f.csv", "a\n")), 6, "f.csv"),
    "a server that is not there": ("read tall --query 'select 1'",
                                   lambda: source("postgres", "127.0.0.1:1/base"), 6, "did not answer"),
    "a secret that is missing": ("read tall --query 'select 1'", lambda: source(
        "postgres", "127.0.0.1:1/base", 'password = { secret = "tall/password" }\n'), 3, "no secret 'tall/password'"),
    "a secret that is written": ("config show", lambda: source("postgres", "x", 'password = "hunter22"\n'),
                                 2, "in plain text"),
    "an unknown setting": ("config show", lambda: write("stabbur.toml", "[hub]\nprt = 1\n"), 2, "stabbur.toml line 2"),
    "settings that are no TOML": ("config show", lambda: write("stabbur.toml", "[hub\n"), 2, "stabbur.toml line 1"),
    "settings that are no text": ("config show", lambda: write("stabbur.toml", b"\xd8"), 2, "is not UTF-8 text"),
    "an address we do not read": ("read ftp://x/f.csv", lambda: None, 2, "'ftp://x/f.csv' is not an address we read"),
    "a bucket that is not there": ("read bucket://produkt/f.csv", lambda: None, 3, "produkt"),
    "a path out of a bucket": ("read bucket://local/../../etc/passwd", lambda: None, 4, "leads out of the bucket"),
}  # fmt: skip
CASES = FILES | PACKAGES | SOURCES


def told(done: Done, code: int) -> str:
    """Return the one message; a hint may follow it, a traceback may not."""
    assert done.code == code, done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    lines = [line for line in done.err.splitlines() if not line.startswith("Warning: ")]
    assert re.fullmatch(r"Error: .+ \[[a-z-]+\]", lines[0]), done.err
    assert "something unexpected" not in lines[0]
    assert len(lines) == 2, f"it says what to do: {done.err}"
    assert lines[1].startswith("  hint: ")
    return lines[0]


def words(command: str) -> list[str]:
    return [part.strip("'") for part in re.findall(r"'[^']*'|\S+", command)]


def marks() -> dict[str, str]:
    files = [path for path in Path().rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_one_message(run: Run, name: str) -> None:
    command, make, code, says = CASES[name]
    make()
    before = marks()
    assert says in told(run(*words(command)), code)
    assert marks() == before, "nothing that was there is lost or changed"
    bucket = settings.home() / "private" / "bucket"
    assert not list(bucket.rglob("datapackage.json")), "nothing was published"


def answering(kind: str) -> Callable[[Handler], None]:
    """A way in which a server can misbehave."""

    def never_ending(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while not handler.site.closing.is_set():
            handler.wfile.write(b"4\r\na,b\n\r\n" * 1000)

    def silent(handler: Handler) -> None:
        handler.site.closing.wait(20)

    def to(address: str) -> Callable[[Handler], None]:
        def redirect(handler: Handler) -> None:
            handler.send_response(302)
            handler.send_header("Location", address)
            handler.end_headers()

        return redirect

    def cut(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"a,b\n1,2\n")
        handler.close_connection = True

    def status(handler: Handler) -> None:
        handler.send_error(int(kind))

    redirects = {
        "file": "file:///etc/passwd",
        "loop": "/f.csv",
        "ftp": "ftp://127.0.0.1/x",
        "none": "http://[::bad",
    }
    ways = {"endless": never_ending, "silent": silent, "cut": cut} | {k: to(v) for k, v in redirects.items()}
    return ways.get(kind, status)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("silent", 6), ("endless", 2), ("cut", 6), ("file", 4), ("loop", 6), ("ftp", 4), ("none", 6),
     ("500", 6), ("404", 3), ("403", 4), ("400", 2)],
)  # fmt: skip
def test_A45_server_that_misbehaves_is_one_message_in_a_short_while(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, kind: str, code: int
) -> None:
    monkeypatch.setenv("STABBUR_IO__TIMEOUT_SECONDS", "1.0")
    monkeypatch.setenv("STABBUR_IO__MAX_BYTES", "1000000")
    monkeypatch.setattr("stabbur.io.fetch.LONGEST_WAIT", 0.01)  # between attempts
    site.answers["/f.csv"] = answering(kind)
    started = time.process_time()
    message = told(run("read", site.url("/f.csv")), code)
    assert "root:" not in message
    assert f"127.0.0.1:{site.port}" in message or kind in ("file", "ftp")
    assert time.process_time() - started < 30, "it does not go on for ever"


@pytest.mark.only_as("user")
@pytest.mark.parametrize(
    ("command", "locked", "says"),
    [("read f.csv", "f.csv", "'f.csv' may not be read"), ("read m/f.csv", "m", "m/f.csv"),
     ("publish pakke", "../home/private", "private/"), ("validate pakke", "pakke/a.csv", "a.csv"),
     ("export-site m/site", "m", "m/site"), ("config show", "stabbur.toml", "can't be read")],
)  # fmt: skip
def test_what_may_not_be_opened_is_named(run: Run, command: str, locked: str, says: str) -> None:
    for name in ("f.csv", "m/f.csv", "stabbur.toml", "../home/private/x"):
        write(name, "")
    package()
    Path(locked).chmod(0)
    done = run(*words(command))
    Path(locked).chmod(0o700)
    assert done.code not in (0, 1), done.err
    assert says in done.err + done.out
    assert "Traceback" not in done.err
    assert "unexpected" not in done.err


@pytest.mark.only_as("root")
def test_what_may_not_be_opened_is_named_as_root(run: Run) -> None:
    """Nothing is closed to root: a loop of links stands in for it."""
    os.symlink("f.csv", "f.csv")
    assert "'f.csv'" in told(run("read", "f.csv"), 3)

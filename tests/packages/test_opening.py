"""Packages opened by an address, from a real web server."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest
import zstandard

from stabbur.errors import BadInput, StabburError
from stabbur.packages import Datapackage, read_table
from tests.packages.making import put


class Quiet(SimpleHTTPRequestHandler):
    """Serve a folder and say nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address it is served at."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield folder, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_package_is_read_from_its_address(served: tuple[Path, str]) -> None:
    folder, address = served
    frame = pl.DataFrame({"kode": ["0301"], "n": [1]})
    Datapackage(name="tall").add_resource(frame, name="rows").write(folder / "tall")
    for place in (f"{address}/tall", f"{address}/tall/datapackage.json"):
        assert Datapackage.open(place).name == "tall"
        assert read_table(place).to_pydict() == {"kode": ["0301"], "n": [1]}
        assert read_table(place, strict=True).num_rows == 1
        assert Datapackage.open(place).validate().valid


def test_A40_an_address_does_not_lead_out_of_its_package(served: tuple[Path, str]) -> None:
    folder, address = served
    (folder / "secret.csv").write_text("a\n1\n")
    put(folder / "tall", {"resources": [{"name": "rows", "type": "table", "path": "../secret.csv"}]})
    with pytest.raises(BadInput, match="unsafe"):
        read_table(f"{address}/tall")


def test_a_package_that_is_not_there(served: tuple[Path, str]) -> None:
    with pytest.raises(StabburError, match="404"):
        Datapackage.open(f"{served[1]}/none")


def test_half_a_packed_file_is_no_whole_one(tmp_path: Path) -> None:
    rows = "n\n" + "\n".join(map(str, range(100_000)))
    packed = zstandard.compress(rows.encode())
    for data, whole in ((packed, True), (packed[: len(packed) // 2], False)):
        (tmp_path / "rows.csv.zst").write_bytes(data)
        (tmp_path / "datapackage.json").write_text('{"name": "a", "resources": [{"path": "rows.csv.zst"}]}')
        if whole:
            assert len(read_table(tmp_path)) == 100_000
        else:
            with pytest.raises(BadInput, match="cannot be unpacked"):
                read_table(tmp_path)

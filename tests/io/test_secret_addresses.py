"""Addresses in messages: a user, a password or a token in one is never shown."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.packages import Datapackage
from stabbur.packages.reading.opening import decoded

FRAME = pl.DataFrame({"a": [1]})
ADDRESSES = ["{scheme}://user:HEMMELIG@h/x", "{scheme}://h/x?token=HEMMELIG", "{scheme}://user:HEMMELIG@[h/x"]
DOORS: dict[str, tuple[str, Callable[[str], object]]] = {
    "to_file": ("http", lambda at: sb.to_file(FRAME, at)),
    "to_file file": ("file", lambda at: sb.to_file(FRAME, at)),
    "to_file bucket": ("bucket", lambda at: sb.to_file(FRAME, at)),
    "read_file": ("file", sb.read_file),
    "read_file ftp": ("ftp", sb.read_file),
    "connect": ("mysql", sb.connect),
    "read_sql": ("mysql", lambda at: sb.read_sql("select 1", source=at)),
    "read_service": ("http", lambda at: sb.read_service("x", source=at)),
    "add_resource": ("ftp", lambda at: Datapackage(name="n").add_resource(at)),
    "open": ("mysql", Datapackage.open),
    "decoded": ("http", lambda at: decoded(b"{", at)),
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("door", DOORS)
def test_A5_no_message_shows_what_is_secret_in_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: str, address: str
) -> None:
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path))
    scheme, call = DOORS[door]
    with pytest.raises(sb.StabburError) as caught:
        call(address.format(scheme=scheme))
    error = caught.value
    assert "HEMMELIG" not in f"{error} {error.hint} {json.dumps(error.params)}"


@pytest.mark.parametrize("path", ["~nosuchuser/x.csv", "~nosuchuser/x.sqlite"])
def test_a_home_folder_that_nobody_has_is_not_found(path: str) -> None:
    with pytest.raises(sb.NotFound, match="home folder '~nosuchuser'"):
        sb.connect(path) if path.endswith("sqlite") else sb.read_file(path)


@pytest.mark.parametrize("path", ["a\0.sqlite", "\ud800.duckdb", "x" * 5_000 + ".sqlite"])
@pytest.mark.parametrize("write", [True, False])
def test_a_database_whose_path_no_disk_holds_is_our_error(path: str, write: bool) -> None:
    with pytest.raises(sb.StabburError):
        sb.connect(path, write=write)

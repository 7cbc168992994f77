"""Every kind of address becomes a local file, and none leads where it should not."""

import gzip
import os
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.io.place import bucket_key, found, local_path
from tests.servers.web import Site

pytestmark = pytest.mark.usefixtures("home")
PARTS = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0?#\\[]", exclude_categories=["Cc", "Cs"]), min_size=1
)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("a.csv", Path("a.csv")),
        (Path("http:/x.csv"), Path("http:/x.csv")),
        ("C:\\tall.csv", Path("C:\\tall.csv")),
        ("file:///a%20b/%C3%A6.csv", Path("/a b/æ.csv")),
        ("file://localhost/a.csv", Path("/a.csv")),
        ("http://x.no/a.csv", None),
        ("bucket://local/a.csv", None),
    ],
)
def test_what_is_local(address: str | Path, path: Path | None) -> None:
    assert local_path(address) == path


def test_the_home_folder_is_opened_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/kari")
    assert local_path("~/a.csv") == Path("/home/kari/a.csv")


@given(st.lists(PARTS, min_size=1, max_size=4))
def test_a_key_is_what_was_written_or_refused(parts: list[str]) -> None:
    key = "/".join(parts)
    try:
        inside = bucket_key(f"bucket://local/{key}")
    except (NotAllowed, BadInput):
        assert any(part.strip() in (".", "..") for part in parts) or not key.lstrip("/")
    else:
        assert inside == ("local", key)


@pytest.mark.parametrize("key", ["..", "a/..", "a/../b", "../a", "a/b/../../.."])
def test_A40_a_key_never_leads_out(key: str) -> None:
    with pytest.raises(NotAllowed, match="leads out of the bucket"):
        bucket_key(f"bucket://local/{key}")


@pytest.mark.parametrize("address", ["bucket://local", "bucket://local/", "bucket:///a.csv"])
def test_a_bucket_needs_a_name_and_a_key(address: str) -> None:
    with pytest.raises(BadInput, match="names no file"):
        bucket_key(address)


def test_a_fetched_file_keeps_its_name_and_is_unpacked(site: Site) -> None:
    site.put(
        "/a/t.csv.gz?x=1", gzip.compress(b"a\n"), Content_Disposition='attachment; filename="../ny.csv.gz"'
    )
    with found(site.url("/a/t.csv.gz?x=1"), settings.load().io) as file:
        assert (file.name, file.path.name, file.path.read_bytes()) == ("ny.csv", "ny.csv", b"a\n")
        assert "?x=1" in file.source
        kept = file.path
    assert not kept.exists()


def test_a_long_name_from_outside_fits_the_disk(site: Site) -> None:
    name = "x" * 400 + ".csv"
    site.put("/t", b"a\n1\n", Content_Disposition=f'attachment; filename="{name}"')
    with found(site.url("/t"), settings.load().io) as file:
        assert file.name == name[-150:]
        assert file.path.suffix == ".csv"


def test_what_is_there_and_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("a\n")
    os.mkfifo(tmp_path / "rør.csv")
    for name, kind, word in (
        ("a.csv", NotFound, r"has 'b\.csv'"),
        (".", BadInput, "a folder"),
        ("rør.csv", BadInput, "not a file"),
        ("b.csv/x", NotFound, "no file"),
        ("x" * 300, BadInput, "is no path"),
        ("nei/a.csv", NotFound, "no file"),
    ):
        with pytest.raises(kind, match=word), found(tmp_path / name, settings.load().io):
            pass


def test_addresses_of_other_kinds_are_refused() -> None:
    for address in ("ftp://x.no/a.csv", "s3://b/a.csv", "file://annen/a.csv", "data:text/csv,a"):
        with pytest.raises(BadInput), found(address, settings.load().io):
            pass


def test_what_a_clean_checkout_lacks_is_said_to_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run" / "work" / "notebooks").mkdir(parents=True)
    monkeypatch.setenv("STABBUR_RUN_FOLDER", str(tmp_path / "run"))
    monkeypatch.chdir(tmp_path / "run" / "work" / "notebooks")
    with pytest.raises(NotFound) as error, found("../data/folk.csv", settings.load().io):
        pass
    assert error.value.hint.startswith("the run is of a commit, which has no data")
    with pytest.raises(NotFound) as error, found(str(tmp_path / "folk.csv"), settings.load().io):
        pass
    assert "commit" not in error.value.hint

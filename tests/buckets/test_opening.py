"""A bucket is opened by its name in the settings; without an address it lies under STABBUR_HOME."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.buckets.local import LocalStore
from stabbur.buckets.opening import default_folder, open_bucket
from stabbur.errors import NotFound
from stabbur.settings import Settings


def test_opens_by_name(home: Path, tmp_path: Path) -> None:
    known = Settings.model_validate({"buckets": {"delt": {"address": str(tmp_path / "delt")}}})
    open_bucket("delt", known).put("a", b"1")
    assert (tmp_path / "delt" / "a").read_bytes() == b"1"
    with pytest.raises(
        NotFound, match="no bucket named 'x' in the settings: there are delt, local"
    ) as caught:
        open_bucket("x", known)
    assert "[buckets.x]" in caught.value.hint


def test_local_is_there_without_any_settings(home: Path) -> None:
    store = open_bucket("local", Settings())
    assert isinstance(store, LocalStore)
    assert store.root == home / "private" / "bucket" == default_folder("local")
    assert not store.root.exists(), "looking makes nothing"


def test_named_bucket_without_an_address_has_a_folder_of_its_own(home: Path) -> None:
    known = Settings.model_validate({"buckets": {"produkt": {}}})
    open_bucket("produkt", known).put("a", b"1")
    assert (settings.private() / "bucket-produkt" / "a").read_bytes() == b"1"


def test_kind_that_is_not_installed_names_those_that_are(home: Path) -> None:
    known = Settings.model_validate({"buckets": {"delt": {"kind": "s4", "address": "x"}}})
    with pytest.raises(NotFound, match=r"'s4'.*local"):
        open_bucket("delt", known)


def test_home_in_an_address_is_the_persons(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(home))
    store = open_bucket("delt", Settings.model_validate({"buckets": {"delt": {"address": "~/delt"}}}))
    assert isinstance(store, LocalStore)
    assert store.root == home / "delt"

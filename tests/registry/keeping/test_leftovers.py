"""What no version names is a leftover; what one names, and what is unreadable, is left alone."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.registry.here import Here, connect
from stabbur.registry.keeping.leftovers import leftovers, sweep
from tests.registry.making import package

ID = "demo/folketall"


def listed(registry: Here, prefix: str = "") -> set[str]:
    return {one.key for one in leftovers(registry.desk, prefix)}


def test_nothing_that_was_published_is_a_leftover(registry: Here, tmp_path: Path) -> None:
    page = tmp_path / "side.html"
    page.write_text("<title>Side</title>")
    registry.publish(package(1), owner="demo")
    registry.publish_story(page, "demo/side")
    page.write_text("<title>Utkast</title>")
    registry.publish_story(page, "demo/side", draft=True)
    registry.withdraw(ID, 1, "feil")
    registry.withdraw("demo/side", 1, "feil", kind="story")
    assert listed(registry) == set()
    assert sweep(registry.desk) == []


@pytest.mark.parametrize(
    "key",
    [
        f"{ID}/v1/a-0123456789ab.csv",
        f"{ID}/v2/a-0123456789ab.csv",
        f"{ID}/v2/diff-0123456789ab.json",
        "demo/annet/s1/page-0/index.html",
        f"{ID}/draft-0123456789ab/page-0/index.html",
        ".incoming/0123",
    ],
)
def test_file_that_no_mark_names_is_swept_away(key: str, registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    registry.desk.store.put(key, b"x")
    assert listed(registry) == {key}
    assert sweep(registry.desk) == [key]
    assert registry.desk.store.size(key) is None
    assert registry.check(deep=True).notes == ()


@pytest.mark.parametrize(
    "key", ["les-meg.txt", "demo/les-meg.txt", f"{ID}/notat.txt", f"{ID}/v0/a", f"{ID}/x1/a"]
)
def test_what_somebody_else_keeps_in_the_bucket_is_theirs(key: str, registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    registry.desk.store.put(key, b"x")
    sweep(registry.desk)
    assert registry.desk.store.size(key) == 1


def test_files_of_an_unreadable_version_are_kept(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    before = {one.key for one in registry.desk.store.list(f"{ID}/v1/")}
    registry.desk.store.put(f"{ID}/v1/datapackage.json", b"{")
    assert sweep(registry.desk) == []
    assert {one.key for one in registry.desk.store.list(f"{ID}/v1/")} == before


def test_only_below_the_prefix(registry: Here) -> None:
    for key in (f"{ID}/v1/a", "demo/annet/v1/a"):
        registry.desk.store.put(key, b"x")
    assert listed(registry, f"{ID}/") == {f"{ID}/v1/a"}


def test_fresh_file_in_a_bucket_that_others_use_stays(home: Path, tmp_path: Path) -> None:
    known = settings.Settings.model_validate({"buckets": {"local": {"address": str(tmp_path / "delt")}}})
    registry = connect(known)
    registry.desk.store.put(f"{ID}/v1/a", b"x")
    assert listed(registry) == {f"{ID}/v1/a"}
    assert sweep(registry.desk) == []


def test_staging_is_emptied(registry: Here) -> None:
    (registry.desk.staging / "0").mkdir(parents=True)
    sweep(registry.desk)
    assert not registry.desk.staging.exists()

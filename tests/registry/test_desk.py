"""The desk knows its places on this machine, and whether others publish to its bucket."""

from dataclasses import replace
from pathlib import Path

import pytest

from stabbur.registry.here import Here, connect
from stabbur.settings import Settings


def test_everything_of_this_machine_lies_in_the_private_folder(registry: Here, home: Path) -> None:
    desk = registry.desk
    places = [desk.lock, desk.cache, desk.staging, desk.index]
    assert {place.parent for place in places} == {home / "private"}
    assert len({place.name for place in places}) == len(places)


@pytest.mark.parametrize(
    ("buckets", "alone"), [({}, True), ({"local": {}}, True), ({"local": {"address": "/delt"}}, False)]
)
def test_bucket_with_an_address_may_have_other_publishers(
    buckets: dict[str, object], alone: bool, home: Path, tmp_path: Path
) -> None:
    known = Settings.model_validate({"buckets": buckets})
    assert replace(connect().desk, settings=known).alone == alone

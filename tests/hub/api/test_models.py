"""The shapes of the API's answers: plain text, addresses that lead on, nothing renamed."""

import datetime as dt

import pytest

from stabbur.catalogue.base import Hit
from stabbur.catalogue.documents import Document
from stabbur.hub.api.models import FoundThing, PackageItem, StoryItem, VersionItem
from stabbur.registry.values import PackageInfo, StoryInfo, VersionInfo

MOMENT = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)


def hit(kind: str) -> Hit:
    document = Document(
        kind=kind, id="demo/x", title="X", owner="demo", access="public", updated=MOMENT, version=2
    )
    return Hit(document, "<mark>X</mark>", "før &lt;b&gt; <mark>ord</mark> etter", "in the title")


@pytest.mark.parametrize(("kind", "address"), [("package", "/p/demo/x"), ("story", "/s/demo/x")])
def test_hit_has_an_address_and_its_excerpt_no_marks(kind: str, address: str) -> None:
    found = FoundThing.of(hit(kind))
    assert found.address == address
    assert "<mark>" not in found.excerpt
    assert "ord" in found.excerpt


def test_lists_name_the_newest_version_and_lead_to_it() -> None:
    package = PackageItem.of(PackageInfo("demo/x", "demo", "x", "X", "public", 3, MOMENT))
    story = StoryItem.of(StoryInfo("demo/x", "demo", "x", "X", "team", 2, MOMENT))
    assert (package.version, package.address) == (3, "/p/demo/x")
    assert (story.version, story.address) == (2, "/s/demo/x")


def test_withdrawn_version_says_why() -> None:
    made = VersionItem.of(VersionInfo(2, MOMENT, "feil", "1 row added."), "demo/x")
    assert (made.version, made.withdrawn, made.address) == (2, "feil", "/p/demo/x/v2")


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (
            FoundThing,
            "kind id title description excerpt owner access topics version updated withdrawn why address",
        ),
        (PackageItem, "id owner name title access version updated address"),
        (VersionItem, "version published withdrawn summary address"),
    ],
)
def test_no_field_is_renamed_or_removed(model: type[FoundThing], names: str) -> None:
    assert set(names.split()) <= set(model.model_fields)

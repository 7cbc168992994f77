"""What a version says of its changes: the summary counts what the lists hold, and a dry run tells the same before."""

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.packages.summary import things_changed
from stabbur.registry.here import Here
from stabbur.registry.publishing.differences import LONGEST, MOST_ROWS, listed, shortened

COUNTED = re.compile(r"(\d+) (\w+?)(?:ies|s|y)? (added|removed|changed)")
LICENCE = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}


def large(step: int) -> sb.Datapackage:
    """A package in which much changes from one step to the next."""
    dp = sb.Datapackage(
        name="alt",
        title=f"Alt {step}",
        description=f"Beskrivelse {step}",
        licenses=[LICENCE | {"title": f"CC0 {step}"}],
        keywords=["a", f"b{step}"],
        homepage=f"https://example.org/{step}",
    )
    rows = range(20 + step * 3)
    frame = pl.DataFrame({"nr": [str(n) for n in rows], "tall": [n * (1 + step) for n in rows]})
    frame = frame.with_columns(ny=pl.lit("x")) if step else frame.with_columns(gammel=pl.lit(True))
    fields = {"tall": {"title": f"Tall {step}", "description": f"d{step}"}}
    dp.add_resource(frame, name="tabell", title=f"T{step}", schema={"fields": fields, "primaryKey": ["nr"]})
    extra = pl.DataFrame({"a": [1, 2]})
    dp.add_resource(extra, name="ny" if step else "gammel")
    view: dict[str, Any] = {"resource": "tabell", "type": "bar", "x": "nr", "y": "tall"}
    dp.add_view(name="stolper", title=f"Stolper {step}", **view)
    if step:
        dp.add_view(name="flere", title="Flere", **view)
    return dp


def counts(summary: str) -> dict[tuple[str, str], int]:
    """Return the figures of a summary by the stem of the word and what happened."""
    return {(what.removesuffix("s"), how): int(count) for count, what, how in COUNTED.findall(summary)}


def counted(diff: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Count the lists of a diff anew."""
    things = things_changed(diff["metadata"])
    whole = {one.place.removeprefix("resources/") for one in things if one.what == "table"}
    found: dict[tuple[str, str], int] = {}
    for one in things:
        key = (one.what.removesuffix("y"), one.how)
        found[key] = found.get(key, 0) + 1
    for one in diff["schema"]:
        found["column", one["change"]] = found.get(("column", one["change"]), 0) + 1
    for name, rows in diff["rows"].items():
        for how in ("added", "removed", "changed"):
            if rows[how] and name not in whole:
                found["row", how] = found.get(("row", how), 0) + rows[how]
    return found


@pytest.fixture
def both(registry: Here) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a dry run tells, and what is then stored."""
    registry.publish(large(0), owner="demo")
    told = registry.publish(large(1), owner="demo", dry_run=True).diff
    registry.publish(large(1), owner="demo")
    stored = registry.open("demo/alt").sibling("diff")
    assert told is not None
    assert stored is not None
    return told, stored


def test_summary_counts_what_the_lists_hold(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, stored = both
    assert counts(stored["summary"]) == counted(stored)
    assert counts(stored["summary"])["row", "added"] == 3
    assert counts(stored["summary"])["row", "changed"] == 19, "nought times two is nought"
    tabell = stored["rows"]["tabell"]
    assert (tabell["changed"], tabell["unchanged"], len(tabell["examples"])) == (19, 1, 19)


def test_dry_run_tells_what_is_then_stored(
    both: tuple[dict[str, Any], dict[str, Any]], registry: Here
) -> None:
    told, stored = both
    assert told == stored
    assert registry.versions("demo/alt")[0].summary == stored["summary"]


def test_first_version_and_the_same_again(registry: Here) -> None:
    first = registry.publish(large(0), owner="demo", dry_run=True)
    assert first.diff == {"summary": "first version"}
    registry.publish(large(0), owner="demo")
    again = registry.publish(large(0), owner="demo", dry_run=True)
    assert (again.version, again.created, again.diff) == (1, False, None)


def test_change_is_from_the_last_version_that_stands(registry: Here) -> None:
    for step in (0, 1):
        registry.publish(large(step), owner="demo")
    registry.withdraw("demo/alt", 2, "feil")
    third = registry.publish(large(1), owner="demo", dry_run=True)
    assert third.version == 3
    assert third.diff is not None
    assert third.diff["from"] == 1


def test_list_has_each_change_in_short(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    lines = list(listed(both[1]))
    by_what = {one["what"]: one for one in lines}
    assert by_what["title"] == {"what": "title", "before": "Alt 0", "now": "Alt 1"}
    assert by_what["rows of tabell"]["now"] == "3 added, 19 changed"
    assert by_what["tabell.ny"]["before"] == ""
    assert by_what["tabell.gammel"]["now"] == ""
    assert sum(one["what"].startswith("tabell ") for one in lines) == MOST_ROWS
    assert all(len(one[side]) <= LONGEST for one in lines for side in ("before", "now"))


def test_list_of_a_story_has_its_files(registry: Here, tmp_path: Path) -> None:
    folder = tmp_path / "sider"
    folder.mkdir()
    for name in ("index.html", "a.css", "b.css"):
        (folder / name).write_text(name)
    registry.publish_story(folder, "demo/sider", title="Sider")
    (folder / "a.css").write_text("ny")
    (folder / "b.css").rename(folder / "c.css")
    diff = registry.publish_story(folder, "demo/sider", title="Sider", dry_run=True).diff
    assert diff is not None
    assert {(one["what"], one["now"]) for one in listed(diff)} == {
        ("a.css", "changed"),
        ("b.css", "removed"),
        ("c.css", "added"),
    }


@pytest.mark.parametrize("length", [0, LONGEST - 1, LONGEST, LONGEST + 1, 1000])
def test_text_is_cut_to_fit(length: int) -> None:
    cut = shortened("x" * length)
    assert len(cut) == min(length, LONGEST)
    assert cut.endswith("…") == (length > LONGEST)

"""What a protected table hides is not shown elsewhere: in another table, or in a version that its readers get as well."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.registry.here import Here
from stabbur.registry.publishing.gate import elsewhere

COUNTS = pl.DataFrame(
    {
        "kommune": ["0301", "0301", "1103", "1103", "4601", "4601"],
        "kjonn": ["k", "m"] * 3,
        "personer": [2, 20, 30, 9, 8, 7],
    }
)
PERSONS = COUNTS.select(pl.col("kommune", "kjonn").repeat_by("personer")).explode("kommune", "kjonn")
FINER = pl.concat([COUNTS.with_columns(alder=pl.lit(age)) for age in ("ung", "gammel")])


def protected() -> pl.DataFrame:
    """The counts with some of them hidden."""
    return sb.suppress(COUNTS, ["kommune", "kjonn"], "personer")  # type: ignore[no-any-return]


def package(*tables: tuple[str, Any]) -> sb.Datapackage:
    """A package with some tables, none of them declared to be of anything."""
    dp = sb.Datapackage(name="tall", title="Tall")
    for name, frame in tables:
        dp.add_resource(frame, name=name)
    return dp


OPEN = {
    "as it was": COUNTS,
    "renamed": COUNTS.select(region="kommune", sex="kjonn", n="personer"),
    "codes as numbers": COUNTS.with_columns(pl.col("kommune").cast(pl.Int64)),
    "figures as texts": COUNTS.with_columns(pl.col("personer").cast(pl.String)),
    "persons": PERSONS,
    "finer": FINER.with_columns(
        pl.col("personer") // 2 + (pl.col("alder") == "ung") * (pl.col("personer") % 2)
    ),
}


@pytest.mark.parametrize("kind", OPEN)
def test_an_open_copy_is_known_whatever_it_is_called(kind: str, tmp_path: Path) -> None:
    folder = package(("skjult", protected()), ("raa", OPEN[kind])).write(tmp_path / "p")
    assert len(list(elsewhere.within(folder))) == 1


def test_other_tables_and_other_figures_show_nothing(tmp_path: Path) -> None:
    others = {
        "protected": protected(),
        "other": COUNTS.with_columns(pl.col("personer") * 2 + 1),
        "areas": pl.DataFrame({"kommune": ["0301", "1103", "4601"], "areal": [454.1, 71.4, 465.3]}),
        "texts": pl.DataFrame({"navn": ["Oslo", "Stavanger"], "når": ["2024", "2025"]}),
        "none": COUNTS.clear(),
    }
    folder = package(("skjult", protected()), *others.items()).write(tmp_path / "p")
    assert list(elsewhere.within(folder)) == []


def test_an_open_table_of_the_team_is_not_opened_with_the_protected_one(registry: Here) -> None:
    """Nobody declared anything, and the tables have different names: readers of version 2 would get version 1."""
    registry.publish(package(("raa", COUNTS)), owner="demo", access="team")
    wanted = r"table 'raa' of version 1, which readers get as well, shows what table 'skjult' hides: 0301:k"
    with pytest.raises(BadInput, match=wanted) as caught:
        registry.publish(package(("skjult", protected())), owner="demo", access="public")
    assert "a package of its own" in caught.value.hint
    done = registry.publish(package(("skjult", protected())), owner="demo", access="team")
    assert done.version == 2


def test_versions_of_before_are_held_against_each_other(registry: Here) -> None:
    registry.publish(package(("raa", COUNTS)), owner="demo", access="team")
    registry.publish(package(("skjult", protected())), owner="demo", access="team")
    with pytest.raises(BadInput, match=r"'raa' of version 1.* shows what table 'skjult' of version 2 hides"):
        registry.publish(package(("annet", pl.DataFrame({"x": ["a"]}))), owner="demo", access="public")

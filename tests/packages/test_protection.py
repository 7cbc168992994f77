"""A protected table takes its proof with it into a package, and its readers see no more than that cells are hidden."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import stabbur as sb
from stabbur.disclosure import TableSpec, protect, round_counts, rules
from stabbur.disclosure.protection import proof
from stabbur.errors import DataWarning
from stabbur.packages import Datapackage, read_table
from stabbur.packages.content import content_hash
from stabbur.packages.difference import compare

TABLE = pl.DataFrame(
    {"kommune": ["A", "B", "C", "Total"], "personer": [None, None, 30, 52],
     "status": ["primary", "secondary", "published", "published"]}
)  # fmt: skip
FACTS = {"kind": "table", "method": "gauss", "safe": True, "audited": True, "status": "status"}


def made() -> proof.Proof:
    return proof.record(TABLE, ["kommune"], ["personer"], FACTS)


def package(data: object, **about: Any) -> Datapackage:
    return Datapackage(name="tall").add_resource(data, name="kommuner", **about)


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_a_protected_table_carries_its_proof(kind: str, tmp_path: Path) -> None:
    kept = made()
    data = {"polars": TABLE, "pandas": TABLE.to_pandas(), "arrow": TABLE.to_arrow()}[kind]
    written = package(data)
    assert written.descriptor["resources"][0]["protection"] == kept
    folder = written.write(tmp_path / "p")
    assert Datapackage.open(folder).descriptor["resources"][0]["protection"] == kept
    assert proof.check(read_table(folder), kept)


def test_readers_cannot_tell_which_figures_are_small() -> None:
    made()
    frame = package(TABLE).resources["kommuner"].frame
    assert frame is not None
    assert frame["status"].to_list() == ["suppressed", "suppressed", "published", "published"]
    assert TABLE["status"].to_list()[0] == "primary"


def test_a_table_that_was_changed_since_has_no_proof() -> None:
    made()
    filled = TABLE.with_columns(personer=pl.Series([2, 20, 30, 52]))
    assert "protection" not in package(filled).descriptor["resources"][0]


def test_an_index_that_came_in_by_sorting_is_named_and_its_cure_works() -> None:
    whole = pd.DataFrame({"kommune": ["C", "A", "B", "I alt"], "personer": [30, 2, 20, 52]})
    hidden = sb.suppress(whole, "kommune", "personer").sort_values("kommune")
    with pytest.warns(DataWarning, match=r"column 'index' came in after .*reset_index\(drop=True\)") as told:
        assert "protection" not in package(hidden).descriptor["resources"][0]
    assert told[-1].filename == __file__
    assert "protection" in package(hidden.reset_index(drop=True)).descriptor["resources"][0]


def test_a_table_that_nobody_protected_has_no_proof() -> None:
    assert "protection" not in package(pd.DataFrame({"x": [1]})).descriptor["resources"][0]


def test_protection_is_content_and_the_time_of_it_is_not() -> None:
    kept = made()
    one = package(TABLE).descriptor
    two = package(TABLE).descriptor
    two["resources"][0]["protection"] = kept | {"when": "2030-01-01T00:00:00Z"}
    assert content_hash(one) == content_hash(two)
    two["resources"][0]["protection"] = kept | {"safe": False}
    assert content_hash(one) != content_hash(two)
    del two["resources"][0]["protection"]
    assert content_hash(one) != content_hash(two)


def test_a_result_its_table_and_what_suppress_returns_are_added_as_they_are(tmp_path: Path) -> None:
    rows = pd.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
    result = protect(rows, TableSpec({"kommune": None}, count="personer"), rules=[rules.minimum_count(4)])
    whole = pd.DataFrame({"kommune": ["A", "B", "C", "I alt"], "personer": [2, 20, 30, 52]})
    for at, data in enumerate((result, result.table, sb.suppress(whole, "kommune", "personer"))):
        made = package(data)
        protection = made.descriptor["resources"][0]["protection"]
        assert (protection["audited"], protection["safe"]) == (True, True)
        assert protection["hidden"] == {"count": 2, "share": 0.5}
        read = read_table(made.write(tmp_path / str(at)))
        assert proof.check(read, protection)
        assert "primary" not in read.column("status").to_pylist()


def test_A23_a_package_does_not_tell_how_many_cells_are_primary() -> None:
    """Of A + B = 6 with both of them below 4, a reader knows that each is 3."""
    table = sb.suppress(pd.DataFrame({"k": ["A", "B", "C", "I alt"], "n": [3, 3, 30, 36]}), "k", "n")
    for about in ({}, {"protection": proof.of(table)}):
        told = package(table, **about).descriptor["resources"][0]["protection"]
        assert told["hidden"] == {"count": 2, "share": 0.5}
        assert "primary" not in json.dumps(told)


@pytest.mark.parametrize("mark", [None, ":"])
def test_A23_a_difference_shows_no_figure_that_one_of_two_versions_hides(
    mark: str | None, tmp_path: Path
) -> None:
    """The version that showed it may be withdrawn; what is left must not tell."""
    counts = pd.DataFrame({"kommune": ["A", "B", "C", "I alt"], "personer": [17, 20, 30, 67]})
    revised = counts.assign(personer=[3, 20, 31, 54])
    hidden = sb.suppress(revised, "kommune", "personer", mark=mark)
    raw = counts.assign(status="published")
    folders = [
        package(one, schema={"primaryKey": ["kommune"]}).write(tmp_path / str(at))
        for at, one in enumerate((raw, hidden, raw))
    ]
    for old, new in ((0, 1), (1, 2)):
        told = compare(folders[old], folders[new])
        changed = {
            row["kommune"]: row["changes"].get("personer") for row in told["rows"]["kommuner"]["examples"]
        }
        assert {code for code, pair in changed.items() if pair} == {"C", "I alt"}
        assert not [one for one in told["statistics"] if one["field"] == "personer"]
        assert told["rows"]["kommuner"]["changed"] == 4


def test_A23_a_package_does_not_tell_how_far_rounded_counts_lie_from_the_true_ones() -> None:
    """Of A 0 and B 3, both changed by 1 at most, a reader knows that they were 1 and 2."""
    rows = pd.DataFrame({"kommune": ["A", "B", "C"], "personer": [1, 2, 10]})
    result = round_counts(rows, TableSpec({"kommune": None}, count="personer"), method="small")
    told = package(result.table).descriptor["resources"][0]["protection"]
    assert set(told["measures"]) == {"cells", "changed"}
    assert proof.check(result.table, told)


def test_A23_a_difference_does_not_tell_the_rows_of_a_chart_that_was_there_before(tmp_path: Path) -> None:
    """The version that showed them may be withdrawn."""
    rows = [{"kommune": "A", "personer": 3}]
    charts: list[dict[str, Any]] = [
        {"mark": "bar", "data": {"values": rows}, "encoding": {"x": {"field": "kommune"}}},
        {
            "mark": "bar",
            "data": {"name": "d"},
            "datasets": {"d": rows},
            "encoding": {"x": {"field": "kommune"}},
        },
        {"mark": "bar", "data": {"values": rows * 2}, "encoding": {"x": {"field": "kommune"}}},
    ]
    folders = []
    for at, spec in enumerate(charts):
        folders.append(package(TABLE.drop("status")).write(tmp_path / str(at)))
        told = json.loads((folders[-1] / "datapackage.json").read_text("utf-8"))
        told["views"] = [{"name": "tegning", "specType": "vega-lite", "spec": spec}]
        told["resources"].append({"name": "inne", "data": rows * (at + 1)})
        (folders[-1] / "datapackage.json").write_text(json.dumps(told), "utf-8")
    for old, new in ((0, 1), (1, 2), (0, 2)):
        told = compare(folders[old], folders[new])
        assert any(one["path"].startswith("views") for one in told["metadata"])
        assert "2 values" in json.dumps(told["metadata"])
        assert '"personer"' not in json.dumps(told["metadata"])

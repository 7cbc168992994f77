"""What must not leave by accident: identifiers, aggregates that nobody audited, and both in versions of before."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.accounts import policy
from stabbur.accounts.actor import PUBLIC
from stabbur.disclosure import TableSpec, protect, rules
from stabbur.disclosure.protection import proof
from stabbur.errors import BadInput, NotAllowed
from stabbur.registry.here import Here
from stabbur.registry.publishing import before
from stabbur.registry.publishing.gate import asking, attacking
from stabbur.registry.publishing.gate.asking import check_reason
from stabbur.state import audit
from stabbur.state.engine import reading

NUMBERS = ["30108299939", "02013299997"]
REASON = "made-up numbers, for a course"
TABLE = pl.DataFrame({"kommune": ["0301", "1103", "4601"], "personer": [120, None, 45]})


def with_numbers(access_column: str = "fnr") -> sb.Datapackage:
    """A package with the national identity numbers of nobody."""
    frame = pl.DataFrame({access_column: NUMBERS, "alder": [42, 0]})
    return sb.Datapackage(name="personer", title="Personer").add_resource(frame, name="liste")


def aggregate(frame: pl.DataFrame = TABLE, **more: Any) -> sb.Datapackage:
    """A package with a table that is declared to count persons."""
    dp = sb.Datapackage(name="tall", title="Tall")
    return dp.add_resource(frame, name="kommuner", **{"aggregateOf": "persons"} | more)


def audited(**more: object) -> dict[str, Any]:
    """The proof of TABLE, as one that was attacked in vain."""
    return dict(proof.record(TABLE, ["kommune"], ["personer"], {"audited": True, "safe": True} | more))


def log(registry: Here) -> list[tuple[str, dict[str, Any]]]:
    """What the audit log says, newest first."""
    with reading(registry.desk.engine) as connection:
        return [(row.action, row.details) for row in audit.read(connection)]


@pytest.mark.parametrize("access", ["internal", "public"])
def test_identity_numbers_leave_for_the_team_only(registry: Here, access: str) -> None:
    with pytest.raises(BadInput, match="national identity number") as caught:
        registry.publish(with_numbers(), owner="demo", access=access)
    assert caught.value.code == "disclosure-refused"
    assert not any(number in str(caught.value) for number in NUMBERS), "an error shows no number"
    assert registry.versions("demo/personer") == [] if registry.packages() else True
    assert registry.publish(with_numbers(), owner="demo", access="team").version == 1


def test_a_dry_run_is_refused_as_well(registry: Here) -> None:
    with pytest.raises(BadInput, match="national identity number"):
        registry.publish(with_numbers(), owner="demo", access="public", dry_run=True)


def test_override_is_kept_in_version_and_log(registry: Here) -> None:
    done = registry.publish(with_numbers(), owner="demo", access="internal", override=REASON)
    lineage = registry.open("demo/personer").sibling("lineage") or {}
    assert lineage["override"]["reason"] == REASON
    assert "national identity number" in lineage["override"]["found"][0]
    assert any(word.startswith("published all the same") for word in done.told)
    found = dict(log(registry))["package.overridden"]
    assert found["reason"] == REASON
    assert found["version"] == 1


def test_override_of_nothing_leaves_no_trace(registry: Here) -> None:
    registry.publish(aggregate(protection=audited()), owner="demo", access="public", override=REASON)
    assert "override" not in (registry.open("demo/tall").sibling("lineage") or {})
    assert "package.overridden" not in dict(log(registry))


def test_who_lacks_the_right_may_not_override(registry: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    real = policy.demand

    def denied(actor: Any, right: str, thing: Any) -> None:
        real(PUBLIC if right == "packages:override" else actor, right, thing)

    monkeypatch.setattr(asking, "demand", denied)
    with pytest.raises(NotAllowed, match="may not publish what the gate refuses"):
        registry.publish(with_numbers(), owner="demo", access="public", override=REASON)
    assert log(registry) == []


PRIVATE = f"agreed with {NUMBERS[1]}, who is in it"


@pytest.mark.parametrize("reason", ["", "because", " " * 50, "x" * 2000, 7, PRIVATE])
def test_a_reason_says_something(reason: object) -> None:
    with pytest.raises(BadInput, match="reason of an override") as caught:
        check_reason(reason)
    assert NUMBERS[1] not in str(caught.value)


def test_opening_a_package_to_more_looks_at_what_is_there_already(registry: Here) -> None:
    """Who gets to read version 2 gets version 1 as well."""
    registry.publish(with_numbers(), owner="demo", access="team")
    clean = sb.Datapackage(name="personer", title="Personer")
    clean.add_resource(pl.DataFrame({"alder": [42, 0]}), name="liste")
    with pytest.raises(BadInput, match=r"version 1, which readers get as well: .*national identity number"):
        registry.publish(clean, owner="demo", access="internal")
    assert registry.publish(clean, owner="demo").version == 2
    assert registry.open("demo/personer").access == "team"
    with pytest.raises(BadInput, match="version 1"):
        registry.publish(clean, owner="demo", access="public")


def test_the_same_content_opened_to_more_with_a_reason_is_logged(registry: Here) -> None:
    registry.publish(with_numbers(), owner="demo", access="team")
    done = registry.publish(with_numbers(), owner="demo", access="internal", override=REASON)
    assert not done.created
    assert registry.open("demo/personer").access == "internal"
    assert "package.overridden" in dict(log(registry))


def test_a_page_with_identity_numbers_is_no_story_for_all(registry: Here, tmp_path: Path) -> None:
    page = tmp_path / "side.html"
    page.write_text(f"<title>Side</title><p>Fødselsnummer {NUMBERS[0]} og {NUMBERS[1]}</p>", encoding="utf-8")
    for draft in (True, False):
        with pytest.raises(BadInput, match="national identity number"):
            registry.publish_story(page, "demo/side", access="public", draft=draft)
    assert registry.publish_story(page, "demo/side", access="public", override=REASON).version == 1
    assert "story.overridden" in dict(log(registry))


def test_outputs_of_a_notebook_in_a_package_are_looked_at(registry: Here, tmp_path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": [f"fnr {NUMBERS[1]}\n"]}
    cell = {
        "cell_type": "code",
        "id": "a",
        "source": "vis()",
        "metadata": {},
        "outputs": [output],
        "execution_count": 1,
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    told = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "analyse.ipynb").write_text(json.dumps(told), encoding="utf-8")
    dp = aggregate(protection=audited()).add_notebook(tmp_path / "analyse.ipynb")
    with pytest.raises(BadInput, match="national identity number"):
        registry.publish(dp, owner="demo", access="public")


@pytest.mark.parametrize(
    ("protection", "why"),
    [
        (None, "was not protected"),
        ({"audited": False, "safe": False}, "was not audited"),
        ({"audited": True, "safe": False}, "its audit found what can be computed"),
        ({"audited": "yes", "safe": True}, "was not audited"),
    ],
)
def test_an_aggregate_of_persons_needs_an_audit(
    registry: Here, protection: dict[str, object] | None, why: str
) -> None:
    more = {} if protection is None else {"protection": audited(**protection)}
    frame = TABLE if protection else pl.DataFrame({"kommune": ["0301"], "personer": [2]})
    with pytest.raises(BadInput, match=why):
        registry.publish(aggregate(frame, **more), owner="demo", access="internal")
    assert registry.publish(aggregate(frame, **more), owner="demo", access="team").version == 1


def test_a_proof_is_of_the_data_that_are_published(registry: Here) -> None:
    held = audited()
    changed = TABLE.with_columns(pl.col("personer").fill_null(2))
    with pytest.raises(BadInput, match="its data were changed since"):
        registry.publish(aggregate(changed, protection=held), owner="demo", access="public")
    assert registry.publish(aggregate(protection=held), owner="demo", access="public").version == 1


def test_each_format_of_a_table_is_what_was_audited(registry: Here, tmp_path: Path) -> None:
    """A package put together by hand could hold the figures in the second file."""
    folder = aggregate(protection=audited()).write(tmp_path / "tall")
    mark = json.loads((folder / "datapackage.json").read_text("utf-8"))
    resource = mark["resources"][0]
    other = next(one for one in resource["alternatives"] if one["path"].endswith(".parquet"))
    TABLE.with_columns(pl.col("personer").fill_null(2)).write_parquet(folder / other["path"])
    other["bytes"] = (folder / other["path"]).stat().st_size
    other.pop("hash", None)
    (folder / "datapackage.json").write_text(json.dumps(mark), encoding="utf-8")
    with pytest.raises(BadInput, match="its data were changed since"):
        registry.publish(folder, owner="demo", access="public")


def test_a_unit_nobody_knows_is_not_let_through(registry: Here) -> None:
    with pytest.raises(BadInput, match="it can be of persons, households, businesses"):
        registry.publish(aggregate(aggregateOf="peple"), owner="demo", access="public")


def test_the_whole_package_can_be_declared(registry: Here) -> None:
    dp = sb.Datapackage(name="tall", title="Tall", aggregateOf="businesses")
    dp.add_resource(pl.DataFrame({"kommune": ["0301"], "omsetning": [2]}), name="kommuner")
    with pytest.raises(BadInput, match="aggregate of businesses and was not protected"):
        registry.publish(dp, owner="demo", access="public")


ROWS: dict[str, Any] = {
    "kommune": ["A", "A", "B", "B", "C", "C"],
    "kjonn": ["k", "m"] * 3,
    "personer": [2, 20, 30, 9, 8, 7],
}
SPEC = TableSpec({"kommune": None, "kjonn": None}, count="personer")


def protected(rows: dict[str, Any] = ROWS, **options: Any) -> sb.Datapackage:
    """A package with a protected table of persons."""
    result = protect(pl.DataFrame(rows), SPEC, rules=[rules.minimum_count(4)], **options)
    dp = sb.Datapackage(name="tall", title="Tall")
    return dp.add_resource(result, name="kommuner", aggregateOf="persons")


def test_a_protected_table_is_let_through_and_a_second_version_of_it(registry: Here) -> None:
    assert registry.publish(protected(), owner="demo", access="public").version == 1
    more = {**ROWS, "personer": [2, 21, 31, 9, 8, 7]}
    assert registry.publish(protected(more), owner="demo", access="public").version == 2


def other_pattern() -> dict[str, Any]:
    """Options under which other cells are hidden than without them."""
    return {"forced": pl.DataFrame({"kommune": ["B"], "kjonn": ["k"]})}


def test_what_two_versions_tell_together_is_found(registry: Here) -> None:
    first, second = protected(), protected(**other_pattern())
    registry.publish(first, owner="demo", access="public")
    with pytest.raises(BadInput, match="together with version 1 reveals what one of them hides: ") as caught:
        registry.publish(second, owner="demo", access="public")
    assert "forced=" in caught.value.hint
    assert registry.publish(second, owner="demo", access="public", override=REASON).version == 2


def test_the_files_of_a_version_that_protects_nothing_are_not_fetched(
    registry: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that is published each hour has thousands of versions, most of them in a bucket far away."""
    fetched: list[int] = []
    real: Callable[..., Path] = before.folder_of

    def counted(desk: Any, kind: str, thing: str, number: int) -> Path:
        fetched.append(number)
        return real(desk, kind, thing, number)

    monkeypatch.setattr(before, "folder_of", counted)
    for figure in (1, 2):
        dp = sb.Datapackage(name="plain", title="Plain").add_resource(pl.DataFrame({"x": [figure]}), name="t")
        registry.publish(dp, owner="demo", access="public")
    assert fetched == []
    counts = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
    for more in (0, 1):
        made = sb.suppress(counts.with_columns(pl.col("personer") + more), "kommune", "personer")
        registry.publish(aggregate(made), owner="demo", access="public")
    assert fetched == [1]


def test_a_table_that_nobody_protects_any_more_is_known_again(registry: Here) -> None:
    registry.publish(protected(), owner="demo", access="public")
    bare = pl.DataFrame(ROWS)
    total = bare.group_by("kommune").agg(pl.lit("Total").alias("kjonn"), pl.col("personer").sum())
    dp = sb.Datapackage(name="tall", title="Tall")
    dp.add_resource(pl.concat([bare, total.select(bare.columns)]), name="alt")
    with pytest.raises(BadInput, match="'alt' together with version 1 reveals"):
        registry.publish(dp, owner="demo", access="public")


def test_large_versions_are_compared_by_what_they_show(
    registry: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attacking, "MOST_ROWS", 5)
    registry.publish(protected(), owner="demo", access="public")
    with pytest.raises(BadInput, match="together with version 1 reveals"):
        registry.publish(protected(**other_pattern()), owner="demo", access="public")


def test_a_proof_that_claims_too_much_of_a_small_table_is_seen_through(registry: Here) -> None:
    held = protect(pl.DataFrame(ROWS), SPEC, rules=[rules.minimum_count(4)], method="none").proof
    frame = protect(pl.DataFrame(ROWS), SPEC, rules=[rules.minimum_count(4)], method="none").published
    dp = sb.Datapackage(name="tall", title="Tall").add_resource(
        frame, name="kommuner", aggregateOf="persons", protection=held | {"audited": True, "safe": True}
    )
    with pytest.raises(BadInput, match="can be computed in part: A:k"):
        registry.publish(dp, owner="demo", access="public")


@pytest.mark.parametrize(
    "beside",
    [
        [2.2, 21.7, 32.6, 43.5, 100.0],
        ["2,2 %", "21,7 %", "32,6 %", "43,5 %", "100 %"],
        [[2], [20], [30], [40], [92]],
    ],
)
def test_A23_a_column_beside_hidden_figures_tells_them_and_was_not_audited(
    registry: Here, beside: list[Any]
) -> None:
    """Shares, and copies as text or packed away: the proof covers the counts alone."""
    rows = {"kommune": ["A", "B", "C", "D", "I alt"], "personer": [2, 20, 30, 40, 92], "andel": beside}
    with pytest.raises(BadInput, match="nobody has audited what 'andel' tells of hidden figures"):
        registry.publish(
            aggregate(sb.suppress(pl.DataFrame(rows), "kommune", "personer")), owner="demo", access="public"
        )
    late = sb.suppress(pl.DataFrame(rows).drop("andel"), "kommune", "personer").with_columns(
        pl.Series("andel", beside)
    )
    with pytest.raises(BadInput, match="was not protected"):
        registry.publish(aggregate(late), owner="demo", access="public")


def test_what_is_the_same_for_all_rows_of_a_code_may_stand_beside_hidden_figures(registry: Here) -> None:
    rows = pl.DataFrame(
        {
            "kommune": ["A", "A", "B", "B"],
            "kjonn": ["k", "m"] * 2,
            "personer": [2, 20, 30, 40],
            "areal": [454, 454, 71, 71],
        }
    )
    made = sb.suppress(rows, ["kommune", "kjonn"], "personer")
    assert registry.publish(aggregate(made), owner="demo", access="public").version == 1


def test_what_is_said_to_be_protected_is_held_to_it_whether_declared_or_not(registry: Here) -> None:
    """The page would tell readers that it was audited."""
    each: list[dict[str, Any]] = [{}, {"aggregateOf": None}]
    for declared in each:
        dp = sb.Datapackage(name="tall", title="Tall", aggregateOf="persons" if declared else None)
        dp.add_resource(TABLE.fill_null(2), name="kommuner", protection=audited(), **declared)
        with pytest.raises(BadInput, match="its data were changed since"):
            registry.publish(dp, owner="demo", access="public")


def test_A23_every_form_of_an_audited_table_is_what_was_audited(registry: Here, tmp_path: Path) -> None:
    """The text beside the Parquet file is downloaded as often."""
    folder = aggregate(protection=audited()).write(tmp_path / "p")
    raw = gzip.compress(TABLE.fill_null(2).write_csv().encode())
    (folder / "kommuner.csv.gz").write_bytes(raw)
    told = json.loads((folder / "datapackage.json").read_text())
    told["resources"][0] |= {"bytes": len(raw), "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}
    (folder / "datapackage.json").write_text(json.dumps(told))
    with pytest.raises(BadInput, match="its data were changed since"):
        registry.publish(folder, owner="demo", access="public")


WHOLE = pl.DataFrame({"kommune": ["A", "B", "C", "D", "I alt"], "personer": [2, 20, 30, 40, 92]})


@pytest.mark.parametrize("most", [2, 12_000])
def test_A23_versions_whose_hidden_figures_are_marks_are_attacked_together(
    registry: Here, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(attacking, "MOST_ROWS", most)
    registry.publish(
        aggregate(sb.suppress(WHOLE, "kommune", "personer", mark=":")), owner="demo", access="public"
    )
    other = WHOLE.with_columns(pl.Series("personer", [":", "20", ":", "40", "92"]))
    dp = sb.Datapackage(name="tall", title="Tall").add_resource(other, name="kommuner")
    with pytest.raises(BadInput, match=r"together with version 1 reveals what one of them hides: (A, )?B, C"):
        registry.publish(dp, owner="demo", access="public")


def test_A23_another_table_of_the_same_package_tells_what_one_hides(registry: Here) -> None:
    dp = aggregate(sb.suppress(WHOLE, "kommune", "personer")).add_resource(WHOLE.head(4), name="raa")
    with pytest.raises(BadInput, match="'raa' together with table 'kommuner' reveals"):
        registry.publish(dp, owner="demo", access="public")


def test_of_many_versions_the_newest_are_attacked_and_it_is_said(
    registry: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attacking, "MOST_VERSIONS", 1)
    for more in (7, 8, 9):
        rows = {**ROWS, "personer": [2, 20, 30, 9, 8, more]}
        done = registry.publish(protected(rows), owner="demo", access="public")
    assert any("versions from 1 back were not attacked together" in word for word in done.told)


def test_what_is_declared_now_was_so_in_the_versions_before(registry: Here) -> None:
    """The open figures of version 1 would be there for all who read the protected version 2."""
    plain = sb.Datapackage(name="tall", title="Tall").add_resource(pl.DataFrame(ROWS), name="kommuner")
    registry.publish(plain, owner="demo", access="team")
    with pytest.raises(BadInput, match="version 1, which readers get as well: table 'kommuner' is declared"):
        registry.publish(protected(), owner="demo", access="public")


@pytest.mark.parametrize("key", ["aggregateof", "aggregate_of", "AggregateOf"])
def test_a_misspelt_declaration_is_one(registry: Here, key: str, tmp_path: Path) -> None:
    folder = (
        sb.Datapackage(name="tall", title="Tall")
        .add_resource(pl.DataFrame(ROWS), name="a")
        .write(tmp_path / "tall")
    )
    mark = json.loads((folder / "datapackage.json").read_text("utf-8"))
    mark["resources"][0][key] = "persons"
    (folder / "datapackage.json").write_text(json.dumps(mark), encoding="utf-8")
    with pytest.raises(BadInput, match="was not protected"):
        registry.publish(folder, owner="demo", access="public")


def chart(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A chart that carries its rows, as Altair makes them."""
    return {
        "mark": "bar",
        "data": {"name": "d"},
        "datasets": {"d": rows},
        "encoding": {"x": {"field": "kommune"}},
    }


def test_a_chart_of_the_open_figures_beside_a_protected_table_is_seen(registry: Here) -> None:
    dp = protected().add_view(name="tegning", spec=chart(pl.DataFrame(ROWS).to_dicts()))
    with pytest.raises(BadInput, match="view 'tegning' shows figures that table 'kommuner' hides"):
        registry.publish(dp, owner="demo", access="public")


def test_other_data_of_a_chart_and_a_page_are_told_of(registry: Here, tmp_path: Path) -> None:
    page = tmp_path / "rapport.html"
    page.write_text("<title>Rapport</title><p>I A bor det 2</p>", encoding="utf-8")
    dp = protected().add_view(name="tegning", spec=chart([{"kommune": "A", "andel": 1}]))
    told = registry.publish(dp.add_story(page, "rapport"), owner="demo", access="public").told
    assert any("what view 'tegning' tells of hidden figures" in word for word in told)
    assert any("'rapport' may tell of hidden figures" in word for word in told)
    own = protected().add_view(name="egen", type="bar", resource="kommuner", x="kommune", y="personer")
    assert not any("egen" in word for word in registry.publish(own, owner="demo").told)


def test_A23_a_page_of_a_version_before_is_looked_at_when_the_package_is_opened_to_more(
    registry: Here, tmp_path: Path
) -> None:
    """Who gets to read version 2 gets the story of version 1 as well."""
    page = tmp_path / "rapport.html"
    page.write_text(pl.DataFrame(ROWS)._repr_html_(), encoding="utf-8")
    registry.publish(protected().add_story(page, "rapport"), owner="demo", access="team")
    with pytest.raises(BadInput, match="version 1, which readers get as well: story 'rapport', index"):
        registry.publish(protected(), owner="demo", access="public")

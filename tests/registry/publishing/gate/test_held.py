"""Displays of a table as it was before it was protected are known by its hidden cells, those of what is published are not."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import TableSpec, protect, rules
from stabbur.disclosure.displayed.objects import rows_in
from stabbur.disclosure.displayed.pages import markdown, page
from stabbur.disclosure.displayed.prints import printed
from stabbur.disclosure.displayed.seen import Displayed
from stabbur.registry.publishing.gate.held import Hidden, hidden_in, shows

RAW = pd.DataFrame(
    {
        "kommune": ["0301", "0301", "1103", "1103", "4601", "4601"],
        "kjonn": ["kvinner", "menn i alt"] * 3,
        "personer": [2, 20, 30, 9, 8, 7],
    }
)
SPEC = TableSpec({"kommune": None, "kjonn": None}, count="personer")
RESULT = protect(RAW, SPEC, rules=[rules.minimum_count(4)])
OPEN: pd.DataFrame = RESULT.table[["kommune", "kjonn", "personer"]]
"""What is published, hidden figures missing."""


def resource(proof: dict[str, Any], *fields: dict[str, Any]) -> dict[str, Any]:
    """The description of a protected table."""
    return {"name": "kommuner", "protection": proof, "schema": {"fields": list(fields)}}


TITLES = (
    {"name": "kommune", "title": "Kommunenummer", "categories": [{"value": "0301", "label": "Oslo"}]},
    {"name": "kjonn"},
    {"name": "personer", "title": "Antall"},
)
HIDDEN = hidden_in(pl.from_pandas(OPEN), resource(RESULT.proof, *TITLES), ["kommune", "personer", "areal"])


def numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Codes as whole numbers, as a file without types gives them."""
    return frame.assign(kommune=frame["kommune"].replace("Total", "0").astype(int))


def pivoted(frame: pd.DataFrame) -> pd.DataFrame:
    """One dimension across."""
    return frame.pivot(index="kommune", columns="kjonn", values="personer")


SHAPES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "as it is": lambda frame: frame,
    "head": lambda frame: frame.head(2) if len(frame) == len(RAW) else frame.head(),
    "index": lambda frame: frame.set_index(["kommune", "kjonn"]),
    "numbers": numbers,
    "floats": lambda frame: numbers(frame).astype({"kommune": float, "personer": float}),
    "titles": lambda frame: frame.rename(columns={"kommune": "Kommunenummer", "personer": "Antall"}),
    "other name": lambda frame: frame.rename(columns={"personer": "n"}),
    "two words": lambda frame: frame.rename(columns={"personer": "antall personer"}),
    "other code name": lambda frame: frame.rename(columns={"kjonn": "Kvinner og menn"}),
    "labels": lambda frame: frame.assign(kommune=frame["kommune"].replace("0301", "Oslo")),
    "pivot": pivoted,
    "two levels": lambda frame: frame.set_index(["kommune", "kjonn"]).unstack(),
    "the other way": lambda frame: frame.pivot_table(index="kjonn", columns="kommune", values=["personer"]),
    "sorted": lambda frame: frame.sort_values("kjonn"),
    "wide": lambda frame: frame.assign(**{f"en lang tekst {at}": "tekst med ord" for at in range(5)}),
    "polars": pl.from_pandas,
    "polars pivot": lambda frame: pl.from_pandas(frame).pivot("kjonn", index="kommune", values="personer"),
}


def printed_all(frame: Any) -> str:
    """A frame as `print` writes it, between other words."""
    if isinstance(frame, pl.DataFrame):
        with pl.Config(tbl_rows=30):
            return f"Leste 4 filer\n{frame}\nferdig"
    return f"Leste 4 filer\n{frame.to_string(line_width=80)}\nferdig"


def pipes(frame: Any) -> str:
    """A frame as a table in Markdown."""
    flat = frame.to_pandas() if isinstance(frame, pl.DataFrame) else frame
    if flat.columns.nlevels > 1:
        flat = flat.droplevel(0, axis=1)
    named = flat.index.names != [None] or isinstance(flat.index, pd.MultiIndex)
    flat = (flat.reset_index() if named else flat).astype(object).fillna("*")
    lines = [list(map(str, flat.columns)), ["---"] * flat.shape[1], *flat.astype(str).to_numpy().tolist()]
    return "Tabellen:\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


WAYS: dict[str, Callable[[Any], list[Displayed]]] = {
    "print": lambda frame: printed(printed_all(frame), HIDDEN.names).tables,
    "page": lambda frame: page(frame._repr_html_(), HIDDEN.names).tables,
    "markdown": lambda frame: markdown(pipes(frame)).tables,
    "markdown printed": lambda frame: printed(pipes(frame), HIDDEN.names).tables,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_A23_what_was_shown_before_protection_is_known_and_what_is_published_is_not(
    shape: str, way: str
) -> None:
    make, read = SHAPES[shape], WAYS[way]
    raw = [shows(one, HIDDEN) for one in read(make(RAW))]
    assert any(raw), "the figure of 0301, kvinner was not seen"
    after = [shows(one, HIDDEN) for one in read(make(OPEN))]
    assert after
    assert not any(after), "what is published shows nothing that is hidden"
    if shape not in ("numbers", "floats"):  # where the total was no number
        assert None not in after, "all of it was held against the hidden cells"


def table(rows: list[dict[str, Any]]) -> Displayed:
    """Rows as a table that somebody shows."""
    return next(iter(rows_in(rows)))


ROW = {"kommune": "0301", "kjonn": "kvinner"}


@pytest.mark.parametrize("mark", ["*", ":", "..", ".", "", None, "NaN", "<NA>", "< 4", "1–3"])
def test_a_mark_is_no_figure(mark: str | None) -> None:
    assert shows(table([ROW | {"personer": mark}]), HIDDEN) is False


@pytest.mark.parametrize("figure", ["2", "2.0", "2,0", "2 %", "1 002", "0", 2, 2.0, "2e+00", "−2"])
def test_however_a_figure_is_written_it_is_one(figure: object) -> None:
    assert shows(table([ROW | {"personer": figure}]), HIDDEN) is True


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        ({"kommune": "0301", "personer": 22}, None),  # its total is published
        ({"kommune": "0301", "areal": 454}, None),
        (ROW | {"areal": 454}, False),  # stands in a table of the package, where it is looked at
        (ROW | {"andel": 0.1}, True),
        ({"kommune": "1103", "kjonn": "kvinner", "personer": 30}, False),
        ({"kommune": "9999", "kjonn": "kvinner", "personer": 1}, False),
        ({"alder": 7, "antall": 2}, None),
        (ROW | {"status": "suppressed"}, False),
    ],
)
def test_only_figures_of_hidden_cells_are_refused(row: dict[str, Any], seen: bool | None) -> None:
    assert shows(table([row]), HIDDEN) is seen


def test_a_total_that_is_hidden_is_shown_by_a_table_without_the_dimension() -> None:
    cells: Mapping[tuple[str, ...], frozenset[str]] = {("0301", "Total"): frozenset({"personer"})}
    hidden = Hidden("kommuner", HIDDEN.dimensions, HIDDEN.figures, cells, HIDDEN.elsewhere)
    rows = table([{"kommune": "0301", "personer": 22}])
    assert shows(rows, hidden) is True
    assert shows(rows, hidden, whole=False) is None
    assert shows(table([{"kommune": "0301", "areal": 454}]), hidden) is None


def test_a_figure_that_is_shown_beside_a_hidden_one_may_be_shown_elsewhere_as_well() -> None:
    cells: Mapping[tuple[str, ...], frozenset[str]] = {("0301", "kvinner"): frozenset({"inntekt"})}
    figures = {"personer": "personer", "inntekt": "inntekt"}
    hidden = Hidden("kommuner", HIDDEN.dimensions, figures, cells, frozenset())
    assert shows(table([ROW | {"personer": 2, "inntekt": None}]), hidden) is False
    assert shows(table([ROW | {"personer": None, "inntekt": 9}]), hidden) is True


def test_codes_that_differ_in_their_zeros_alone_are_kept_apart() -> None:
    frame = pl.DataFrame({"nr": ["01", "1", "2"], "personer": [None, 20, 30]})
    proof = {"dimensions": ["nr"], "figures": ["personer"], "table": None}
    hidden = hidden_in(frame, resource(proof))
    assert shows(table([{"nr": "1", "personer": 20}]), hidden) is False
    assert shows(table([{"nr": "01", "personer": 2}]), hidden) is True
    assert shows(table([{"nr": "1.0", "personer": 2}]), hidden) is True, "it can be the hidden one"


def test_figures_that_happen_to_be_codes_are_not_taken_for_them() -> None:
    frame = pl.DataFrame({"alder": [str(at) for at in range(9)], "personer": [None, *range(4, 12)]})
    hidden = hidden_in(frame, resource({"dimensions": ["alder"], "figures": ["personer"], "table": None}))
    assert shows(table([{"antall": 0, "andel": 7}, {"antall": 5, "andel": 3}]), hidden) is None

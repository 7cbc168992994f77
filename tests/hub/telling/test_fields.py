"""The form above a table: what can be asked of each column, what is in use, and how to take it away."""

import pytest
from markupsafe import Markup

from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.tabular.selection import Selection, read_selection
from stabbur.hub.telling.content import TableContent
from stabbur.hub.telling.fields import chips, fields_of
from stabbur.hub.telling.head import Table
from stabbur.hub.telling.measures import column_rows
from tests.hub.telling.reading import cells, words

COLUMNS = (
    TableColumn("nr"),
    TableColumn("kommune", title="Kommune"),
    TableColumn("fylke"),
    TableColumn("folketall", "integer", unit="personer"),
    TableColumn("by", "boolean"),
    TableColumn("form", "geojson"),
)
RESOURCE = {
    "name": "t",
    "schema": {
        "fields": [
            {"name": one.name, "type": one.type, "title": one.title, "unit": one.unit} for one in COLUMNS
        ],
        "primaryKey": ["nr"],
    },
}
CONTENT = TableContent(
    table=Table("t", "T", "", 5, RESOURCE),
    description=Markup(""),
    columns=column_rows(RESOURCE, {}, words(), cells()),
    first=[],
    shown=COLUMNS,
    files={},
    row_head=0,
    choices={"fylke": ("Oslo", "Nordland")},
)


def selection(*pairs: tuple[str, str]) -> Selection:
    return read_selection(COLUMNS, pairs)


def test_a_text_a_choice_and_a_figure_stand_first_and_names_before_codes() -> None:
    main, more = fields_of(CONTENT, selection(), words())
    assert [one.key for one in main] == ["kommune~", "fylke", "folketall>"]
    assert [one.key for one in more] == ["nr~", "folketall<", "by"]


def test_column_that_holds_no_simple_value_has_no_field() -> None:
    main, more = fields_of(CONTENT, selection(), words())
    assert not [one for one in main + more if one.key.startswith("form")]


def test_field_in_use_stands_first_with_what_was_written() -> None:
    main, _ = fields_of(CONTENT, selection(("nr~", "03"), ("by", "true")), words())
    values = {one.key: one.value for one in main}
    assert (values["nr~"], values["by"]) == ("03", "true")


def test_wrong_value_is_told_at_its_field_and_kept() -> None:
    main, _ = fields_of(CONTENT, selection(("folketall>", "mange")), words())
    (field,) = [one for one in main if one.key == "folketall>"]
    assert field.value == "mange"
    assert "mange" in field.error
    assert field.mode == "numeric"


@pytest.mark.parametrize(
    ("pair", "label"),
    [
        (("fylke", "Oslo"), "fylke: Oslo"),
        (("fylke!", "Oslo"), "fylke ≠ Oslo"),
        (("folketall>", "10"), "folketall ≥ 10"),
        (("folketall<", "10"), "folketall ≤ 10"),
        (("kommune~", "os"), "Kommune inneholder os"),
    ],
)
def test_chip_says_its_filter_and_leads_to_the_rows_without_it(pair: tuple[str, str], label: str) -> None:
    (chip,) = chips(selection(pair), words())
    assert (chip.label, chip.address) == (label, "?")
    both = chips(selection(pair, ("nr", "0301")), words())
    assert both[0].address == "?nr=0301"

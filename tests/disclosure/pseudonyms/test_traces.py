"""What goes with pseudonyms is found by content, also of more values than are remembered."""

import polars as pl

from stabbur.disclosure.pseudonyms import traces
from stabbur.disclosure.pseudonyms.traces import described, remember


def test_a_field_of_many_values_is_known_by_a_part_of_them() -> None:
    values = pl.Series("id", [f"{one:032x}" for one in range(traces.MOST * 2)])
    remember(("id",), values, {"method": "hmac"})
    some = pl.DataFrame({"id": values.sample(1000, seed=1)})
    assert described(some) == {"id": {"method": "hmac"}}
    assert described(pl.DataFrame({"id": [*some["id"].to_list(), *map(str, range(10**6, 10**6 + 50))]})) == {}


def test_short_pseudonyms_are_known_under_their_name_alone() -> None:
    remember(("nr",), pl.Series(["123456", "234567"]), {"method": "ff1"})
    assert described(pl.DataFrame({"nr": ["123456"]})) == {"nr": {"method": "ff1"}}
    assert described(pl.DataFrame({"other": ["123456"]})) == {}


def test_a_field_that_was_made_twice_tells_of_the_last_time() -> None:
    for time in ("1", "2"):
        remember(("nr",), pl.Series(["123456"]), {"method": "ff1", "time": time})
    assert described(pl.DataFrame({"nr": ["123456"]}))["nr"]["time"] == "2"


def test_no_more_is_remembered_than_has_room() -> None:
    for one in range(traces.FIELDS + 5):
        remember((f"c{one}",), pl.Series([f"value {one}"]), {"method": "siv"})
    assert len(traces._MADE) == traces.FIELDS
    assert described(pl.DataFrame({"c0": ["value 0"]})) == {}


def test_where_every_number_is_a_pseudonym_nothing_is_told_by_content() -> None:
    numbers = pl.Series([f"{one:06}" for one in range(0, 1_000_000, 2)])
    remember(("kode",), numbers, {"method": "ff1"}, kinds=10**6)
    assert described(pl.DataFrame({"kode": ["000002", "000004"]})) == {}, (
        "one in four pairs would be hit by chance"
    )
    assert described(pl.DataFrame({"kode": numbers.head(100)})) == {"kode": {"method": "ff1"}}

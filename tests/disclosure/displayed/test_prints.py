"""Prints are read back: frames of pandas and polars, tables with rules, and no more than that."""

import pandas as pd
import polars as pl

from stabbur.disclosure.displayed.prints import printed

FRAME = pd.DataFrame(
    {"kommune": ["Oslo by", "Oslo by", "Bø"], "kjonn": ["k", "m", "k"], "personer": [2, 20, 3]}
)
NAMES = {"kommune", "kjonn"}


def test_rows_that_share_an_index_keep_their_places() -> None:
    one = printed(f"ser slik ut:\n{FRAME.set_index(['kommune', 'kjonn'])}\nferdig", NAMES).tables[0]
    assert one.heads == (("kommune",), ("kjonn",), ("personer",))
    assert one.rows[:3] == [["Oslo by", "k", "2"], ["", "m", "20"], ["Bø", "k", "3"]]


def test_levels_above_columns_are_over_all_of_them() -> None:
    frame = FRAME.pivot_table(index="kommune", columns="kjonn", values=["personer"])
    assert printed(str(frame), NAMES).tables[0].heads == (("kommune",), ("personer", "k"), ("personer", "m"))


def test_a_frame_wider_than_the_print_is_one_table() -> None:
    wide = FRAME.assign(**{f"kolonne_{at}": at for at in range(9)})
    one = printed(wide.to_string(line_width=50), NAMES).tables[0]
    assert [head[0] for head in one.heads if head] == list(wide.columns)
    assert one.rows[0][-9:] == [str(at) for at in range(9)]


def test_what_is_beside_tables_is_kept_and_the_shape_of_a_frame_is_no_figure() -> None:
    seen = printed(f"Skrev fila\n{pl.from_pandas(FRAME)}\n", NAMES)
    assert len(seen.tables) == 1
    assert not seen.figures
    assert printed("Skrev 3 rader\n").figures
    assert not printed(str(FRAME.set_index("kommune").personer), NAMES).figures


def test_a_print_that_is_no_table_gives_none() -> None:
    assert printed("kommune er alt\n", NAMES).tables == []
    assert printed("", NAMES).tables == []
    assert printed("|\n||\n|||\n[{", NAMES).tables == []


def test_what_only_looks_like_lists_of_python_breaks_nothing() -> None:
    assert printed("[{[]: 1}]").tables == []
    assert printed(r"[{'kommune': '\d', 'n': 2}]").tables[0].rows == [[r"\d", "2"]]
    assert printed("[" * 30_000 + "{").tables == []

"""No row of data and no secret leaves by the words of an error."""

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stabbur.runs.notices.stripping import LONGEST, stripped
from stabbur.secrets.masking import STARS, remember

FNR = st.from_regex(r"[0-3]\d[01]\d\d\d ?\d{5}", fullmatch=True)
NAME = st.sampled_from(["Kari Nordmann", "Ola Hansen", "Åse Øyen Ødegård", "Li Na"])
MAIL = st.sampled_from(["kari@nordmann.no", "o.hansen+x@example.com"])
PLACE = st.sampled_from(["Storgata 1", "Bodø", "8003 Bodø"])
ROW = st.tuples(FNR, NAME, MAIL, PLACE, st.integers(0, 10**9))
FORMS: list[Callable[[tuple[object, ...]], str]] = [
    repr,
    lambda row: repr(list(row)),
    lambda row: repr(dict(zip("abcde", row, strict=True))),
    lambda row: repr([dict(zip("abcde", row, strict=True))]),
    lambda row: ";".join(map(str, row)),
    lambda row: ",".join(map(str, row)),
    lambda row: "\t".join(map(str, row)),
    lambda row: " | ".join(map(str, row)),
    lambda row: "   ".join(map(str, row)),
    lambda row: "\n".join(map(str, row)),
    lambda row: f"Person(name={row[1]!r}, mail={row[2]!r}, fnr={row[0]!r}, at={row[3]!r})",
    lambda row: f"<Row {row}>",
    lambda row: f"fnr={row[0]}, name={row[1]}, mail={row[2]}, place={row[3]}",
    lambda row: f'"{";".join(map(str, row))}"',
    lambda row: f"'{row[0]}' '{row[1]}' '{row[2]}' '{row[3]}'",
    lambda row: f"«{row[0]} {row[1]} {row[2]} {row[3]}»",
    lambda row: f'{{"fnr": "{row[0]}", "name": "{row[1]}", "mail": "{row[2]}"}}',
]
AROUND = [
    "ValueError: {}",
    "ValueError: bad row {}",
    "could not convert {} to float",
    "KeyError: {}",
    "DETAIL: Failing row contains {}.",
    "Error in f(x) : {}",
    "AssertionError: {} != {}",
    "can't read {} from the file",
    "x: {",
    "{}",
]


@given(ROW, st.sampled_from(FORMS), st.sampled_from(AROUND))
def test_no_row_is_told_however_it_is_written(
    row: tuple[object, ...], form: Callable[[tuple[object, ...]], str], around: str
) -> None:
    told = stripped(around.replace("{}", form(row)))
    digits = re.sub(r"\D", "", str(row[0]))
    assert digits not in re.sub(r"\D", "", told)
    assert str(row[0]) not in told
    assert str(row[2]) not in told
    cells = [str(one) for one in row if len(str(one)) > 3 and str(one) in told]
    assert len(cells) <= 1, told
    assert len(told) <= LONGEST


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("KeyError: 'alder'", "KeyError: 'alder'"),
        ("ZeroDivisionError: division by zero", "ZeroDivisionError: division by zero"),
        (
            "ModuleNotFoundError: No module named 'folketall'",
            "ModuleNotFoundError: No module named 'folketall'",
        ),
        ("ColumnNotFoundError: Antall personer 2021", "ColumnNotFoundError: Antall personer 2021"),
        ("can't open it: don't know", "can't open it: don't know"),
        ("ValueError: 'a b c d'", "ValueError: '…'"),
        (
            "IntegrityError: UNIQUE constraint failed: person.id",
            "IntegrityError: UNIQUE constraint failed: person.id",
        ),
        ("first\nsecond: kari", "first"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_what_helps_stays(error: str, told: str) -> None:
    assert stripped(error) == told


@given(st.text(max_size=300))
def test_any_text_gives_one_short_line(text: str) -> None:
    told = stripped(text)
    assert len(told) <= LONGEST
    assert told == " ".join(told.split())
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", told)


@given(st.text(alphabet="abcdefghijkABCDE0123456789-_", min_size=8, max_size=40), st.integers(0, 400))
def test_a_secret_is_masked_also_at_the_very_cut(secret: str, before: int) -> None:
    assume(not re.fullmatch(r"[\d-]+", secret))
    remember(secret)
    told = stripped("x" * before + " " + secret + " y")
    assert secret not in told
    assert secret[:7] not in told or secret[:7] in "x" * before, told


def test_what_has_the_shape_of_a_secret_is_masked() -> None:
    assert "hunter2" not in stripped("OperationalError: postgres://ola:hunter2@db failed, password=hunter2")
    assert STARS in stripped("Unauthorized: Bearer abcdefghijk")


def test_it_takes_no_longer_for_a_text_made_to_hold_it_up() -> None:
    import time

    begun = time.process_time()
    for text in (
        "(" * 50_000,
        "[(" * 20_000 + ")]" * 20_000,
        "'" * 50_000,
        "1 " * 50_000,
        "a,b;" * 20_000,
        "a  " * 30_000,
    ):
        stripped(text)
    assert time.process_time() - begun < 30, "quadratic work would take minutes"

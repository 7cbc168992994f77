"""No secret value passes, in however many pieces it comes, and nothing else is changed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stabbur.runs.keeping.hiding import STARS, STEERS, Hider

VALUES = st.lists(st.text("abcæ\n", min_size=1, max_size=6), min_size=1, max_size=3)


def fed(hider: Hider, pieces: list[bytes]) -> bytes:
    return b"".join([*(hider.feed(piece) for piece in pieces), hider.rest()])


@given(VALUES, st.text("abcdæ\n", max_size=60), st.lists(st.integers(0, 80), max_size=8))
def test_hides_the_same_however_it_is_cut(values: list[str], text: str, cuts: list[int]) -> None:
    data = text.encode()
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[a:b] for a, b in pairwise(at)]
    assert fed(Hider(values), pieces) == fed(Hider(values), [data])


@given(VALUES, st.text("abcdæ\n", max_size=60), st.lists(st.integers(0, 80), max_size=8))
def test_shows_no_value(values: list[str], text: str, cuts: list[int]) -> None:
    data = text.encode()
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    shown = fed(Hider(values), [data[a:b] for a, b in pairwise(at)])
    for piece in shown.split(STARS):
        assert not any(value.encode() in piece for value in values)


def test_leaves_the_rest_as_it_is() -> None:
    assert fed(Hider(["hemmelig"]), [b"f\xf8r hemm", b"elig etter"]) == b"f\xf8r " + STARS + b" etter"


def test_hides_the_longer_of_two_that_begin_alike() -> None:
    assert fed(Hider(["abc", "abcdef"]), [b"abc", b"def!"]) == STARS + b"!"
    assert fed(Hider(["abc", "abcdef"]), [b"abc", b"de!"]) == STARS + b"de!"


def test_shows_at_once_what_begins_no_value() -> None:
    hider = Hider(["hemmelig"])
    assert hider.feed(b"Passord: ") == b"Passord: "
    assert hider.feed(b"he") == b""
    assert hider.feed(b"i") == b"hei"


def test_lets_all_through_without_values() -> None:
    hider = Hider([])
    assert hider.feed(b"alt") + hider.rest() == b"alt"


STEERING = (
    "\x1b[0m",
    "\x1b[1;31m",
    "\x1b[38;5;200m",
    "\x1b(B",
    "\x1b]8;;http://x\x1b\\",
    "\x1b]0;title\x07",
    "\x1bM",
)
COLOURED = st.lists(st.one_of(st.text("abcdæ\n", max_size=6), st.sampled_from(STEERING)), max_size=20).map(
    "".join
)
LOOSE = st.lists(st.sampled_from([*"abc\x1b[]0m;\x07\\(", *STEERING]), max_size=30).map("".join)


@given(VALUES, st.one_of(COLOURED, LOOSE), st.lists(st.integers(0, 120), max_size=12))
def test_hides_the_same_in_colours_however_it_is_cut(values: list[str], text: str, cuts: list[int]) -> None:
    data = text.encode()
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[a:b] for a, b in pairwise(at)]
    assert fed(Hider(values), pieces) == fed(Hider(values), [data]) == Hider(values).whole(data)


@given(VALUES, COLOURED, st.lists(st.integers(0, 120), max_size=12))
def test_shows_no_value_in_colours(values: list[str], text: str, cuts: list[int]) -> None:
    data = text.encode()
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    shown = fed(Hider(values), [data[a:b] for a, b in pairwise(at)])
    for piece in STEERS.sub(b"", shown).split(STARS):
        assert not any(value.encode() in piece for value in values)


def test_hides_what_is_written_in_two_colours_and_keeps_the_colours() -> None:
    text = b"a \x1b[31mhemm\x1b[0m\x1b[1melig\x1b[0m b"
    assert fed(Hider(["hemmelig"]), [text]) == b"a \x1b[31m" + STARS + b"\x1b[0m\x1b[1m\x1b[0m b"
    each = b"".join(b"\x1b[31m" + bytes([letter]) for letter in b"hemmelig")
    assert fed(Hider(["hemmelig"]), [bytes([one]) for one in each]) == STARS.join(
        [b"\x1b[31m", b"\x1b[31m" * 7]
    )


def test_hides_what_stands_in_the_address_of_a_link() -> None:
    link = b"\x1b]8;;https://x/?key=hemmelig\x1b\\here\x1b]8;;\x1b\\"
    assert b"hemmelig" not in fed(Hider(["hemmelig"]), [link])


def test_colours_wait_for_nothing() -> None:
    hider = Hider(["hemmelig"])
    assert hider.feed(b"\x1b[31mRed\x1b[0m") == b"\x1b[31mRed\x1b[0m"

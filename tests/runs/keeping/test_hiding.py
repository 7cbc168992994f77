"""No secret value passes, in however many pieces it comes, and nothing else is changed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stabbur.runs.keeping.hiding import STARS, Hider

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

"""Methods by name, with options, and as objects."""

import pytest

from stabbur.disclosure.pseudonyms import Blake2, Ff1, Mapped
from stabbur.disclosure.pseudonyms.methods import ALPHABETS, characters, method_of
from stabbur.errors import BadInput


def test_three_ways_to_say_one_method() -> None:
    assert method_of("ff1", "x") == method_of({"method": "ff1"}, "x") == method_of(Ff1(), "x")
    assert method_of({"method": "blake2", "length": 20, "key": "skatt@1"}, "x") == Blake2(
        length=20, key="skatt@1"
    )
    mapped = method_of({"method": "map", "table": None, "source": "a", "target": "b", "then": "ff1"}, "x")
    assert isinstance(mapped, Mapped)
    assert mapped.then == Ff1()
    assert mapped.reversible


@pytest.mark.parametrize("told", [None, 3, "", {}, {"method": None}, {"method": ["siv"]}])
def test_what_names_no_method(told: object) -> None:
    with pytest.raises(BadInput, match=r"no method .* for 'fnr': there are siv"):
        method_of(told, "fnr")


@pytest.mark.parametrize("name", ALPHABETS)
def test_alphabets_hold_each_character_once(name: str) -> None:
    assert len(set(characters(name))) == len(characters(name)) >= 10


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("siv", {"width": "11"}),
        ("siv", {"normalise": 1}),
        ("siv", {"key": None}),
        ("ff1", {"tweak": 3}),
        ("ff1", {"alphabet": None}),
        ("hmac", {"length": True}),
        ("redact", {"placeholder": None}),
        ("map", {"table": None, "source": 3, "target": "b"}),
        ("map", {"table": None, "source": "a", "target": "b", "snapshot": 2019}),
        ("ff3-1", {"tweak": b"1234567"}),
    ],
)
def test_an_option_of_another_type_is_refused_before_anything_is_done(
    name: str, options: dict[str, object]
) -> None:
    with pytest.raises(BadInput, match="it must be"):
        method_of({"method": name, **options}, "fnr")


def test_alphabet_of_ones_own_is_one_character_a_letter() -> None:
    assert characters("a\u030ab") == "åb"
    with pytest.raises(BadInput, match="is no alphabet"):
        Ff1(alphabet="å" + "a\u030a")

"""Texts of people's own words and values that single out a row are told, without being refused."""

import polars as pl

from stabbur.disclosure.scanning.scan import scan
from tests.disclosure.scanning.samples import MUNICIPALITIES, generator


def kinds(**columns: list[object]) -> set[str]:
    return {one.kind for one in scan(pl.DataFrame(columns))}


def test_free_text_is_told_and_titles_of_a_category_are_not() -> None:
    fake, chance = generator(1)
    assert "free text" in kinds(merknad=[fake.sentence(12) for _ in range(50)])
    titles = [fake.sentence(12) for _ in range(3)]
    assert "free text" not in kinds(tittel=[chance.choice(titles) for _ in range(50)])
    assert "free text" not in kinds(rekke=["1 2 3 4 5 6 7 8", "2 3 4 5 6 7 8 9", "3 4 5 6 7 8 9 1"])


def test_near_unique_is_told_of_codes_and_not_of_figures() -> None:
    _, chance = generator(2)
    assert "near-unique" in kinds(id=[f"P{at:05}" for at in range(200)])
    assert "near-unique" in kinds(id=list(range(10**8, 10**8 + 200)))
    for values in (
        [chance.random() for _ in range(200)],
        list(range(200)),
        [*MUNICIPALITIES, *MUNICIPALITIES],
    ):
        assert kinds(v=[*values]) <= {"surname"}
    assert not any(one.direct for one in scan(pl.DataFrame({"id": [f"P{at:05}" for at in range(200)]})))

"""In running text data on persons is told from how a text is signed."""

import polars as pl
import pytest

from stabbur.disclosure.scanning.documents import scan_page, scan_text
from stabbur.disclosure.scanning.scan import scan
from tests.disclosure.scanning.samples import generator, identity
from tests.disclosure.scanning.test_identity import numbered


def test_number_is_told_with_its_line() -> None:
    (found,) = scan_text(f"Hei\n\nfnr: {numbered('010190')}.\n", "cell 2, ")
    assert (found.kind, found.place, found.count, found.direct) == (
        "national identity number",
        "cell 2, line 3",
        1,
        True,
    )
    assert found.confidence >= 0.8


def test_who_signs_is_not_refused_and_a_list_that_was_printed_is() -> None:
    fake, _ = generator(1)
    signed = "Kontakt: Kari Hansen, kari.hansen@etat.no, tlf 912 34 567\n"
    assert all(one.confidence < 0.8 for one in scan_text(signed))
    printed = "\n".join(f"{at} {fake.first_name()} Hansen {fake.email()} 912 34 5{at:02}" for at in range(9))
    told = {one.kind for one in scan_text(printed, printed=True) if one.direct and one.confidence >= 0.8}
    assert told == {"name", "e-mail", "phone"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01 12:00:00",
        "sum 12 345 678,90",
        "orgnr 974 760 673",
        "v1.2.3",
        "1 234 567 8901234",
        "post@etat.no",
    ],
)
def test_what_stands_in_any_text_is_nobody_s(text: str) -> None:
    assert not [one for one in scan_text(text, printed=True) if one.direct]


def test_tables_of_a_page_are_looked_at_by_column() -> None:
    fake, chance = generator(2)
    rows = [(fake.first_name(), fake.last_name(), identity(chance)) for _ in range(8)]
    cells = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in rows)
    page = f"<html><table><tr><th>fornavn</th><th>etternavn</th><th>nr</th></tr>{cells}</table></html>"
    told = {(one.column, one.kind) for one in scan_page(page) if one.direct and one.confidence >= 0.8}
    assert ("nr 2", "national identity number") in told
    assert ("", "name") in told


def test_synthetic_numbers_are_not_direct() -> None:
    (synthetic,) = scan_text(f"test {numbered('018290')} ok")
    assert (synthetic.kind, synthetic.direct) == ("synthetic identity number", False)


@pytest.mark.parametrize("between", ["", " ", "\u00a0", "\u202f", "\u200b"])
def test_A23_a_number_is_known_whatever_space_is_in_it(between: str) -> None:
    number = f"020132{between}99997"
    assert [one.kind for one in scan_text(f"Gjelder {number}.")] == ["national identity number"]
    found = scan(pl.DataFrame({"x": [number, f"010107{between}50160"]}))
    assert [(one.kind, one.count) for one in found.direct] == [("national identity number", 2)]


@pytest.mark.parametrize("page", ["<p><!-- {} --></p>", '<p data-id="{}">x</p>', "<td title='nr {}'>x</td>"])
def test_A23_comments_and_attributes_of_a_page_are_looked_at(page: str) -> None:
    (found,) = scan_page(page.format("02013299997"))
    assert (found.kind, found.direct, found.place) == (
        "national identity number",
        True,
        "comments and attributes",
    )

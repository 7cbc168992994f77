"""Colours of drawings: seen against the page in light and dark, and the language of numbers."""

import re
from pathlib import Path

import pytest

from stabbur.packages.views import palette

FRONT = Path(__file__).parents[3] / "front" / "css"


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", palette.SERIES)
def test_page_C18_each_series_stands_out_from_paper(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= 3


@pytest.mark.parametrize("colour", [palette.INK, palette.QUIET])
def test_texts_can_be_read_on_paper(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= 4.5


def test_page_C18_each_series_stands_out_in_the_dark() -> None:
    css = "".join(path.read_text() for path in sorted(FRONT.glob("*.css")))
    for number in range(1, len(palette.SERIES) + 1):
        found = re.findall(rf"--sb-c{number}:\s*(#[0-9A-Fa-f]{{6}})", css)
        assert found, f"--sb-c{number}"
        assert found[0].upper() == palette.SERIES[number - 1].upper()
        assert all(contrast(dark, "#1A1813") >= 3 for dark in found[1:]), found


def test_no_two_series_share_dash_or_shape() -> None:
    assert len({tuple(one) for one in palette.DASHES}) == len(palette.SERIES)
    assert len(set(palette.SHAPES)) == len(palette.SERIES)


@pytest.mark.parametrize(
    ("language", "norwegian"),
    [
        ("nb", True),
        ("nn-NO", True),
        ("no", True),
        ("en", False),
        (["nn", "en"], True),
        ("", True),
        (None, True),
        ("sv", False),
    ],
)
def test_numbers_are_written_by_the_first_language(language: object, norwegian: bool) -> None:
    assert palette.is_norwegian(language) == norwegian

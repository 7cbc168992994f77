"""Colours, dashes and number forms of every drawing; pages map the exact hex values to the dark theme."""

from typing import Any

SERIES = ("#17604F", "#C48725", "#3B6AC5", "#C54476", "#A282AB", "#402218")
DASHES = ([1, 0], [6, 3], [2, 3], [10, 3, 2, 3], [12, 4], [1, 2.5])
CIRCLE = 120
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
CHANGE = ("#A8560F", "#DDAA6C", "#E4E0D8", "#7FB3A5", "#17604F")
LEVEL = ("#E4E0D8", "#B2CABF", "#7FB3A5", "#4B8A7A", "#17604F")
NO_VALUE = "#FFFFFF"
INK = "#312B1F"
QUIET = "#675C46"
LINE = "#D9D4C9"
PAPER = "#FFFFFF"

NORWEGIAN_NUMBERS = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0kr"],
    "minus": "\u2212",
}
ENGLISH_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "minus": "\u2212"}
ROWS_COUNTED = {"nb": "Antall rader", "no": "Antall rader", "nn": "Talet på rader"}
NORWEGIAN_TIMES: dict[str, Any] = {
    "dateTime": "%A %e. %B %Y %X",
    "date": "%d.%m.%Y",
    "time": "%H:%M:%S",
    "periods": ["AM", "PM"],
    "days": ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
    "shortDays": ["søn", "man", "tir", "ons", "tor", "fre", "lør"],
    "months": [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    "shortMonths": ["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des"],
}


def first_language(language: object) -> str:
    """Return the code of a package's first language, without its country."""
    first = language[0] if isinstance(language, list) and language else language
    return str(first or "nb").lower().split("-")[0]


def is_norwegian(language: object) -> bool:
    """Say whether a package's language writes numbers and dates the Norwegian way."""
    return first_language(language) in ROWS_COUNTED


def rows_counted(language: object) -> str:
    """Return the title of an axis that counts rows."""
    return ROWS_COUNTED.get(first_language(language), "Number of rows")


def config() -> dict[str, Any]:
    """Return the Vega-Lite config by which all drawings look alike."""
    return {
        "font": "Inter, Arial, sans-serif",
        "background": None,
        "view": {"stroke": None},
        "range": {"category": list(SERIES)},
        "mark": {"color": SERIES[0]},
        "bar": {"color": SERIES[0]},
        "line": {"color": SERIES[0], "strokeWidth": 2.5},
        "area": {"color": SERIES[0]},
        "point": {"color": SERIES[0], "filled": True, "size": 50, "opacity": 1},
        "title": {"color": INK, "anchor": "start", "fontSize": 16},
        "axis": {
            "labelColor": QUIET,
            "titleColor": QUIET,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "gridColor": LINE,
            "domain": False,
            "tickColor": LINE,
            "tickCount": 5,
            "labelLimit": 260,
        },
        "legend": {
            "labelColor": INK,
            "titleColor": QUIET,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "labelLimit": 320,
        },
    }

"""The colours as the style sheet has them: text 4.5:1, lines and marks 3:1, and told apart in every kind of sight."""

import re
from itertools import combinations, pairwise
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from pathlib import Path

import pytest

from stabbur.packages.views import palette

CSS = Path(__file__).resolve().parents[3] / "front" / "css"
SCHEMES = ("light", "dark")
Colour = tuple[float, float, float]

PAIRS = [  # LOOK, section 6: what stands on what, and the contrast it needs
    ("neutral-text-default", "neutral-background-default", 4.5),
    ("neutral-text-default", "neutral-background-tinted", 4.5),
    ("neutral-text-default", "neutral-surface-tinted", 4.5),
    ("neutral-text-default", "sb-mark", 4.5),
    ("neutral-text-subtle", "neutral-background-default", 4.5),
    ("neutral-text-subtle", "neutral-background-tinted", 4.5),
    ("neutral-text-subtle", "sb-code-bg", 4.5),
    ("neutral-text-default", "sb-code-bg", 4.5),
    ("sb-link", "neutral-background-default", 4.5),
    ("sb-link", "neutral-background-tinted", 4.5),
    ("accent-base-contrast-default", "accent-base-default", 4.5),
    ("accent-base-contrast-default", "accent-base-hover", 4.5),
    ("accent-text-default", "accent-surface-tinted", 4.5),
    ("accent-text-default", "accent-surface-hover", 4.5),
    ("accent-text-default", "neutral-background-default", 4.5),
    ("success-text-subtle", "neutral-background-default", 4.5),
    ("warning-text-subtle", "neutral-background-default", 4.5),
    ("danger-text-subtle", "neutral-background-default", 4.5),
    ("brand1-text-subtle", "neutral-background-default", 4.5),
    ("success-text-default", "success-surface-tinted", 4.5),
    ("danger-text-default", "danger-surface-tinted", 4.5),
    ("neutral-text-default", "success-surface-tinted", 4.5),
    ("neutral-text-default", "danger-surface-tinted", 4.5),
    ("neutral-text-default", "warning-background-tinted", 4.5),
    ("neutral-text-default", "danger-background-tinted", 4.5),
    ("accent-base-default", "neutral-background-default", 3),
    ("neutral-border-default", "neutral-background-default", 3),
    ("focus-outer", "neutral-background-default", 3),
    ("focus-outer", "neutral-background-tinted", 3),
    ("sb-oker", "neutral-background-default", 3),
    *((f"sb-c{number}", "neutral-background-default", 3) for number in range(1, 7)),
]
SIGHTS = {  # Machado, Oliveira and Fernandes 2009, severity 1.0; what is left of red, green and blue
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LEAST = 13.5  # ΔE2000 between any two series; section 7 says 13.6 for the closest pair of all
LEAST_CLASS = 12.7  # … between neighbours on a map


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme by name: the theme's, then what our own layer puts in their place."""
    found: dict[str, str] = {}
    theme = (CSS / "theme.css").read_text(encoding="utf-8")
    own = (CSS / "own.css").read_text(encoding="utf-8")
    blocks = re.findall(r"([^{}]*)\{([^{}]*)\}", theme)
    for selector, body in blocks:
        general = ":root" in selector or "color-scheme" in selector
        named = f'data-color-scheme="{scheme}"' in selector or f"data-color-scheme={scheme}" in selector
        if general and named:
            found |= dict(re.findall(r"--ds-color-([\w-]+):\s*(#[0-9a-fA-F]{6})", body))
    start = own.index(f"[data-color-scheme={scheme}]{{")
    body = own[start : own.index("}", start)]
    found |= dict(re.findall(r"--ds-color-([\w-]+):\s*(#[0-9a-fA-F]{6})", body))
    return found | dict(re.findall(r"--(sb-[\w-]+):\s*(#[0-9a-fA-F]{6})", body))


def linear(colour: str) -> Colour:
    """Return red, green and blue as amounts of light."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 counts it."""
    lights = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour: str, sight: str) -> Colour:
    """Return a colour as a kind of sight sees it, in CIE Lab."""
    light = linear(colour)
    red, green, blue = (
        min(max(sum(w * c for w, c in zip(row, light, strict=True)), 0), 1) for row in SIGHTS[sight]
    )
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    a, b, c = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def distance(one: Colour, other: Colour) -> float:
    """Return ΔE2000 of two colours in CIE Lab."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    grey = 0.5 * (1 - sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * (1 + grey), a2 * (1 + grey)
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    turn = 0.0 if not c1 * c2 else (h2 - h1 + 180) % 360 - 180
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    dl, dc, dh = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1 - 0.17 * cos(radians(hue - 30)) + 0.24 * cos(radians(2 * hue))
    t += 0.32 * cos(radians(3 * hue + 6)) - 0.20 * cos(radians(4 * hue - 63))
    sl = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rt = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_page_C17_C18_pair_has_its_contrast(scheme: str, front: str, ground: str, least: float) -> None:
    found = tokens(scheme)
    assert contrast(found[front], found[ground]) >= least, (found[front], found[ground])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_page_C19_series_are_told_apart(scheme: str, sight: str) -> None:
    colours = [tokens(scheme)[f"sb-c{number}"] for number in range(1, 7)]
    closest = min(combinations(colours, 2), key=lambda two: distance(lab(two[0], sight), lab(two[1], sight)))
    assert distance(lab(closest[0], sight), lab(closest[1], sight)) >= LEAST, closest


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_page_C19_neighbours_on_a_map_are_told_apart(scheme: str, sight: str) -> None:
    classes = [lab(tokens(scheme)[f"sb-d{number}"], sight) for number in range(5)]
    assert min(distance(one, other) for one, other in pairwise(classes)) >= LEAST_CLASS


def test_page_C19_every_series_has_a_dash_of_its_own() -> None:
    assert len({tuple(dash) for dash in palette.DASHES}) == len(palette.DASHES) == len(palette.SERIES)


def test_drawings_have_the_colours_of_the_light_style_sheet() -> None:
    light = {name: value.upper() for name, value in tokens("light").items()}
    assert [light[f"sb-c{number}"] for number in range(1, 7)] == list(palette.SERIES)
    assert [light[f"sb-d{number}"] for number in range(5)] == list(palette.CHANGE)


def test_system_dark_is_the_same_dark() -> None:
    own = (CSS / "own.css").read_text(encoding="utf-8")
    bodies = re.findall(r"\[data-color-scheme=(?:auto|dark)\]\{([^}]*)\}", own)[:2]
    assert bodies[0] == bodies[1], "who follows the system sees what was measured"


def test_no_colour_stands_outside_the_tokens() -> None:
    for name in ("own.css", "packages.css", "pages.css"):
        text = (CSS / name).read_text(encoding="utf-8").split("/* ---------- base ---------- */")[-1]
        bodies = re.sub(r'\[(?:fill|stroke)="#\w+"\]', "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
        assert [
            c for c in re.findall(r"#[0-9a-fA-F]{3,6}\b(?=[;}!\s])", bodies) if c not in {"#fff"}
        ] == [], name


def test_distance_is_that_of_the_published_pairs() -> None:
    """Sharma, Wu and Dalal 2005, table 1: pairs 1, 7 and 20."""
    assert round(distance((50, 2.6772, -79.7751), (50, 0, -82.7485)), 4) == 2.0425
    assert round(distance((50, 0, 0), (50, -1, 2)), 4) == 2.3669
    assert round(distance((50, 2.5, 0), (58, 24, 15)), 4) == 19.4535

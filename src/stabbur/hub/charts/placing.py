"""A figure's SVG made safe to stand in a page: only shapes and text pass, so it can follow light and dark."""

import re
from functools import lru_cache
from xml.etree import ElementTree

from markupsafe import Markup, escape

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "line",
        "circle",
        "ellipse",
        "polygon",
        "polyline",
        "text",
        "tspan",
        "defs",
        "clipPath",
        "linearGradient",
        "stop",
    ]
)
ATTRIBUTES = frozenset(
    [
        "viewBox",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "width",
        "height",
        "d",
        "points",
        "transform",
        "fill",
        "fill-opacity",
        "fill-rule",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "opacity",
        "text-anchor",
        "dominant-baseline",
        "dx",
        "dy",
        "font-size",
        "font-weight",
        "font-style",
        "clip-path",
        "clip-rule",
        "id",
        "offset",
        "stop-color",
        "stop-opacity",
        "gradientUnits",
        "gradientTransform",
        "clipPathUnits",
    ]
)
MAX_BYTES = 3_000_000
LOCAL = re.compile(r"url\(['\"]?#([\w-]+)['\"]?\)")
SAFE_ID = re.compile(r"[\w-]{1,80}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
WHOLE = Markup('<svg class="sb-chart sb-view{}" viewBox="{}" role="img" aria-label="{}">{}</svg>')
ONE = Markup("<{}{}>{}</{}>")
SET = Markup(' {}="{}"')


@lru_cache(maxsize=256)
def placed(svg: str, name: str, label: str) -> Markup | None:
    """Return a figure to stand in a page, or None when it holds what has no place there.

    Ids get `name` before them, the whole becomes one image with `label` as its name, and scripts, styles,
    links, pictures, foreign elements and every attribute that is not on the list are left out.
    """
    if len(svg) > MAX_BYTES or re.search(r"<!(DOCTYPE|ENTITY)", svg, re.IGNORECASE):
        return None
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  # no entities: refused on the lines above
    except ElementTree.ParseError:
        return None
    if root.tag != f"{SVG}svg":
        return None
    box = root.get("viewBox") or f"0 0 {_length(root.get('width'))} {_length(root.get('height'))}"
    root.set("viewBox", box)
    inner = Markup("").join(_written(child, name) for child in root)
    return WHOLE.format(_scale(svg), box, label, inner)


def size_of(svg: str) -> tuple[float, float]:
    """Return width and height of a figure as its `viewBox` says them; (0, 0) when it does not."""
    found = re.search(r'viewBox="([-\d. ]+)"', svg[:2_000])
    numbers = [float(part) for part in found[1].split()] if found else []
    return (numbers[2], numbers[3]) if len(numbers) == 4 else (0.0, 0.0)


def _scale(svg: str) -> str:
    """Tell a scale of change or of level by its own colours: their green means another thing in the dark."""
    upper = svg.upper()
    if "#DDAA6C" in upper or "#A8560F" in upper:
        return " sb-change"
    return " sb-level" if "#4B8A7A" in upper or "#B2CABF" in upper else ""


def _written(element: ElementTree.Element, name: str) -> Markup:
    tag = element.tag.removeprefix(SVG)
    if tag == "a":  # a link's shapes stay, the link does not
        tag = "g"
    if tag not in ELEMENTS:
        return Markup("")
    attributes = Markup("").join(_attribute(key, value, name) for key, value in element.attrib.items())
    words = tag in {"text", "tspan"}  # elsewhere text is the white space of whoever drew it
    inner = [escape(element.text or "") if words else Markup("")]
    for child in element:
        inner += [_written(child, name), escape(child.tail or "") if words else Markup("")]
    return ONE.format(tag, attributes, Markup("").join(inner), tag)


def _attribute(key: str, value: str, name: str) -> Markup:
    if key not in ATTRIBUTES or "javascript:" in value.lower().replace("\t", "").replace("\n", ""):
        return Markup("")
    if key == "id":
        return SET.format(key, f"{name}-{value}") if SAFE_ID.fullmatch(value) else Markup("")
    if "url(" in value:
        found = LOCAL.fullmatch(value.strip())
        return SET.format(key, f"url(#{name}-{found[1]})") if found else Markup("")
    if COLOUR.fullmatch(value):
        value = value.upper()  # the style sheet maps the palette's colours in this spelling
    return SET.format(key, value)


def _length(text: str | None) -> float:
    found = re.match(r"[\d.]+", text or "")
    return float(found[0]) if found else 300.0

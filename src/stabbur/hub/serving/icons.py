"""Icons (Aksel) as inline SVG, so that a page loads none it does not show."""

import json
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

STATIC = Path(__file__).parents[1] / "static"


@cache
def _paths() -> dict[str, str]:
    file = STATIC / "icons.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def icon(name: str, label: str = "", extra: str = "") -> Markup:
    """Return an icon by its Aksel name; without a label it is hidden from screen readers."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    attributes = f'class="i {escape(extra)}" viewBox="0 0 24 24" fill="currentColor" {said}'
    return Markup(f"<svg {attributes}>{_paths().get(name, '')}</svg>")  # our own build's paths

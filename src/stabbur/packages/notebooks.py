"""Notebook files: read and checked, and shown as HTML with nothing fetched, read or run."""

from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from pygments import formatters

from stabbur.errors import BadInput

FILES: Any = nbformat
EXPORTER: Any = HTMLExporter
FORMATTERS: Any = formatters
PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""
STYLE = """body { font: 1rem/1.55 system-ui, sans-serif; color: #312B1F; background: #FFFFFF; max-width: 60rem;
  margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
pre, code { font: 0.9rem/1.45 ui-monospace, monospace; }
.input_area, .highlight pre { background: #F7F4ED; padding: 0.5rem 0.75rem; overflow-x: auto; }
.prompt { color: #675C46; font: 0.8rem ui-monospace, monospace; }
.output_subarea, .output_area { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid #D9D4C9; text-align: right; }
img, svg { max-width: 100%; height: auto; }
.anchor-link { display: none; }
"""


def read_notebook(path: Path) -> Any:
    """Return a notebook in the newest form of its format, or say why it is none."""
    try:
        notebook = FILES.read(path, as_version=4)
        FILES.validate(notebook)
    except (
        OSError,
        UnicodeDecodeError,
        ValueError,
        TypeError,  # the reader goes on as if every part had the form it should have
        AttributeError,
        KeyError,
        RecursionError,
        nbformat.ValidationError,
        nbformat.reader.NotJSONError,
    ) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise BadInput(f"'{path}' is no notebook: {reason}", code="notebook-bad", path=str(path)) from error
    return notebook


def notebook_html(notebook: Any, title: str) -> str:
    """Return a notebook as one HTML page; images that point elsewhere stay links, code is not run."""
    exporter = EXPORTER(embed_images=False, template_name="basic")
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    colours = FORMATTERS.HtmlFormatter(style="default").get_style_defs(".highlight")
    return PAGE.format(title=escape(title), style=STYLE + colours, body=body)

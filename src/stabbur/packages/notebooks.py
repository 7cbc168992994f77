"""Notebook files: read and checked, and shown as HTML with nothing fetched, read or run."""

import re
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
COLOURS = "xcode"  # of those that come with pygments the one with 4.5:1 throughout on our ground
SCRIPT = re.compile(r"(<(?:script|style)\b.*?</(?:script|style)>)", re.DOTALL | re.IGNORECASE)
HEAD = re.compile(r"<th(?![\w-])(?![^>]*\bscope=)")
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
STYLE = """body { font: 1rem/1.55 system-ui, sans-serif; color: #312B1F; background: #FFFFFF; max-width: 60rem;
  margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
pre, code { font: 0.9rem/1.45 ui-monospace, monospace; }
.input_area, .highlight pre { background: #F7F4ED; padding: 0.5rem 0.75rem; overflow-x: auto; }
.prompt { color: #675C46; font: 0.8rem ui-monospace, monospace; }
.output_subarea, .output_area { overflow-x: auto; }
.wide { overflow-x: auto; }
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


def notebook_html(notebook: Any, title: str, language: str = "nb") -> str:
    """Return a notebook as one HTML page; images that point elsewhere stay links, code is not run."""
    exporter = EXPORTER(embed_images=False, template_name="basic")
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    colours = FORMATTERS.HtmlFormatter(style=COLOURS).get_style_defs(".highlight")
    parts = SCRIPT.split(body)  # every other part is a script, which is nobody's to rewrite
    parts[::2] = [_readable(part) for part in parts[::2]]
    if not any("<h1" in part for part in parts[::2]):
        parts.insert(0, f"<h1>{escape(title)}</h1>")
    page = {"title": escape(title), "style": STYLE + colours, "language": escape(language)}
    return PAGE.format(body="".join(parts), **page)


def _readable(html: str) -> str:
    """Let the tables of data frames say which cells are heads, and let wide parts be scrolled by keyboard."""
    html = re.sub(r"<th([^>]*)>\s*</th>", r"<td\1></td>", html)
    html = re.sub(
        r"<thead.*?</thead>", lambda head: HEAD.sub('<th scope="col"', head[0]), html, flags=re.DOTALL
    )
    html = HEAD.sub('<th scope="row"', html)
    html = html.replace("<pre>", '<pre tabindex="0">')
    return html.replace("<table", '<div class="wide" tabindex="0"><table').replace(
        "</table>", "</table></div>"
    )

"""Notebook files: read and checked, and shown as HTML with nothing fetched, read or run."""

import itertools
import re
from html import escape
from pathlib import Path
from typing import Any

from pygments import formatters

from stabbur.errors import BadInput
from stabbur.packages.regular import need_regular
from stabbur.packages.validation import addresses

with addresses.later():
    import nbformat
    from nbconvert.exporters import HTMLExporter
    from nbconvert.filters import ansi

FILES: Any = nbformat
EXPORTER: Any = HTMLExporter
FORMATTERS: Any = formatters
ANSI: Any = ansi
COLOURS = {"light": "xcode", "dark": "github-dark"}  # of those of pygments they have 4.5:1 on our grounds
# none of these looks further than to the next mark: what cells wrote may hold half a million of them
SCRIPT = re.compile(r"<(?:script|style)\b", re.IGNORECASE), re.compile(r"</(?:script|style)>", re.IGNORECASE)
HEADS = re.compile(r"<thead"), re.compile(r"</thead>")
HEAD = re.compile(r"<th(?![\w-])(?![^<>]*\bscope=)")
EMPTY_HEAD = re.compile(r"<th([^<>]*)>\s*</th>")
COLOURED = 500_000_000  # bytes that nbconvert may move to colour a text: it moves the rest at each escape
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
<script>
{script}</script>
</body>
</html>
"""
STYLE = """:root { color-scheme: light dark; --ground: #FFFFFF; --text: #312B1F; --quiet: #675C46; --box: #F7F4ED;
  --line: #D9D4C9; --shade: #0003; }
@media (prefers-color-scheme: dark) { :root { --ground: #1A1814; --text: #ECE7DC; --quiet: #B5AC9A; --box: #24211B;
  --line: #3F3A31; --shade: #000A; } a { color: #8FC7B6; } }
html { background: var(--ground); }
body { font: 1rem/1.55 system-ui, sans-serif; color: var(--text); max-width: 60rem; margin: 0 auto; padding: 1rem;
  overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.3rem; line-height: 1.3; }
pre, code { font: 0.9rem/1.45 ui-monospace, monospace; }
pre { margin: 0; }
.input_area .highlight { background: var(--box) !important; padding: 0.75rem; border-radius: 4px; }
.input_area pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.prompt { color: var(--quiet); font: 0.8rem ui-monospace, monospace; margin: 1.25rem 0 0.375rem; }
.output_subarea, .output_area { overflow-x: auto; }
.output_stream, .output_text { margin-top: 0.75rem; }
.wide, .output_subarea > pre { overflow-x: auto;
  background: linear-gradient(90deg, var(--ground) 40%, transparent) 0 / 3rem 100% no-repeat local,
  linear-gradient(270deg, var(--ground) 40%, transparent) 100% / 3rem 100% no-repeat local,
  linear-gradient(90deg, var(--shade), transparent) 0 / 1rem 100% no-repeat,
  linear-gradient(270deg, var(--shade), transparent) 100% / 1rem 100% no-repeat; }
table { border-collapse: collapse; border: 0; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.75rem; border: 0; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
img, svg { max-width: 100%; height: auto; }
.anchor-link { display: none; }
[hidden] { display: none !important; }
"""
FRAMED = """if (parent !== window) {
  const first = document.querySelector("h1");
  const said = first && first.firstChild && first.firstChild.textContent.trim();
  if (said && said === window.name) first.hidden = true;
  const tell = () => parent.postMessage({ stabburHeight: document.documentElement.offsetHeight }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
}
"""
"""In a frame: a heading that stands above it is not said twice, and the frame may be as high as the page."""
TABLES = {"nb": "Tabell", "nn": "Tabell", "en": "Table"}


def read_notebook(path: Path) -> Any:
    """Return a notebook in the newest form of its format, or say why it is none."""
    need_regular(path)
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


def notebook_html(notebook: Any, title: str, language: str = "nb", *, code: bool = True) -> str:
    """Return a notebook as one HTML page; images that point elsewhere stay links, code is not run.

    Without `code` a reader sees texts, tables and figures alone.
    """
    hidden = {"exclude_input": not code, "exclude_input_prompt": not code, "exclude_output_prompt": not code}
    exporter = EXPORTER(embed_images=False, template_name="basic", **hidden)
    exporter.register_filter("ansi2html", _coloured)
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    colours = "".join(
        f"@media (prefers-color-scheme: {scheme}) {{ {_colours(style)} }}\n"
        for scheme, style in COLOURS.items()
    )
    parts = _parted(body, *SCRIPT)  # every other part is a script, which is nobody's to rewrite
    parts[::2] = [_readable(part, TABLES.get(language, "Table")) for part in parts[::2]]
    if not any("<h1" in part for part in parts[::2]):
        parts.insert(0, f"<h1>{escape(title)}</h1>")
    page = {"title": escape(title), "script": FRAMED, "style": STYLE + colours, "language": escape(language)}
    return PAGE.format(body="".join(parts), **page)


def _colours(style: str) -> str:
    return str(FORMATTERS.HtmlFormatter(style=style).get_style_defs(".highlight"))


def _coloured(text: str) -> str:
    """Return what a cell wrote as HTML; without its colours where they are too many."""
    if text.count("\x1b") * len(text) > COLOURED:
        text = ANSI.strip_ansi(text)
    return str(ANSI.ansi2html(text))


def _parted(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> list[str]:
    """Return a text in parts, every other of which goes from an opening to the next closing."""
    parts, at = list[str](), 0
    while (begin := opening.search(text, at)) and (end := closing.search(text, begin.end())):
        parts += [text[at : begin.start()], text[begin.start() : end.end()]]
        at = end.end()
    return [*parts, text[at:]]


def _readable(html: str, table: str) -> str:
    """Let the tables of data frames say which cells are heads, and let wide parts be scrolled by keyboard."""
    parts = _parted(EMPTY_HEAD.sub(r"<td\1></td>", html), *HEADS)
    parts[1::2] = [HEAD.sub('<th scope="col"', head) for head in parts[1::2]]
    html = "".join(parts)
    html = HEAD.sub('<th scope="row"', html)
    html = html.replace("<pre>", '<pre tabindex="0">')
    count = itertools.count(1)
    html = re.sub(
        r"<table(?![\w-])",
        lambda _: f'<div class="wide" tabindex="0" role="region" aria-label="{table} {next(count)}"><table',
        html,
    )
    return html.replace("</table>", "</table></div>")

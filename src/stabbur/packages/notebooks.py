"""Notebook files: read and checked, and shown as HTML with nothing fetched, read or run."""

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter

from stabbur.errors import BadInput

FILES: Any = nbformat
EXPORTER: Any = HTMLExporter


def read_notebook(path: Path) -> Any:
    """Return a notebook in the newest form of its format, or say why it is none."""
    try:
        notebook = FILES.read(path, as_version=4)
        FILES.validate(notebook)
    except (
        OSError,
        UnicodeDecodeError,
        ValueError,
        nbformat.ValidationError,
        nbformat.reader.NotJSONError,
    ) as error:
        reason = str(error).strip().splitlines()[0]
        raise BadInput(f"'{path}' is no notebook: {reason}", code="notebook-bad", path=str(path)) from error
    return notebook


def notebook_html(notebook: Any, title: str) -> str:
    """Return a notebook as one HTML page; images that point elsewhere stay links, code is not run."""
    exporter = EXPORTER(embed_images=False, template_name="lab", exclude_input_prompt=True)
    exporter.mathjax_url = ""
    exporter.require_js_url = ""
    exporter.jquery_url = ""
    exporter.mermaid_js_url = ""
    html, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return str(html)

"""What a notebook shows: the outputs of its cells, and the tables in its texts."""

from collections.abc import Collection, Iterator
from typing import Any

from stabbur.disclosure.displayed.objects import rows_in
from stabbur.disclosure.displayed.pages import drawing, markdown, page
from stabbur.disclosure.displayed.prints import printed
from stabbur.disclosure.displayed.seen import Seen, is_figure
from stabbur.disclosure.scanning.texts import joined


def shown(notebook: dict[str, Any], names: Collection[str] = ()) -> Iterator[tuple[str, Seen]]:
    """Yield what each part of a notebook shows, with its place; `names` are for what is printed."""
    yield "metadata", Seen(list(rows_in(notebook.get("metadata"))))
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, dict):
            continue
        yield f"metadata of cell {number}", Seen(list(rows_in(cell.get("metadata"))))
        if cell.get("cell_type") == "markdown":
            attached = cell.get("attachments")
            seen = markdown(joined(cell.get("source")), names)
            seen.pictures = bool(isinstance(attached, dict) and attached)
            yield f"cell {number}", seen
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict):
                yield f"output of cell {number}", _output(output, names)


def _output(output: dict[str, Any], names: Collection[str]) -> Seen:
    seen = printed(joined(output.get("text")), names)
    seen.add(printed(joined(output.get("traceback")), names))
    data = output.get("data")
    kinds = {str(kind): value for kind, value in data.items()} if isinstance(data, dict) else {}
    rich = Seen()
    for kind, value in kinds.items():
        if kind.endswith("json") or isinstance(value, dict):
            found = list(rows_in(value))
            rich.tables += found
            # a chart that keeps its figures otherwise than as rows is a picture to us
            rows = any(is_figure(cell) for one in found for row in one.rows for cell in row)
            rich.pictures = rich.pictures or "plotly" in kind or not rows
        elif kind == "text/html":
            rich.add(page(joined(value), names))
        elif kind == "image/svg+xml":
            rich.add(drawing(joined(value)))
        elif kind == "text/markdown":
            rich.add(markdown(joined(value), names))
        elif kind.startswith(("image/", "application/", "video/")):
            rich.pictures = True
        elif kind != "text/plain":
            rich.add(printed(joined(value), names))
    plain = printed(joined(kinds.get("text/plain")), names)
    if rich.tables or rich.figures:
        plain.beside = []  # the same in another form, which was understood or is told of
    seen.add(rich)
    seen.add(plain)
    return seen

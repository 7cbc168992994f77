"""See that the code of notebooks can be read and what it imports is there; run by a project's own Python, alone."""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path


def slips(book: Path) -> Iterator[str]:
    """Yield what is wrong with the code of a notebook, each with the number of its cell; nothing else is run."""
    for number, code in _code(json.loads(book.read_text(encoding="utf-8"))):
        try:
            tree = ast.parse(code)
        except SyntaxError as error:
            yield f"{book.name}, cell {number}: {error.msg}"
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                try:
                    exec(compile(ast.Module([node], []), book.name, "exec"), {})  # noqa: S102 (one import of the project's)
                except ImportError as error:
                    yield f"{book.name}, cell {number}: {error}"


def _code(book: dict[str, object]) -> Iterator[tuple[int, str]]:
    cells = book.get("cells")
    for number, cell in enumerate(cells if isinstance(cells, list) else [], 1):
        if cell.get("cell_type") == "code":
            source = cell.get("source", "")
            lines = ("".join(source) if isinstance(source, list) else str(source)).splitlines()
            # what only Jupyter understands
            yield number, "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)


if __name__ == "__main__":
    found = [slip for name in sys.argv[1:] for slip in slips(Path(name))]
    print("\n".join(found), file=sys.stderr)
    sys.exit(1 if found else 0)

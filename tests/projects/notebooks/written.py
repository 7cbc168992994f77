"""Projects with a notebook in them, for the tests."""

import json
from pathlib import Path
from typing import Any


def notebook(*cells: str | tuple[str, str], language: str = "python") -> dict[str, Any]:
    """Return a notebook of code cells; a cell is its text, or its text with a tag."""
    made = []
    for number, cell in enumerate(cells):
        text, *tags = (cell,) if isinstance(cell, str) else cell
        made.append(
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"cell-{number}",
                "metadata": {"tags": tags} if tags else {},
                "outputs": [],
                "source": text.splitlines(keepends=True),
            }
        )
    spec = {"display_name": "x", "language": language, "name": "python3"}
    return {"cells": made, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


def project(root: Path, *cells: str | tuple[str, str], language: str = "python") -> Path:
    """Make a project with one notebook, and return the notebook."""
    for folder in ("src/folketall", "notebooks"):
        (root / folder).mkdir(parents=True)
    (root / "stabbur.toml").write_text("", encoding="utf-8")
    (root / "pyproject.toml").write_text('[project]\nname = "folketall"\n', encoding="utf-8")
    (root / "src" / "folketall" / "__init__.py").write_text("", encoding="utf-8")
    file = root / "notebooks" / "analyse.ipynb"
    content = notebook(*cells, language=language)
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def sources(file: Path) -> list[str]:
    """Return the texts of a notebook's cells."""
    return ["".join(cell["source"]) for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]]


def tree(root: Path) -> dict[str, bytes]:
    """Return every file of a project with its content."""
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}

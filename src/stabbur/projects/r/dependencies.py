"""The packages that a project's R code needs: scripts, R Markdown, Quarto, and notebooks with an R kernel."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stabbur.projects.project import Project
from stabbur.projects.r.calls import PACKAGE, packages

OURS = "stabbur"
LIBRARY = "r-library"
PASSED = (LIBRARY, "renv", "packrat", "revdep", "vendor", "node_modules", "build", "__pycache__")
SCRIPTS, DOCUMENTS, NOTEBOOKS = (".r",), (".rmd", ".qmd", ".rmarkdown"), (".ipynb",)
BEGIN = re.compile(r"[\t >]*```+\s*\{\s*(?P<engine>\w+)(?P<options>.*)\}\s*")
END = re.compile(r"[\t >]*```+\s*")
INLINE = re.compile(r"(?<!`)`r ([^`]+)`")
UNRUN = re.compile(r"\beval\s*[=:]\s*(?:FALSE|F|false)\b")
HEADER = re.compile(r"\s*---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
IN_HEADER = re.compile(
    r"^[ \t]*(?:- *)?(?:[\w.-]+: +)?[\"']?([A-Za-z][\w.]*):::?[\w.]+[\"']?[ \t]*:?[ \t]*$", re.MULTILINE
)
LARGEST = 50_000_000


@dataclass
class Found:
    """Which packages are named in which files, and the files that could not be read."""

    packages: dict[str, list[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def found(project: Project) -> Found:
    """Return the packages that the R code of a project names, each with the files that name it."""
    told = Found()
    for file in files(project.root):
        short = file.relative_to(project.root).as_posix()
        try:
            named = of_file(file)
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            told.unread.append(short)
            continue
        for name in named - {OURS}:
            told.packages.setdefault(name, []).append(short)
    return told


def uses_r(project: Project) -> bool:
    """Tell whether a project has R code: a script, a document or a notebook with an R kernel."""
    return any(map(_holds_r, files(project.root)))


def needs_r(project: Project) -> bool:
    """Tell whether a project is one of R, which is of no use where R is missing."""
    return (project.root / "renv.lock").is_file() or any(
        _in_r(_notebook(file)) for file in files(project.root) if file.suffix.lower() in NOTEBOOKS
    )


def files(root: Path) -> Iterator[Path]:
    """Yield the files that may hold R code, in the order of their paths."""
    for folder, inside, names in os.walk(root):
        inside[:] = sorted(name for name in inside if not name.startswith(".") and name not in PASSED)
        for name in sorted(names):
            kind = Path(name).suffix.lower() if not name.startswith(".") else name.lower()
            top = Path(folder) == root and kind == ".rprofile"
            if (top or kind in (*SCRIPTS, *DOCUMENTS, *NOTEBOOKS)) and not _too_large(Path(folder, name)):
                yield Path(folder, name)


def of_file(file: Path) -> set[str]:
    """Return the packages that one file names."""
    kind = file.suffix.lower()
    if kind in NOTEBOOKS:
        return of_notebook(json.loads(file.read_text(encoding="utf-8")))
    text = file.read_text(encoding="utf-8", errors="replace")
    return of_document(text, kind) if kind in DOCUMENTS else packages(text)


def of_notebook(notebook: Any) -> set[str]:
    """Return the packages that the cells of a notebook name; nothing when its kernel is not R's."""
    if not _in_r(notebook):
        return set()
    cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    # each cell is code by itself: a quote that one leaves open says nothing of the next
    named = [packages(source if isinstance(source, str) else "".join(source)) for source in cells]
    return {"IRkernel"}.union(*named)


def of_document(text: str, kind: str) -> set[str]:
    """Return the packages that the chunks, the inline code and the header of a document name."""
    chunks = list(_chunks(text))
    named = [packages(code) for code in (*chunks, *INLINE.findall(text))]
    header = HEADER.match(text)
    above = set(IN_HEADER.findall(header[1])) if header else set()
    written = {"rmarkdown"} if chunks or kind != ".qmd" else set[str]()
    return written.union(*named, {name for name in above if PACKAGE.fullmatch(name)})


def _chunks(text: str) -> Iterator[str]:
    """Yield the R code of each chunk that is run."""
    kept: list[str] | None = None
    for line in [*text.splitlines(), "```"]:
        begin = BEGIN.fullmatch(line)
        if begin or END.fullmatch(line):
            if kept and not any(UNRUN.search(one) for one in kept if one.lstrip().startswith("#|")):
                yield "\n".join(kept)
            runs = (
                begin and begin["engine"].lower() in ("r", "rscript") and not UNRUN.search(begin["options"])
            )
            kept = [] if runs else None
        elif kept is not None:
            kept.append(line)


def _notebook(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _holds_r(file: Path) -> bool:
    kind = file.suffix.lower()
    if kind in NOTEBOOKS:
        return _in_r(_notebook(file))
    # Quarto runs Python, too: a document without R needs no R
    return kind != ".qmd" or any(_chunks(file.read_text(encoding="utf-8", errors="replace")))


def _in_r(notebook: Any) -> bool:
    about = notebook.get("metadata") if isinstance(notebook, dict) else None
    spec, info = (
        (about.get(key) for key in ("kernelspec", "language_info")) if isinstance(about, dict) else (0, 0)
    )
    told = (spec.get("language") if isinstance(spec, dict) else None) or (
        info.get("name") if isinstance(info, dict) else None
    )
    return str(told).lower() == "r"


def _too_large(file: Path) -> bool:
    try:
        return file.stat().st_size > LARGEST
    except OSError:
        return True  # a link to nothing

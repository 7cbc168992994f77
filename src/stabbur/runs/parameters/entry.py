"""What is to run: a notebook, a script, a function of a module or a Quarto document, found in a project's files."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from stabbur.errors import BadInput, NotFound
from stabbur.runs.parameters import inspecting, other_languages, quarto
from stabbur.runs.parameters.parameter import Parameter

KINDS = {
    ".ipynb": "notebook",
    ".py": "python",
    ".r": "r",
    ".sh": "shell",
    ".bash": "shell",
    ".qmd": "quarto",
}
FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
# the beginning of a cell in a script, as Jupyter's own editors write it, with its tags
CELL = re.compile(r"^# ?%%(?P<rest>.*)$")
TAG = re.compile(r"tags\s*=\s*\[[^\]]*[\"']parameters[\"']|^\s*\[?parameters\]?\s*$|\bparameters\b\s*$")
Read = Callable[[str], bytes | None]  # the content of a file of the project by its path; None where none is


@dataclass(frozen=True)
class Entry:
    """An entry with what its text says; `path` is the file in the project that it lies in."""

    name: str
    kind: str
    path: str
    language: str
    parameters: tuple[Parameter, ...] = ()
    function: str = ""


def look(name: str, read: Read) -> Entry:
    """Return the entry of a name.

    Parameters
    ----------
    name
        A path in the project, or module:function.
    read
        Gives the content of a file, of the working tree or of a commit.

    Raises
    ------
    NotFound
        There is no such file, module or function.
    BadInput
        It is nothing that runs, or a notebook that is none or has no kernel.
    """
    if FUNCTION.fullmatch(name):
        return _function(name, read)
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    content = read(name)
    if content is None:
        raise NotFound(
            f"there is no '{name}' in the project",
            hint="a path is seen from the folder that you stand in, or from the project's own",
            code="entry-unknown",
            name=name,
        )
    if kind is None:
        raise BadInput(
            f"'{name}' is nothing that runs: it can be a notebook (.ipynb), a script (.py, .R, .sh),"
            " a Quarto document (.qmd) or module:function",
            code="entry-kind",
            name=name,
        )
    if kind == "notebook":
        return _notebook(name, content)
    text = content.decode("utf-8", "replace")
    found = {
        "python": _of_script,
        "r": _of_r,
        "shell": other_languages.inspect_shell,
        "quarto": quarto.inspect,
    }.get(kind, _none)(text)
    return Entry(name, kind, name, "R" if kind == "r" else kind, tuple(found))


def _function(name: str, read: Read) -> Entry:
    module, _, function = name.partition(":")
    base = module.replace(".", "/")
    for path in (f"src/{base}.py", f"src/{base}/__init__.py", f"{base}.py", f"{base}/__init__.py"):
        content = read(path)
        if content is None:
            continue
        found = inspecting.of_function(content.decode("utf-8", "replace"), function)
        if found is None:
            raise NotFound(
                f"there is no function '{function}' in '{path}'",
                hint="name one that is defined there, at the top of the file",
                code="entry-unknown",
                name=name,
            )
        return Entry(name, "function", path, "python", tuple(found), function)
    raise NotFound(
        f"there is no module '{module}' in the project: neither in src/ nor beside stabbur.toml",
        hint="write it as it is imported, such as folketall.growth:build",
        code="entry-unknown",
        name=name,
    )


def _notebook(name: str, content: bytes) -> Entry:
    cells, language = notebook(name, content)
    source = next((_source(one) for one in cells if "parameters" in tags(one)), "")
    found = other_languages.inspect_r(source) if language == "R" else inspecting.inspect(source)
    return Entry(name, "notebook", name, language, tuple(found))


def notebook(name: str, content: bytes) -> tuple[list[dict[str, Any]], str]:
    """Return the cells of a notebook and the language of its kernel.

    Raises
    ------
    BadInput
        It is not valid, or has no kernel.
    """
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"'{name}' is no notebook: {error}", code="notebook-bad", path=name) from None
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list) or found.get("nbformat") != 4:
        raise BadInput(f"'{name}' is no notebook of format 4", code="notebook-bad", path=name)
    if not all(isinstance(one, dict) and isinstance(one.get("source"), str | list) for one in cells):
        raise BadInput(f"'{name}' has a cell that is none", code="notebook-bad", path=name)
    meta = found.get("metadata")
    spec = meta.get("kernelspec") if isinstance(meta, dict) else None
    info = meta.get("language_info") if isinstance(meta, dict) else None
    language = (spec.get("language") if isinstance(spec, dict) else None) or (
        info.get("name") if isinstance(info, dict) else None
    )
    if not language and isinstance(spec, dict) and str(spec.get("name", "")).startswith("python"):
        language = "python"
    if not isinstance(language, str) or not language:
        raise BadInput(
            f"'{name}' has no kernel",
            hint="open it in stabbur lab, choose the project's kernel and save it",
            code="notebook-kernel",
            path=name,
        )
    return cells, {"r": "R", "ipython": "python"}.get(language.lower(), language.lower())


def tags(cell: dict[str, Any]) -> list[str]:
    """Return the tags of a cell."""
    meta = cell.get("metadata")
    found = meta.get("tags") if isinstance(meta, dict) else None
    return [str(one) for one in found] if isinstance(found, list) else []


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source") or ""
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def cell_lines(text: str) -> range:
    """Return the lines, from 1, of a script's cell `# %% tags=["parameters"]`; none where it has no such cell."""
    lines = text.splitlines()
    starts = [(number, found["rest"]) for number, line in enumerate(lines, 1) if (found := CELL.match(line))]
    for place, (number, rest) in enumerate(starts):
        if TAG.search(rest):
            ends = starts[place + 1][0] if place + 1 < len(starts) else len(lines) + 1
            return range(number, ends)
    return range(0)


def _part(text: str) -> str:
    wanted = cell_lines(text)
    return "\n".join(line for number, line in enumerate(text.splitlines(), 1) if number in wanted)


def _of_script(text: str) -> list[Parameter]:
    return inspecting.inspect(_part(text))


def _of_r(text: str) -> list[Parameter]:
    return other_languages.inspect_r(_part(text))


def _none(text: str) -> list[Parameter]:
    return []

"""Move functions out of a notebook into the project's code: all files that change, or none."""

import difflib
import json
import keyword
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from stabbur.errors import BadInput, Conflict, NotFound
from stabbur.projects import plain
from stabbur.projects import project as projects
from stabbur.projects.names import package_name
from stabbur.projects.notebooks import modules, naming
from stabbur.projects.notebooks.cells import code_cells, read
from stabbur.projects.notebooks.choosing import Choice, Chooser
from stabbur.projects.notebooks.pieces import without
from stabbur.projects.project import Project


@dataclass(frozen=True)
class Extracted:
    """What was moved, and each file that changes with its text before and after."""

    names: tuple[str, ...]
    module: str
    files: dict[Path, tuple[str | None, str]]

    def difference(self) -> str:
        """Return the changes as `diff -u` shows them."""
        shown = list[str]()
        for file, (before, after) in self.files.items():
            old, new = (before or "").splitlines(keepends=True), after.splitlines(keepends=True)
            name = seen(file)
            shown += difflib.unified_diff(old, new, name if before is not None else "/dev/null", name)
        return "".join(line if line.endswith("\n") else line + "\n" for line in shown)


def extract(
    notebook: Path, names: Sequence[str] = (), *, module: str = "", dry_run: bool = False
) -> Extracted:
    """Move functions of a notebook into src/, leave their import behind, and add a first test.

    Parameters
    ----------
    notebook
        A notebook of Python in a project: a path, or its name in notebooks/.
    names
        Functions, classes or values written out; default: those of the cells tagged `export`.
    module
        The module that they go to; default: one called after the notebook.
    dry_run
        Change nothing, and return what would change.

    Raises
    ------
    NotFound
        There is no such notebook or function, or it lies in no project.
    BadInput
        A function uses a variable of the notebook, or can't be moved for another reason.
    Conflict
        The project's code has the name already.
    """
    found = projects.find(notebook.parent)
    notebook = Path(seen(naming.named(found, notebook, Path.cwd())))
    called = _module(notebook, module)
    dotted = f"{found.package}.{called}"
    content = read(notebook)
    raw = notebook.read_bytes().decode("utf-8")
    cells = code_cells(content)
    choice = Chooser(notebook, cells, dotted).choose(list(names))
    if not choice.pieces:
        return Extracted((), dotted, {})
    files = _files(found, called, choice, notebook.name)
    for cell in cells:
        pieces = [one for one in choice.pieces if one.cell == cell.number]
        if pieces:
            line = f"from {dotted} import {', '.join(sorted(one.name for one in pieces))}"
            text = without(cell, pieces, line)
            held = content["cells"][cell.number - 1]
            held["source"] = text if isinstance(held["source"], str) else text.splitlines(keepends=True)
    after = json.dumps(content, ensure_ascii=False, indent=_indent(raw)) + (
        "\n" if raw.endswith("\n") else ""
    )
    # the notebook last: until the functions are in src/, it must hold them
    done = Extracted(tuple(one.name for one in choice.pieces), dotted, files | {notebook: (raw, after)})
    if not dry_run:
        replace(done.files)
    return done


def seen(file: Path) -> str:
    """Return a path as it is written in the folder that one stands in."""
    return os.path.relpath(os.path.realpath(file))


def replace(files: dict[Path, tuple[str | None, str]]) -> None:
    """Write all files or none.

    Raises
    ------
    Conflict
        Somebody has changed one of them since it was read; none was written.
    """
    new = {file: file.with_name(f"{file.name}.{os.getpid()}.new") for file in files}
    placed, made = list[Path](), list[Path]()
    try:
        for file, (before, after) in files.items():
            if not file.parent.exists():
                file.parent.mkdir()
                made.append(file.parent)
            new[file].write_bytes(after.encode("utf-8"))
            if before is not None:
                shutil.copymode(file, new[file])
        for file, (before, _) in files.items():
            if _text(file) != before:
                raise Conflict(
                    f"'{file}' has changed in the meantime", hint="save it, and try again", code="conflict"
                )
            os.replace(new[file], file)
            placed.append(file)
    except BaseException:
        for file in placed:
            before = files[file][0]
            if before is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(before.encode("utf-8"))
        raise
    finally:
        for left in new.values():
            left.unlink(missing_ok=True)
        for folder in made:
            if not any(folder.iterdir()):
                folder.rmdir()


def _files(project: Project, called: str, choice: Choice, title: str) -> dict[Path, tuple[str | None, str]]:
    folder = project.root / "src" / project.package
    if not folder.is_dir():
        raise NotFound(
            f"the project has no folder '{folder}' for its code",
            hint=f"mkdir -p {quote(str(folder))} && touch {quote(f'{folder}/__init__.py')}",
            code="folder-unknown",
            path=str(folder),
        )
    target, tests = folder / f"{called}.py", project.root / "tests" / f"test_{called}.py"
    for file in (target, tests):
        _inside(project, file)
    modules.parsed(tests, must=True)
    modules.taken(folder, target, [one.name for one in choice.pieces])
    before, tested = _text(target), _text(tests)
    dotted = f"{project.package}.{called}"
    return {
        target: (before, modules.module_text(before, choice, title=f"Functions of {title}.")),
        tests: (tested, modules.tests_text(tested, dotted, choice.pieces)),
    }


def _inside(project: Project, file: Path) -> None:
    """Refuse a file that a link of the project leads away: what was cloned has no say about other folders."""
    if not file.resolve().is_relative_to(project.root.resolve()):
        raise BadInput(
            f"'{file}' leads out of the project, to '{file.resolve()}'",
            hint="put a folder of the project in the place of the link",
            code="extract-outside",
            path=str(file),
        )


def _module(notebook: Path, given: str) -> str:
    called = given or package_name(re.sub(r"[^a-z0-9]+", "-", notebook.stem.lower()).strip("-0123456789"))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", called) or keyword.iskeyword(called):
        raise BadInput(
            f"'{called or notebook.stem}' can't be a module's name",
            hint="name one with --module, in lower-case letters, digits and _",
            code="extract-module",
            name=called,
        )
    return called


def _text(file: Path) -> str | None:
    try:
        return plain.content(file).decode("utf-8")
    except FileNotFoundError:
        return None


def _indent(raw: str) -> int | None:
    """Return by how many characters a notebook's JSON is set in, so that only what was moved differs."""
    found = re.match(r"\{\n( +)", raw)
    return len(found[1]) if found else (None if "\n" not in raw.strip() else 1)

"""What runs in the project's own Python: a script that gets other values, or a function of a module.

Started by that Python on this file, whichever Stabbur the project has: it takes only what Python has.
"""

import asyncio
import importlib
import inspect
import json
import os
import sys
from typing import Any


def main(folder: str) -> None:
    """Run the entry of a run's folder."""
    with open(f"{folder}/job.json", "rb") as file:
        job = json.loads(file.read())
    entry, root, values = str(job["entry"]), str(job["project"]), {}
    try:
        with open(f"{folder}/prepared.json", "rb") as file:
            prepared = json.loads(file.read())
        root, values = prepared["root"], prepared["values"]
    except FileNotFoundError:
        pass  # nothing had to be worked out
    if entry.endswith(".py"):
        script(os.path.join(root, entry), values)
    else:
        sys.path[0] = root
        function(entry, values)


def script(file: str, values: dict[str, list[Any]]) -> None:
    """Run a script as Python would, with other values in its cell of parameters; its lines keep their numbers."""
    import ast

    with open(file, "rb") as opened:
        tree = ast.parse(opened.read(), file)
    for one in tree.body:
        target = one.targets[0] if isinstance(one, ast.Assign) else getattr(one, "target", None)
        if (
            isinstance(target, ast.Name)
            and target.id in values
            and isinstance(one, ast.Assign | ast.AnnAssign)
        ):
            kind, value, lines = values[target.id]
            if lines[0] <= one.lineno < lines[1]:
                new = ast.parse(code(kind, value), mode="eval").body
                for node in ast.walk(new):
                    ast.copy_location(node, one)
                one.value = new
    sys.argv[:] = [file]
    sys.path[0] = os.path.dirname(file)
    names = sys.modules["__main__"].__dict__
    for name in [name for name in names if not name.startswith("__")]:
        del names[name]
    names["__file__"] = file
    exec(compile(tree, file, "exec"), names)  # noqa: S102 (it is the person's own script)


def function(entry: str, values: dict[str, list[Any]]) -> None:
    """Call a function of a module with the values of a run."""
    module, _, name = entry.partition(":")
    called = getattr(importlib.import_module(module), name)
    given = {key: eval(code(kind, value)) for key, (kind, value, _) in values.items()}  # noqa: S307 (our own text)
    result = called(**given)
    if inspect.iscoroutine(result):
        asyncio.run(result)


def code(kind: str, value: Any) -> str:
    """Return a value as Python writes it; a date as an object."""
    if kind in ("date", "datetime") and isinstance(value, str):
        return f'__import__("datetime").{kind}.fromisoformat({value!r})'
    return repr(value)


if __name__ == "__main__":
    main(sys.argv[1])

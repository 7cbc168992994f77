"""What the R package asks of Stabbur: a request lies in a folder, and is answered there.

`python -m` starts it: the folders come by stdin, a line each, and it ends with the R that asks.
"""

import json
import os
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import stabbur as sb
from stabbur import frames
from stabbur.errors import BadInput, StabburError
from stabbur.io import sources_read
from stabbur.projects.r import columns

IDLE = 1200.0
"""Seconds after which nobody asks any more; R begins anew after half of them."""
STEPS = ("add_resource", "add_view", "add_notebook", "add_story")
Request = dict[str, Any]


def answer(folder: Path) -> dict[str, Any]:
    """Do what request.json of a folder asks for and return what answer.json gets."""
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    os.chdir(request["folder"])
    sources_read.forget()
    for entry in request.get("read", []):
        sources_read.recall(sources_read.SourceRead(**entry))
    script = request.get("script")
    if script:  # what was published says which script made it, so that is R's and not this file
        setattr(sys.modules["__main__"], "__file__", script)  # noqa: B010 (a module has no such type)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", sb.DataWarning)
        try:
            told = DOES[request["do"]](request, folder)
        except StabburError as error:
            told = {"error": {"message": str(error), "hint": error.hint, "code": error.code}}
    words = [str(one.message) for one in heard if issubclass(one.category, sb.DataWarning)]
    return told | {"warnings": list(dict.fromkeys(words)), "read": sources_read.recorded()}


def read(request: Request, folder: Path) -> dict[str, Any]:
    """Read a table for R with the function that the request names."""
    function = getattr(sb, request["do"])
    columns.write(function(*request["given"], as_="arrow", **request["options"]), folder / "table")
    return {}


def path(request: Request, folder: Path) -> dict[str, Any]:
    """Return the file of a resource on this machine, its hash checked."""
    opened = sb.read_dp(*request["given"], as_="package", **request["options"])
    return {"value": str(opened.path(request["resource"]))}


def package(request: Request, folder: Path) -> "sb.Datapackage":
    """Return the data package that was put together in R, step by step."""
    made = sb.Datapackage(**request["metadata"])
    for step in request["steps"]:
        if step["do"] not in STEPS:
            raise BadInput(f"'{step['do']}' is nothing that is done to a data package", hint=", ".join(STEPS))
        given = list(step["given"])
        if step.get("table"):
            given.insert(0, columns.read(folder / step["table"]))
        getattr(made, step["do"])(*given, **step["options"])
    return made


def publish(request: Request, folder: Path) -> dict[str, Any]:
    """Publish a package and return what came of it."""
    done = asdict(sb.publish(package(request, folder), **request["options"]))
    summary = (done.pop("diff") or {}).get("summary", "")
    return {
        "value": {key: done[key] for key in ("id", "version", "address", "created")} | {"summary": summary}
    }


def write(request: Request, folder: Path) -> dict[str, Any]:
    """Write a package into a folder and return the folder."""
    return {"value": str(package(request, folder).write(**request["options"]))}


def validate(request: Request, folder: Path) -> dict[str, Any]:
    """Check a package and return what is wrong as a table."""
    report = package(request, folder).validate()
    columns.write(frames.to_arrow(report.to_frame()), folder / "table")
    return {}


DOES: dict[str, Callable[[Request, Path], dict[str, Any]]] = {
    "read_dp": read,
    "read_file": read,
    "read_service": read,
    "read_sql": read,
    "path": path,
    "publish": publish,
    "validate": validate,
    "write": write,
}


def serve() -> None:
    """Answer one request after the other, until R ends or has been silent for long."""
    print(os.getpid(), flush=True)  # by which R stops it in the middle of its work
    while True:
        silent = threading.Timer(IDLE, os._exit, [0])
        silent.daemon = True
        silent.start()
        line = sys.stdin.buffer.readline()
        silent.cancel()
        if not line:
            return
        place = Path(os.fsdecode(line.rstrip(b"\r\n")))
        said = json.dumps(answer(place), ensure_ascii=False, default=str)
        (place / "answer.draft").write_text(said, encoding="utf-8")
        os.replace(place / "answer.draft", place / "answer.json")


if __name__ == "__main__":
    serve()

"""Write the reference pages that come from code: settings, commands, rights, errors. Run after a change."""

import importlib
import inspect
import json
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from stabbur import errors
from stabbur.accounts.rights import ACCESS, RIGHTS
from stabbur.cli.main import COMMANDS
from stabbur.settings import RESERVED
from stabbur.settings.models import Settings

REFERENCE = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- written by docs/tables.py from the code; change it there -->\n"


def settings_rows(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield name, type, default and help of each setting, sections as `section.name`."""
    for name, field in model.model_fields.items():
        kind, keyed = _inner(field.annotation)
        full = f"{path}{name}"
        if inspect.isclass(kind) and issubclass(kind, BaseModel) and "secret" not in kind.model_fields:
            yield from settings_rows(kind, f"{full}.<name>." if keyed else f"{full}.")
            continue
        default = "" if field.default in (None, PydanticUndefined) else f"`{json.dumps(field.default)}`"
        yield full, _type_name(field.annotation), default, field.description or ""


def _inner(annotation: object) -> tuple[object, bool]:
    """Return the class behind `X | None` or `dict[str, X]`, and whether it was a dict."""
    arguments = [one for one in typing.get_args(annotation) if one is not type(None)]
    if typing.get_origin(annotation) is dict:
        return arguments[1], True
    if typing.get_origin(annotation) in (typing.Union, types.UnionType) and len(arguments) == 1:
        return arguments[0], False
    return annotation, False


def _type_name(annotation: object) -> str:
    if typing.get_origin(annotation) is typing.Literal:
        return " or ".join(f"`{one}`" for one in typing.get_args(annotation))
    kind, _ = _inner(annotation)
    kind = typing.get_args(kind)[0] if typing.get_origin(kind) is typing.Annotated else kind
    if typing.get_origin(kind) is tuple:
        return "list of text"
    names = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}
    name = getattr(kind, "__name__", str(kind))
    return {"SecretReference": "reference to a secret", "Any": "table"}.get(name, names.get(name, name))


INTRO = {
    "settings": """\
Settings are TOML. A value is taken from the first place that has it: the environment (`STABBUR_` and the
path joined by `__`, such as `STABBUR_HUB__PORT=8801`), the project (`stabbur.toml` in the folder), the person
(`stabbur.toml` in `STABBUR_HOME`), the installation (`/etc/stabbur/stabbur.toml`, not read when
`STABBUR_HOME` is set). `stabbur config show` says where each came from. An unknown name is an error that
names file, line and the nearest name.
""",
    "reserved": """\
These variables are no settings; any other that begins with `STABBUR_` must be one. How a secret is found and
what a project can't change is told in [secrets](../how-to/secrets.md).
""",
    "rights": "Each route and each change names the right it needs; one function decides and says why.\n",
    "access": "Access belongs to a package, not to a version.\n",
    "errors": """\
A message says what is wrong, with which value, and what there is instead; `error.hint` says what to do next;
`error.code` is a stable name that pages translate.
""",
    "hints": """\
An error with one of these codes has this hint when nothing nearer is known; most others bring their own.
""",
    "commands": """\
Exit codes: 0 well; 1 to 6 as in [errors](errors.md). Lists take `--json`: one JSON array on standard output,
nothing else.
""",
}


def table(head: str, rows: Iterable[Sequence[object]]) -> str:
    """Return a table of Markdown; the head has its columns between bars."""
    lines = [f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([f"| {head} |", "|" + "---|" * (head.count("|") + 1), *lines]) + "\n"


def settings_page() -> str:
    """Return the page of settings."""
    rows = [(f"`{name}`", *rest) for name, *rest in settings_rows(Settings)]
    kept = [(f"`{name}`", text) for name, text in RESERVED.items()]
    parts = ["# Settings\n", NOTE, INTRO["settings"], table("setting | type | default | what it is", rows)]
    parts += ["## Reserved names\n", INTRO["reserved"], table("variable | what it is", kept)]
    return "\n".join(parts)


def rights_page() -> str:
    """Return the page of rights and kinds of access."""
    rights = table("right | what it lets somebody do", [(f"`{name}`", text) for name, text in RIGHTS.items()])
    access = table("access | who may read", [(f"`{name}`", text) for name, text in ACCESS.items()])
    return "\n".join(["# Rights\n", NOTE, INTRO["rights"], rights, "## Access\n", INTRO["access"], access])


def errors_page() -> str:
    """Return the page of errors, drawn as a tree."""
    found = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    kinds = [kind for kind in found if kind.__module__ == errors.__name__]
    rows = [
        (
            f"`sb.{kind.__name__}`",
            getattr(kind, "exit_code", ""),
            getattr(kind, "status", ""),
            first_line(kind),
        )
        for kind in sorted(kinds, key=lambda kind: (getattr(kind, "exit_code", 99), kind.__name__))
    ]
    tree = f"```text\n{(errors.__doc__ or '').strip()}\n```\n"
    listed = table("error | exit code | status | when", rows)
    cures = table("code | what to do", [(f"`{code}`", hint) for code, hint in sorted(errors.HINTS.items())])
    parts = ["# Errors\n", NOTE, INTRO["errors"], tree, listed, "## What to do\n", INTRO["hints"], cures]
    return "\n".join(parts)


def first_line(thing: object) -> str:
    """Return the first line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def command_pages(command: click.Command, path: str) -> Iterator[str]:
    """Yield a section for a command and each of its own commands."""
    context = click.Context(command, info_name=path)
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"{'#' * len(path.split())} `{path}`\n\n{inspect.cleandoc(command.help or '')}\n"
    yield f"```text\n{usage}\n```\n"
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if options:
        yield table("option | what it does", [(f"`{' '.join(one.opts)}`", one.help or "") for one in options])
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from command_pages(found, f"{path} {name}")


def commands_page() -> str:
    """Return the page of commands."""
    listed = table(
        "command | what it does", [(f"`stabbur {name}`", text) for name, (_, text) in COMMANDS.items()]
    )
    parts = ["# Commands\n", NOTE, INTRO["commands"], listed]
    for name, (module, _) in COMMANDS.items():
        command = getattr(importlib.import_module(module), name.replace("-", "_"))
        parts.extend(command_pages(command, f"stabbur {name}"))
    return "\n".join(parts)


PAGES = {
    "settings.md": settings_page,
    "rights.md": rights_page,
    "errors.md": errors_page,
    "commands.md": commands_page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

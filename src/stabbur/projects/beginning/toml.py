"""Write settings into a stabbur.toml that a person keeps: comments and order stay, and it goes back as it was."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from stabbur.errors import BadInput, Conflict
from stabbur.projects.environment.locking import write
from stabbur.settings import Secrets


def merge(file: Path, values: Mapping[str, Any], *, win: bool) -> bytes:
    """Write values into a TOML file and return what it holds then; what is there stays unless they `win`."""
    text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise BadInput(f"'{file}' is not TOML: {error}", code="settings-unreadable") from None
    _put(document, values, win)
    made = tomlkit.dumps(document).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, made)
    return made


def _put(table: Any, values: Mapping[str, Any], win: bool) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and set(value) != {"secret"}:
            if not isinstance(table.get(key), dict):
                table[key] = tomlkit.table()
            _put(table[key], value, win)
        elif key == "stores" and not win:
            # asked last, so that what is found elsewhere now is found there still
            before = list(table.get(key, Secrets().stores))
            table[key] = before + [one for one in value if one not in before]
        elif win or key not in table:
            table[key] = _inline(value)


def _inline(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table


def restore(file: Path, before: bytes | None, written: bytes) -> None:
    """Put a file back as it was before `merge` wrote it; Conflict when somebody has written it since."""
    if not file.is_file() or file.read_bytes() != written:
        raise Conflict(
            f"'{file}' was changed meanwhile",
            hint="take out what you did not ask for",
            code="settings-differ",
        )
    if before is None:
        file.unlink()
    else:
        write(file, before)

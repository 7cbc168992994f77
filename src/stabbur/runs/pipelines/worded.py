"""Settings of a pipeline as they are typed, `memory=2GB` or `after=first,second`, as values of their types."""

import typing
from collections.abc import Iterable
from typing import Any

from stabbur.errors import BadInput
from stabbur.runs.pipelines.checking import read
from stabbur.settings.runs import Pipeline as Wish

TRUTH = {"true": True, "yes": True, "ja": True, "false": False, "no": False, "nei": False}


def changes(words: Iterable[str]) -> dict[str, Any]:
    """Return what was typed as values by name; `parameters` is a dictionary of those that were named.

    Raises
    ------
    BadInput
        One has no `=`, names no setting of a pipeline, or is no value of its type.

    Examples
    --------
    >>> from stabbur.runs.pipelines.worded import changes
    >>> changes(["retries=2", "after=first,second", "parameters.year=2021", "cpu="])
    {'retries': 2, 'after': ('first', 'second'), 'parameters': {'year': '2021'}, 'cpu': None}
    >>> changes(['tell=["slack", "log"]'])
    {'tell': ('slack', 'log')}
    """
    found: dict[str, Any] = {}
    for word in words:
        name, mark, text = word.partition("=")
        if not mark:
            raise BadInput(
                f"'{word[:60]}' says nothing of a setting", hint="such as memory=2GB", code="pipeline-setting"
            )
        if name.startswith("parameters."):
            found.setdefault("parameters", {})[name.removeprefix("parameters.")] = text
        else:
            found[name] = _value(name, text.strip())
    return found


def _value(name: str, text: str) -> Any:
    field = Wish.model_fields.get(name)
    if field is None or name == "parameters":
        hint = "a parameter of the entry is set as parameters.NAME=VALUE"
        read({name: text, "entry": "-"} if field is None else {"entry": "-"})  # tells what there is
        raise BadInput(f"'{name}={text[:40]}' is no value", hint=hint, code="pipeline-setting", key=name)
    if not text and not field.is_required():
        return field.get_default(call_default_factory=True)
    if typing.get_origin(field.annotation) is tuple:
        return _several(text)
    if isinstance(field.get_default(call_default_factory=True), bool):
        return TRUTH.get(text.lower(), text)
    return text if field.annotation is str or isinstance(field.default, str) else _number(text)


def _several(text: str) -> tuple[str, ...]:
    """Return what was typed with commas between, or as the list that stabbur.toml has."""
    if text.startswith("[") and text.endswith("]"):
        text = ",".join(one.strip().strip("'\"") for one in text[1:-1].split(","))
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _number(text: str) -> int | float | str:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text  # which the setting itself refuses, by its name

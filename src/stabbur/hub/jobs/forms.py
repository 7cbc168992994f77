"""The fields of the forms about runs: what each shows, what was typed, and what was wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request

from stabbur.errors import BadInput
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.parameters import checking
from stabbur.runs.parameters.parameter import NUMBERS, Parameter, shown
from stabbur.runs.parameters.sayable import CONTROL

MOST_FIELDS = 300
LONGEST = 20_000  # characters of a value
INPUTS = {"int": "number", "float": "number", "date": "date", "datetime": "datetime-local"}


@dataclass(frozen=True)
class Field:
    """A field: how it is sent and labelled, its kind, its value, what it may be, what was wrong."""

    key: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: str = ""
    most: str = ""
    step: str = ""
    required: bool = False
    error: str = ""

    @property
    def id(self) -> str:
        """How the page's own links find it."""
        return f"f-{self.key.replace('.', '-')}"

    @property
    def described(self) -> str:
        """The ids of what is said about it."""
        return " ".join([f"{self.id}-e"] * bool(self.error) + [f"{self.id}-h"] * bool(self.hint))


async def posted(request: Request) -> dict[str, str]:
    """Return the fields of a form that was sent; a file is none of them."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    return {name: value[: LONGEST + 1] for name, value in form.items() if isinstance(value, str)}


def unfit(page: PageMaker, value: str) -> str:
    """Say why what was typed in a field can't be kept; empty when it can."""
    if len(value) > LONGEST:
        return page.text("At most %(count)s characters.", count=page.formats.number(LONGEST))
    odd = CONTROL.search(value.replace("\t", " ")) or value != value.encode(errors="replace").decode()
    return page.text("It holds a sign that cannot be kept. Type it again.") if odd else ""


def of_parameters(
    page: PageMaker, parameters: Iterable[Parameter], values: Mapping[str, Any], errors: Mapping[str, str]
) -> list[Field]:
    """Return a field for each parameter of an entry."""
    return [replace(_field(page, one, values), error=errors.get(one.name, "")) for one in parameters]


def _field(page: PageMaker, one: Parameter, values: Mapping[str, Any]) -> Field:
    value = values.get(one.name, one.default)
    field = Field(f"p.{one.name}", one.name, value=written(value), hint=_hint(page, one))
    if one.type == "bool" and not one.optional:
        return replace(field, kind="checkbox")
    if one.choices or one.type == "bool":
        every = [str(choice) for choice in one.choices] or ["true", "false"]
        known = [("", page.text("none"))] * one.optional + [(choice, choice) for choice in every]
        return replace(field, kind="select", choices=tuple(known))
    field = replace(field, kind=INPUTS.get(one.type, "text"), required=one.required)
    if one.least is not None and one.most is not None and one.type in (*NUMBERS, "date"):
        field = replace(field, least=shown(one.least), most=shown(one.most))
    return replace(field, step={"int": "1", "float": "any"}.get(one.type, ""))


def _hint(page: PageMaker, one: Parameter) -> str:
    said = [one.help] if one.help else [allowed(page, one)] if one.type in (*NUMBERS, "list", "dict") else []
    if one.computed:
        said.append(page.text("Empty: worked out when it runs."))
    return " ".join(part for part in said if part)


def written(value: Any) -> str:
    """Return a value as it stands in a field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value
        if isinstance(value, str)
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )


def allowed(page: PageMaker, one: Parameter) -> str:
    """Return in the reader's words what a parameter takes."""
    text = page.text
    if one.choices:
        return text(
            "It must be one of these: %(values)s.", values=", ".join(str(choice) for choice in one.choices)
        )
    words = {
        "int": text("A whole number."),
        "float": text("A number."),
        "date": text("A date."),
        "datetime": text("A date with time."),
        "list": text("Values with commas between."),
        "dict": text("A JSON object."),
    }.get(one.type, text("Text."))
    if one.least is None or one.most is None:
        return words
    between = text("From %(least)s to %(most)s.", least=shown(one.least), most=shown(one.most))
    return f"{words} {between}"


def given(
    page: PageMaker, parameters: Iterable[Parameter], sent: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Return what was typed as values for a run, as it was typed, and what is wrong, each by name.

    A field that is empty gives no value, so that the entry's own holds.
    """
    values: dict[str, Any] = {}
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    for one in parameters:
        text = sent.get(f"p.{one.name}", "false" if one.type == "bool" and not one.optional else "")
        typed[one.name] = text
        if wrong := unfit(page, text):
            errors[one.name] = wrong
            continue
        if not text.strip() and one.required:
            errors[one.name] = page.text("It needs a value.")
        if not text.strip() and (one.type != "str" or one.required or one.default is None):
            continue
        try:
            values[one.name] = checking.value(one, text)
        except BadInput:
            errors[one.name] = allowed(page, one)
    return values, typed, errors

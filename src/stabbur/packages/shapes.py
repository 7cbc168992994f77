"""The shape of each part of a descriptor: a part of another shape is refused in words before it is used."""

from collections.abc import Callable, Mapping
from typing import Any

from stabbur.errors import BadInput

Check = Callable[[Any], bool]
Shape = tuple[Check, str]


def is_text(value: object) -> bool:
    """Say whether a value is text."""
    return isinstance(value, str)


def list_of(check: Check) -> Check:
    """Return the check of a list whose every item passes one."""
    return lambda value: isinstance(value, list) and all(map(check, value))


def is_row_number(value: object) -> bool:
    """Say whether a value can be the number of a row or sheet."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def is_key(value: object) -> bool:
    """Say whether a value can be a key: the name of a field or several."""
    return is_text(value) or list_of(is_text)(value)


def is_scalar(value: object) -> bool:
    """Say whether a value is text, a number or a truth value."""
    return isinstance(value, str | int | float)


def is_labelled(value: object) -> bool:
    """Say whether a value is one that may have a label beside it."""
    return is_scalar(value) or (isinstance(value, dict) and is_scalar(value.get("value")))


def is_mapping(value: object) -> bool:
    """Say whether a value is a mapping."""
    return isinstance(value, dict)


def is_field(value: object) -> bool:
    """Say whether a value describes a field."""
    return isinstance(value, dict) and is_text(value.get("name"))


TEXT: Shape = (is_text, "text")
WORDS: Shape = (list_of(is_scalar), "a list of words")
LABELLED: Shape = (list_of(is_labelled), "a list of values")
MAPPING: Shape = (is_mapping, "a mapping")
KEY: Shape = (is_key, "the name of a field or a list of them")
CHARACTER: Shape = (lambda value: is_text(value) and len(value) == 1, "one character")
PERHAPS_CHARACTER: Shape = (lambda value: is_text(value) and len(value) <= 1, "one character or none")
TRUTH: Shape = (lambda value: isinstance(value, bool), "true or false")
ROWS: Shape = (lambda value: value is False or list_of(is_row_number)(value), "a list of row numbers from 1")

LENGTH: Shape = (lambda value: isinstance(value, int) and not isinstance(value, bool), "a whole number")
SCALAR: Shape = (is_scalar, "one value")

DIALECT: dict[str, Shape] = {
    "delimiter": CHARACTER,
    "fieldDelimiter": CHARACTER,
    "lineTerminator": TEXT,
    "quoteChar": PERHAPS_CHARACTER,
    "doubleQuote": TRUTH,
    "escapeChar": PERHAPS_CHARACTER,
    "nullSequence": TEXT,
    "skipInitialSpace": TRUTH,
    "header": TRUTH,
    "headerRows": ROWS,
    "headerJoin": TEXT,
    "commentRows": ROWS,
    "commentChar": TEXT,
    "caseSensitiveHeader": TRUTH,
    "property": TEXT,
    "itemType": TEXT,
    "itemKeys": (list_of(is_text), "a list of names"),
    "sheetNumber": (is_row_number, "a number from 1"),
    "sheetName": TEXT,
    "table": TEXT,
    "csv": MAPPING,
}
SCHEMA: dict[str, Shape] = {
    "fields": (list_of(is_field), "a list of fields with a name each"),
    "primaryKey": KEY,
    "uniqueKeys": (list_of(is_key), "a list of keys"),
    "foreignKeys": (list_of(is_mapping), "a list of foreign keys"),
    "missingValues": LABELLED,
    "fieldsMatch": TEXT,
}
FIELD: dict[str, Shape] = {
    "type": TEXT,
    "format": TEXT,
    "constraints": MAPPING,
    "categories": LABELLED,
    "missingValues": LABELLED,
    "trueValues": WORDS,
    "falseValues": WORDS,
    "groupChar": TEXT,
    "decimalChar": TEXT,
    "bareNumber": TRUTH,
    "delimiter": TEXT,
    "itemType": TEXT,
}
CONSTRAINTS: dict[str, Shape] = {
    "required": TRUTH,
    "unique": TRUTH,
    "enum": (lambda value: isinstance(value, list), "a list of values"),
    "pattern": TEXT,
    "minLength": LENGTH,
    "maxLength": LENGTH,
    "minimum": SCALAR,
    "maximum": SCALAR,
    "exclusiveMinimum": SCALAR,
    "exclusiveMaximum": SCALAR,
    "jsonSchema": MAPPING,
}
FILE: dict[str, Shape] = {"path": KEY, "format": TEXT, "hash": TEXT, "bytes": LENGTH, "encoding": TEXT}
RESOURCE: dict[str, Shape] = FILE | {
    "dialect": MAPPING,
    "schema": MAPPING,
    "alternatives": (list_of(is_mapping), "a list of files"),
}


def check_resource(resource: Mapping[str, Any]) -> None:
    """Refuse a resource of which a part has another shape than readers rely on.

    Raises
    ------
    BadInput
        It names the part, its resource and what it should be.
    """
    name = str(resource.get("name", ""))
    check(resource, RESOURCE, "", name)
    for at, file in enumerate(resource.get("alternatives") or []):
        check(file, FILE, f"alternatives[{at}].", name)
    dialect = resource.get("dialect") or {}
    check(dialect, DIALECT, "dialect.", name)
    check(dialect.get("csv") or {}, DIALECT, "dialect.csv.", name)
    check_schema(resource.get("schema") or {}, name)


def check_schema(schema: Mapping[str, Any], resource: str) -> None:
    """Refuse a schema of which a part has another shape than readers rely on."""
    check(schema, SCHEMA, "schema.", resource)
    for field in schema.get("fields") or []:
        place = f"schema.fields.{field['name']}."
        check(field, FIELD, place, resource)
        check(field.get("constraints") or {}, CONSTRAINTS, f"{place}constraints.", resource)


def check(part: Mapping[str, Any], shapes: Mapping[str, Shape], place: str, resource: str) -> None:
    """Refuse the first property that does not have its shape; one that is null counts as not said."""
    for key, (fits, wanted) in shapes.items():
        value = part.get(key)
        if value is not None and not fits(value):
            shown = repr(value)
            shown = shown if len(shown) <= 60 else shown[:59] + "…"
            raise BadInput(
                f"'{place}{key}' of resource '{resource}' is {shown}: it must be {wanted}",
                hint="mend the descriptor",
                code="descriptor-shape",
                resource=resource,
                place=f"{place}{key}",
            )

"""What an author says of the columns, laid over what the frame's types say."""

from stabbur.errors import BadInput, meant
from stabbur.packages.json_ready import json_ready
from stabbur.packages.shapes import check_schema
from stabbur.packages.tables.infer import Schema, infer_schema
from stabbur.packages.tables.spool import Frame

RETYPES = {
    "string": {"any", "year", "yearmonth", "geopoint", "geojson", "list"},
    "integer": {"year", "number", "any"},
    "number": {"any"},
}


# how a text file spells values: what is written here is spelled by the defaults, whatever was read
SPELLING = {"trueValues", "falseValues", "groupChar", "decimalChar", "bareNumber"}
DATES = {"date", "time", "datetime"}


def described_schema(frame: Frame, said: Schema | None, resource: str) -> Schema:
    """Return the schema of a frame with an author's titles, units, constraints and keys."""
    schema = infer_schema(frame)
    if not said:
        return schema
    if not isinstance(said, dict):
        raise schema_bad(resource)
    said = json_ready(said, f"schema of resource '{resource}'")
    by_name = {field["name"]: field for field in schema["fields"]}
    listed = said_fields(said, resource)
    check_schema(said | {"fields": listed}, resource)
    for field in listed:
        name = field.get("name")
        if name not in by_name:
            raise unknown_column(resource, name, list(by_name))
        merge(by_name[name], field, resource)
    for key, value in said.items():
        if key != "fields":
            schema[key] = value
    for name in key_columns(schema):
        if name not in by_name:
            raise unknown_column(resource, name, list(by_name))
    return schema


def said_fields(said: Schema, resource: str) -> list[Schema]:
    """Return the fields an author describes, whether as a list or by name."""
    fields = said.get("fields", [])
    if isinstance(fields, dict):
        titled = {
            name: {"title": about} if isinstance(about, str) else about for name, about in fields.items()
        }
        fields = [
            {"name": name} | about if isinstance(about, dict) else about for name, about in titled.items()
        ]
    if isinstance(fields, list) and all(isinstance(field, dict) for field in fields):
        return list(fields)
    raise schema_bad(resource)


def schema_bad(resource: str) -> BadInput:
    """Say what form a schema has."""
    return BadInput(
        f"fields of resource '{resource}' is no list of fields",
        hint='schema={"fields": {"column": {"title": "…"}}}',
        code="schema-bad",
        resource=resource,
    )


def merge(field: Schema, said: Schema, resource: str) -> None:
    """Lay what is said of a column over what its type says; a type may only be made more precise."""
    wanted = said.get("type", field["type"])
    if wanted != field["type"] and wanted not in RETYPES.get(field["type"], ()):
        raise BadInput(
            f"column '{field['name']}' of resource '{resource}' is {field['type']}, not {wanted}",
            hint="convert the column before it is added",
            code="type-differs",
            column=field["name"],
            resource=resource,
        )
    field.update({key: value for key, value in said.items() if key not in SPELLING})
    if field["type"] in DATES:
        field.pop("format", None)


def key_columns(schema: Schema) -> list[str]:
    """Return the columns that the primary and foreign keys of a schema name."""
    names = as_list(schema.get("primaryKey"))
    for key in schema.get("foreignKeys") or []:
        names += as_list(key.get("fields"))
    return names


def as_list(value: object) -> list[str]:
    """Return one name or a list of names as a list."""
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def unknown_column(resource: str, name: object, columns: list[str]) -> BadInput:
    """Say that a resource lacks a column, and which it has."""
    listed = ", ".join(f"'{column}'" for column in columns)
    return BadInput(
        f"resource '{resource}' has no column '{name}': it has {listed}",
        hint=meant(name, columns),
        code="column-unknown",
        resource=resource,
        column=str(name),
    )

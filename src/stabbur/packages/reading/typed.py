"""Rows of texts as a typed frame: no row is lost, and each text that does not fit is counted."""

import warnings
from collections.abc import Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from stabbur.errors import BadInput, DataWarning
from stabbur.io.files.text_types import typed
from stabbur.packages.validation.forms import parse
from stabbur.packages.validation.report import Problem

Descriptor = dict[str, Any]
SHOWN = 5


def typed_frame(
    labels: list[str] | None, rows: list[list[str | None]], resource: Descriptor
) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the rows in the types of the schema, and each text that is not of its type."""
    wide = (
        len(labels)
        if labels is not None
        else max((len(row) for row in rows), default=len(fields_of(resource)))
    )
    columns = [[row[at] if at < len(row) else None for row in rows] for at in range(wide)]
    return typed_columns(labels, [pl.Series(column, dtype=pl.String) for column in columns], resource)


def typed_columns(
    labels: list[str] | None, columns: Sequence[pl.Series], resource: Descriptor
) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the same of columns of texts."""
    name = str(resource.get("name", ""))
    schema = resource.get("schema") if isinstance(resource.get("schema"), dict) else {}
    fields = fields_of(resource)
    labels = labels if labels is not None else [str(one["name"]) for one in fields[: len(columns)]]
    labels = labels + [f"column-{number + 1}" for number in range(len(labels), len(columns))]
    placed, problems = match_fields(labels, fields, schema or {}, name)
    found: list[pl.Series] = []
    for column, described in zip(columns, placed, strict=True):
        texts = without_missing(column.alias(str(described["name"])), described, schema or {})
        values, bad = parse(texts, described)
        found.append(values.alias(texts.name) if fields else inferred(texts))
        problems += cell_problems(texts, bad, described, name)
    return pl.DataFrame(unique_names(found)), problems


def fields_of(resource: Descriptor) -> list[Descriptor]:
    """Return the fields that a resource's schema has."""
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return [one for one in fields or [] if isinstance(one, dict)]


def inferred(texts: pl.Series) -> pl.Series:
    """Return a column that no schema describes as `read_file` would: a number only where nothing is lost."""
    if texts.is_empty():
        return texts
    found = pl.from_arrow(typed(texts.to_arrow().cast(pa.string())))
    return found.alias(texts.name) if isinstance(found, pl.Series) else texts


def unique_names(columns: list[pl.Series]) -> list[pl.Series]:
    """Return columns of which no two have one name, since a frame cannot hold such."""
    taken: set[str] = set()
    found = []
    for column in columns:
        name, number = column.name, 1
        while name in taken:
            number += 1
            name = f"{column.name}-{number}"
        taken.add(name)
        found.append(column.alias(name))
    return found


def match_fields(
    labels: list[str], fields: list[Descriptor], schema: Descriptor, name: str
) -> tuple[list[Descriptor], list[Problem]]:
    """Return the field of each column by the schema's `fieldsMatch`, and what does not match."""
    if not fields:
        return [{"name": label, "type": "string"} for label in labels], duplicate_labels(labels, name)
    names = [str(one["name"]) for one in fields]
    mode = str(schema.get("fieldsMatch") or "exact")
    problems = duplicate_labels(labels, name) + mismatch(mode, labels, names, name)
    by_name = {str(one["name"]): one for one in fields}
    by_place = mode == "exact" and set(labels) != set(names)
    placed = []
    for at, label in enumerate(labels):
        if by_place and at < len(fields):
            placed.append(fields[at])
        else:
            placed.append(by_name.get(label, {"name": label, "type": "string"}))
    return placed, problems


def duplicate_labels(labels: list[str], name: str) -> list[Problem]:
    """Return a problem for each label that stands twice or is blank."""
    found = [
        Problem("blank-label", f"column {at} has no label", name)
        for at, label in enumerate(labels, start=1)
        if not label.strip()
    ]
    twice = sorted({label for label in labels if label.strip() and labels.count(label) > 1})
    return found + [
        Problem("duplicate-label", f"several columns have the label '{label}'", name, label)
        for label in twice
    ]


def mismatch(mode: str, labels: list[str], names: list[str], name: str) -> list[Problem]:
    """Return how the labels of a file break `fieldsMatch`."""
    missing = [one for one in names if one not in labels]
    extra = [one for one in labels if one not in names]
    wrong = {
        "exact": labels != names,
        "equal": bool(missing or extra),
        "subset": bool(missing),
        "superset": bool(extra),
        "partial": not set(labels) & set(names),
    }.get(mode, True)
    if not wrong:
        return []
    parts = [f"missing {', '.join(missing)}"] if missing else []
    parts += [f"extra {', '.join(extra)}"] if extra else []
    said = "; ".join(parts) or "in another order"
    return [Problem("fields-match", f"the columns of the file are not {mode} to the fields: {said}", name)]


def without_missing(texts: pl.Series, field: Descriptor, schema: Descriptor) -> pl.Series:
    """Return the texts with null for each value that means a missing one."""
    marks = field.get("missingValues", schema.get("missingValues", [""]))
    plain = [str(one.get("value")) if isinstance(one, dict) else str(one) for one in marks or []]
    if not plain:
        return texts
    col = pl.col(texts.name)
    return (
        texts.to_frame()
        .select(pl.when(~col.is_in(pl.Series(plain).implode())).then(col))
        .to_series()
        .alias(texts.name)
    )


def cell_problems(texts: pl.Series, bad: pl.Series, field: Descriptor, name: str) -> list[Problem]:
    """Return each text that is not of its field's type."""
    kind = str(field.get("type", "any"))
    return [
        Problem("type", f"'{text}' is no {kind}", name, texts.name, int(row) + 1, text)
        for row, text in zip(bad.arg_true().to_list(), texts.filter(bad).to_list(), strict=True)
    ]


def warn_of(problems: list[Problem], resource: Descriptor, *, strict: bool) -> None:
    """Warn once of everything that did not fit, or raise when nothing may be lost."""
    if not problems:
        return
    name = str(resource.get("name", ""))
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.rule, problem.field), []).append(problem)
    parts = []
    for (rule, field), group in groups.items():
        rows = ", ".join(str(one.row) for one in group[:SHOWN] if one.row is not None)
        values = ", ".join(f"'{one.value}'" for one in group[:SHOWN] if one.value is not None)
        more = ", …" if len(group) > SHOWN else ""
        place = f"{field}: " if field else ""
        if rule == "type":
            parts.append(
                f"{place}{len(group)} values do not fit and are null (rows {rows}{more}: {values}{more})"
            )
        else:
            parts.append(f"{place}{group[0].message}" + (f" (rows {rows}{more})" if rows else ""))
    text = f"resource '{name}': {'; '.join(parts)}"
    if strict:
        raise BadInput(
            text, hint="leave strict out to read such values as null", code="data-bad", resource=name
        )
    warnings.warn(text, DataWarning, stacklevel=2)

"""The rows of a table against its schema: every rule counted in one pass, the first broken rows listed."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from stabbur.packages.tables.describe import as_list
from stabbur.packages.tables.lexical import to_lexical
from stabbur.packages.validation.report import Problem
from stabbur.packages.validation.rules import Rule, field_rules

MOST_ROWS = 1_000


def row_problems(
    frame: pl.DataFrame, resource: dict[str, Any], others: Mapping[str, pl.DataFrame], most: int = MOST_ROWS
) -> tuple[list[Problem], dict[str, int]]:
    """Return the first rows that break a rule, and how many rows break each rule in all."""
    schema = resource.get("schema")
    if not isinstance(schema, dict):
        return [], {}
    name = str(resource.get("name", ""))
    fields = [
        one
        for one in schema.get("fields") or []
        if isinstance(one, dict) and one.get("name") in frame.columns
    ]
    rules = [rule for field in fields for rule in field_rules(field, frame.get_column(str(field["name"])))]
    rules += key_rules(schema, frame) + foreign_rules(schema, frame, name, others)
    if not rules or not frame.height:
        return [], {}
    sums = [rule.broken.fill_null(False).sum().alias(str(at)) for at, rule in enumerate(rules)]
    counted = frame.lazy().select(sums).collect().row(0)
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for rule, count in zip(rules, counted, strict=True):
        if count:
            key = f"{name}/{rule.field}/{rule.name}"
            counts[key] = counts.get(key, 0) + int(count)
            problems += broken_rows(frame, rule, name, most - len(problems))
    return problems, counts


def broken_rows(frame: pl.DataFrame, rule: Rule, resource: str, most: int) -> list[Problem]:
    """Return the first rows that break one rule, with their values."""
    if most <= 0:
        return []
    columns = rule.field.split(", ") if rule.field not in frame.columns else [rule.field]
    found = frame.with_row_index("|row|").filter(rule.broken.fill_null(False)).head(most)
    texts = to_lexical(found.select(columns)).cast(pl.String)
    problems = []
    for row, cells in zip(found["|row|"].to_list(), texts.iter_rows(), strict=True):
        value = cells[0] if len(cells) == 1 else ", ".join(cell or "" for cell in cells)
        shown = "null" if value is None else value if len(value) <= 80 else value[:79] + "…"
        message = rule.message.replace("{value}", shown)
        problems.append(Problem(rule.name, message, resource, rule.field, row + 1, value))
    return problems


def key_rules(schema: dict[str, Any], frame: pl.DataFrame) -> list[Rule]:
    """Return the rules of primary and unique keys."""
    found = []
    keys = [("primaryKey", as_list(schema.get("primaryKey")))]
    keys += [("uniqueKeys", as_list(one)) for one in schema.get("uniqueKeys") or []]
    for name, key in keys:
        if not key or not all(column in frame.columns for column in key):
            continue
        columns = ", ".join(key)
        null = pl.any_horizontal(pl.col(column).is_null() for column in key)
        first = pl.col(key[0]).is_first_distinct() if len(key) == 1 else pl.struct(key).is_first_distinct()
        if name == "primaryKey":
            found.append(Rule(name, columns, null, "the key is missing a value: {value}"))
        found.append(Rule(name, columns, ~first & ~null, "the key {value} was there before"))
    return found


def foreign_rules(
    schema: dict[str, Any], frame: pl.DataFrame, own: str, others: Mapping[str, pl.DataFrame]
) -> list[Rule]:
    """Return the rules of foreign keys: each value is null or stands in the table that it refers to."""
    found = []
    for key in schema.get("foreignKeys") or []:
        reference = key.get("reference") if isinstance(key, dict) else None
        if not isinstance(reference, dict):
            continue
        target = str(reference.get("resource") or own)
        other = frame if target == own else others.get(target)
        fields, names = as_list(key.get("fields")), as_list(reference.get("fields"))
        known = other is not None and all(one in other.columns for one in names)
        if other is None or not known or not fields or len(fields) != len(names):
            continue
        if not all(one in frame.columns for one in fields):
            continue
        found.append(
            Rule(
                "foreignKey",
                ", ".join(fields),
                missing(frame, fields, other, names),
                f"{{value}} is no {', '.join(names)} of '{target}'",
            )
        )
    return found


def missing(frame: pl.DataFrame, fields: list[str], other: pl.DataFrame, names: list[str]) -> pl.Expr:
    """Return where a key has no row in the table it refers to."""
    null = pl.any_horizontal(pl.col(one).is_null() for one in fields)
    kinds = [common(frame.schema[one], other.schema[two]) for one, two in zip(fields, names, strict=True)]
    if len(fields) == 1:
        values = other.get_column(names[0]).cast(kinds[0]).unique().drop_nulls()
        return ~pl.col(fields[0]).cast(kinds[0]).is_in(values.implode()) & ~null
    left = frame.select(pl.col(one).cast(kind) for one, kind in zip(fields, kinds, strict=True))
    right = other.select(pl.col(two).cast(kind) for two, kind in zip(names, kinds, strict=True)).unique()
    marked = left.join(
        right.with_columns(pl.lit(value=True).alias("|there|")),
        left_on=fields,
        right_on=names,
        how="left",
        maintain_order="left",
    )
    return pl.lit(marked.get_column("|there|").is_null()) & ~null


def common(one: pl.DataType, two: pl.DataType) -> pl.DataType:
    """Return the type that two columns are compared in."""
    if one == two:
        return one
    if one.is_numeric() and two.is_numeric():
        # a whole number beside a null is a float in pandas: 1.0 must be found among 1, 2, 3
        return pl.Int128() if one.is_integer() and two.is_integer() else pl.Float64()
    return pl.String()

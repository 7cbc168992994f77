"""How many of the hits are of each kind, topic, access, owner and freshness; and the filters by them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import tantivy

from stabbur.catalogue.base import FACETS, FRESHNESS, Query
from stabbur.catalogue.tantivy.fields import EXACT, milliseconds, schema
from stabbur.errors import BadInput

MOST_VALUES = 50
OLDER = "older"
Facet = tuple[tuple[str, int], ...]


def filters(query: Query, now: datetime) -> dict[str, tantivy.Query]:
    """Return what each chosen facet asks for."""
    chosen = {name: value for name in FACETS if (value := getattr(query, name)) is not None}
    return {
        name: _one_of(name, (value,) if isinstance(value, str) else value, now)
        for name, value in chosen.items()
    }


def _one_of(name: str, values: tuple[str, ...], now: datetime) -> tantivy.Query:
    if name != "freshness":
        return tantivy.Query.term_set_query(schema(), name, list(values))
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, _fresh(value, now)) for value in values])


def visible(query: Query) -> tantivy.Query | None:
    """Return what the asker may see; None when that is all."""
    if query.visible_access is None:
        return None
    return tantivy.Query.term_set_query(schema(), "access", sorted(query.visible_access))


def restricted(query: tantivy.Query, wanted: list[tantivy.Query]) -> tantivy.Query:
    """Return a query for those of its documents that pass all filters, which add nothing to the score."""
    if not wanted:
        return query
    silent = [(tantivy.Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in wanted]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *silent])


def count(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    chosen: dict[str, tantivy.Query],
    names: tuple[str, ...],
    now: datetime,
) -> dict[str, Facet]:
    """Return the counts of some facets, each as if nothing were chosen in it."""
    if unknown := [name for name in names if name not in FACETS]:
        raise BadInput(
            f"no facet '{unknown[0]}': there are {', '.join(FACETS)}", code="facet-unknown", name=unknown[0]
        )
    free = [name for name in names if name not in chosen]
    groups = [(free, list(chosen.values()))] if free else []
    for name in names:
        if name in chosen:
            groups.append(([name], [one for other, one in chosen.items() if other != name]))
    found: dict[str, Facet] = {}
    for group, wanted in groups:
        asked = {name: _aggregation(name, now) for name in group}
        answer = searcher.aggregate(restricted(query, wanted), asked)
        found |= {name: _values(name, answer[name]["buckets"]) for name in group}
    return {name: found[name] for name in names}


def _aggregation(name: str, now: datetime) -> dict[str, Any]:
    if name in EXACT:
        return {"terms": {"field": name, "size": MOST_VALUES}}
    limits = [_limit(days, now) for days in sorted(FRESHNESS.values())]
    edges = [*limits, None]
    ranges: list[dict[str, object]] = [{"key": "0", "from": limits[0]}]
    for number, (newer, older) in enumerate(zip(limits, edges[1:], strict=True), 1):
        ranges.append({"key": str(number), "to": newer} | ({} if older is None else {"from": older}))
    return {"range": {"field": "updated", "ranges": ranges}}


def _values(name: str, buckets: list[dict[str, Any]]) -> Facet:
    if name in EXACT:
        listed = ((str(one["key"]), int(one["doc_count"])) for one in buckets)
        return tuple(sorted(listed, key=lambda one: (-one[1], one[0])))
    by_range = {one["key"]: int(one["doc_count"]) for one in buckets}
    counts: list[tuple[str, int]] = []
    so_far = 0
    for number, label in enumerate(sorted(FRESHNESS, key=lambda label: FRESHNESS[label])):
        so_far += by_range.get(str(number), 0)
        counts.append((label, so_far))
    counts.append((OLDER, by_range.get(str(len(FRESHNESS)), 0)))
    return tuple(one for one in counts if one[1])


def _fresh(value: str, now: datetime) -> tantivy.Query:
    if value == OLDER:
        upper = _limit(max(FRESHNESS.values()), now) - 1
        return tantivy.Query.range_query(schema(), "updated", tantivy.FieldType.Integer, None, upper)
    if value not in FRESHNESS:
        known = ", ".join([*FRESHNESS, OLDER])
        raise BadInput(
            f"freshness is '{value}': it must be one of {known}", code="freshness-unknown", value=value
        )
    lower = _limit(FRESHNESS[value], now)
    return tantivy.Query.range_query(schema(), "updated", tantivy.FieldType.Integer, lower, None)


def _limit(days: int, now: datetime) -> int:
    return milliseconds(now.astimezone(UTC) - timedelta(days=days))

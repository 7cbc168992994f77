"""Query -> Hits: matches, ranks, counts facets, marks words, and says what may have been meant."""

from datetime import datetime
from typing import Any

import tantivy

from stabbur.catalogue.base import Hit, Hits, Query
from stabbur.catalogue.documents import Document, parse
from stabbur.catalogue.highlights import Marker, why
from stabbur.catalogue.tantivy import facets
from stabbur.catalogue.tantivy.fields import schema
from stabbur.catalogue.tantivy.matching import Matching, match
from stabbur.catalogue.tantivy.rows import key
from stabbur.catalogue.tantivy.terms import Terms, total
from stabbur.errors import BadInput

MOST_HITS = 100
ORDERS: dict[str, dict[str, Any]] = {
    "relevance": {"weight_by_field": "weight"},
    "new": {"order_by_field": "updated"},
    "title": {"order_by_field": "title_order", "order": tantivy.Order.Asc},
}


def search(searcher: tantivy.Searcher, query: Query, now: datetime) -> Hits:
    """Return a page of the best documents, the total and the facets."""
    if query.sort not in ORDERS:
        raise BadInput(f"sort is '{query.sort}': it must be one of {', '.join(ORDERS)}", code="sort-unknown")
    if query.offset < 0 or not 0 <= query.limit <= MOST_HITS:
        raise BadInput(
            f"offset is {query.offset} and limit {query.limit}: they must be 0 or more, "
            f"the limit at most {MOST_HITS}",
            code="page-out-of-range",
        )
    allowed = facets.visible(query)
    terms = Terms(searcher)
    chosen = facets.filters(query, now)
    matching = match(query.text, terms)
    base = facets.restricted(matching.query(), _given(allowed))
    all_found = _count(searcher, base)
    left_out: tuple[str, ...] = ()
    if query.text.strip() and (not all_found or (matching.guessed and allowed is not None)):
        # words that stand only where the asker may not look must count as unknown, and none is told as a guess
        terms = Terms(searcher, allowed)
        matching = match(query.text, terms) if allowed is not None else matching
        base, left_out = _with_most_words(searcher, matching, allowed)
        all_found = _count(searcher, base)
    wanted = facets.restricted(base, list(chosen.values()))
    count, addresses = _page(searcher, wanted, query, None if left_out else matching.in_title())
    marker = matching.marker(terms)
    items = tuple(
        _hit(parse(searcher.doc(address)["document"][0]), marker, score) for score, address in addresses
    )
    counts = facets.count(searcher, base, chosen, query.facets, now)
    meant = _did_you_mean(query.text, matching) if all_found else None
    return Hits(count, items, counts, meant, left_out)


def suggest(
    searcher: tantivy.Searcher, prefix: str, limit: int, visible_access: frozenset[str] | None
) -> list[str]:
    """Return titles of documents that the typed words lead to, then how the last word may go on."""
    typed = prefix.strip()
    if not typed or limit < 1:
        return []
    query = Query(text=prefix, visible_access=visible_access)
    terms = Terms(searcher, facets.visible(query))
    base = facets.restricted(match(prefix.rstrip(), terms).query(), _given(facets.visible(query)))
    found = searcher.search(base, limit, count=False, weight_by_field="weight").hits
    titles = [parse(searcher.doc(address)["document"][0]).title for _, address in found]
    start, _, last = typed.lower().rpartition(" ")
    longer = [f"{start} {word}".strip() for word in terms.completions(last, limit)] if last else []
    return list(dict.fromkeys([*longer[: limit // 2], *titles, *longer]))[:limit]


def _page(
    searcher: tantivy.Searcher, wanted: tantivy.Query, query: Query, titled: tantivy.Query | None
) -> tuple[int, list[tuple[float, tantivy.DocAddress]]]:
    """Return how many documents there are, and a page of them.

    By relevance those with every word in the title come first; those withdrawn come after all others.
    """
    groups = [wanted]
    if titled is not None and query.sort == "relevance":
        # no boost of the title can promise this: a score grows with age, completeness and rare words too
        groups = [facets.restricted(wanted, [titled]), wanted.and_must_not_match(titled)]
    if searcher.doc_freq("withdrawn", "yes"):
        withdrawn = tantivy.Query.term_query(schema(), "withdrawn", "yes")
        groups = [one.and_must_not_match(withdrawn) for one in groups]
        groups.append(facets.restricted(wanted, [withdrawn]))
    count, page = 0, []
    for group in groups:
        offset = max(0, query.offset - count)
        found = searcher.search(group, max(1, query.limit), offset=offset, **ORDERS[query.sort])
        page += [(float(score), address) for score, address in found.hits]
        count += total(found)
    return count, page[: query.limit]


def _with_most_words(
    searcher: tantivy.Searcher, matching: Matching, allowed: tantivy.Query | None
) -> tuple[tantivy.Query, tuple[str, ...]]:
    """Return the query for as many words as the best document has, and the words that it has not."""
    base = facets.restricted(matching.query(), _given(allowed))
    if len(matching.asked) < 2 or _count(searcher, base):
        return base, ()
    for least in range(len(matching.asked) - 1, 0, -1):
        some = facets.restricted(matching.relaxed(least), _given(allowed))
        best = searcher.search(some, 1, count=False, weight_by_field="weight").hits
        if not best:
            continue
        document = parse(searcher.doc(best[0][1])["document"][0])
        one = tantivy.Query.term_query(schema(), "key", key(document.kind, document.id))
        left_out = tuple(
            word
            for word, asks in matching.asked.items()
            if not _count(searcher, facets.restricted(asks, [one]))
        )
        return facets.restricted(matching.without(left_out), _given(allowed)), left_out
    return base, ()


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    return total(searcher.search(query, 1))


def _given(query: tantivy.Query | None) -> list[tantivy.Query]:
    return [] if query is None else [query]


def _hit(document: Document, marker: Marker, score: float) -> Hit:
    reasons = tuple(marker.reasons(document))
    translated = [text for told in document.translations.values() for text in told.values()]
    described = [f"{one.title or one.name}: {one.description}" for one in document.columns if one.description]
    return Hit(
        document=document,
        title_html=marker.mark(document.title),
        excerpt_html=marker.excerpt(
            [document.description, *translated, *described, document.text, document.values]
        ),
        why=why(reasons),
        reasons=reasons,
        score=score,
    )


def _did_you_mean(text: str, matching: Matching) -> str | None:
    """Return the text with every mistyped word put right."""
    said = text.strip()
    for typed, right in matching.corrected.items():
        at = said.lower().find(typed)
        if at >= 0:
            said = said[:at] + right + said[at + len(typed) :]
    return said if said != text.strip() else None

"""Puts documents into the index, and keeps the parts of compounds right when new words come."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import tantivy

from stabbur.catalogue.documents import Document, parse
from stabbur.catalogue.tantivy.fields import norwegian_stem, schema
from stabbur.catalogue.tantivy.rows import key, learnt, row
from stabbur.catalogue.tantivy.terms import Terms, common_stems
from stabbur.catalogue.words import Chunks, Compounds

MEMORY = 32_000_000  # bytes of the writer
MEMORY_TO_FILL = 256_000_000  # few segments: merging them costs more than the memory
SHORTEST_LEARNT = 4
SPLIT_IN = ("title", "names", "body")
MOST_AGAIN = 1_000  # documents that one upsert takes up again


def upsert(index: tantivy.Index, documents: Sequence[Document]) -> None:
    """Add or replace documents, and those whose compounds can be split since words are new."""
    listed = {key(one.kind, one.id): one for one in documents}
    if not index.searcher().num_docs:
        _fill(index, listed.values())
        return
    terms = Terms(index.searcher())
    fresh = {
        stem
        for word in learnt(listed.values())
        if len(word) >= SHORTEST_LEARNT and not terms.known(stem := norwegian_stem(word))
    }
    compounds = Compounds(norwegian_stem, lambda stem: stem in fresh or terms.known(stem))
    chunks = Chunks(compounds)
    again = {
        key(one.kind, one.id): one for one in _split_anew(index.searcher(), fresh, terms.compounds, compounds)
    }
    writer = index.writer(heap_size=MEMORY, num_threads=1)
    for name, document in (again | listed).items():
        writer.delete_documents_by_term("key", name)
        writer.add_document(row(document, chunks))
    writer.commit()
    writer.wait_merging_threads()


def delete(index: tantivy.Index, things: Iterable[tuple[str, str]]) -> None:
    """Remove documents by kind and id."""
    writer = index.writer(heap_size=MEMORY, num_threads=1)
    for kind, thing in things:
        writer.delete_documents_by_term("key", key(kind, thing))
    writer.commit()
    writer.wait_merging_threads()


def _fill(index: tantivy.Index, documents: Collection[Document]) -> None:
    """Write an empty index: first all words are learnt, then compounds are split by them."""
    stems = common_stems() | {norwegian_stem(word) for word in learnt(documents)}
    chunks = Chunks(Compounds(norwegian_stem, stems.__contains__))
    writer = index.writer(heap_size=MEMORY_TO_FILL, num_threads=1)
    for document in documents:
        writer.add_document(row(document, chunks))
    writer.commit()
    writer.wait_merging_threads()


def _split_anew(
    searcher: tantivy.Searcher, fresh: set[str], before: Compounds, after: Compounds
) -> Iterator[Document]:
    """Yield the documents with words that are split otherwise now that some stems are new."""
    if not fresh or not searcher.num_docs:
        return
    pattern = re.compile("|".join(map(re.escape, fresh)))
    wanted = []
    for field in SPLIT_IN:
        changed = [
            word
            for word, _ in searcher.terms_with_prefix(field, "")
            if pattern.search(word) and before.split(word) != after.split(word)
        ]
        if changed:
            wanted.append((tantivy.Occur.Should, tantivy.Query.term_set_query(schema(), field, changed)))
    if wanted:
        for _, address in searcher.search(tantivy.Query.boolean_query(wanted), MOST_AGAIN, count=False).hits:
            yield parse(searcher.doc(address)["document"][0])

"""An index filled at once and one that grew document by document answer the same."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabbur.catalogue.base import Query
from stabbur.catalogue.documents import Document
from stabbur.catalogue.tantivy.index import TantivyIndex

WORDS = ["syltetøy", "rognebær", "rognebærsyltetøy", "glass", "syltetøyglass", "fravær", "sykefravær", "syk"]
TITLES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), max_size=6)


def found(index: TantivyIndex) -> dict[str, set[str]]:
    return {word: {hit.document.id for hit in index.search(Query(word)).items} for word in WORDS}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(TITLES)
def test_growing_and_filling_find_the_same(tmp_path: Path, titles: list[str]) -> None:
    documents = [Document("package", f"a/{number}", title) for number, title in enumerate(titles)]
    filled, grown = (TantivyIndex.open(tmp_path / name, create=True) for name in ("filled", "grown"))
    filled.upsert(documents)
    grown.upsert([])
    for document in documents:
        grown.upsert([document])
    assert found(grown) == found(filled)


def test_the_last_of_the_same_id_in_one_call_stays(tmp_path: Path) -> None:
    index = TantivyIndex.open(tmp_path / "index", create=True)
    index.upsert([Document("package", "a/b", "Gammel"), Document("package", "a/b", "Ny")])
    assert [hit.document.title for hit in index.search(Query()).items] == ["Ny"]
    index.upsert([Document("package", "a/b", "Nyere"), Document("package", "a/b", "Nyest")])
    assert [hit.document.title for hit in index.search(Query()).items] == ["Nyest"]


def test_deleting_everything_leaves_an_index_that_can_be_filled_again(tmp_path: Path) -> None:
    index = TantivyIndex.open(tmp_path / "index", create=True)
    index.upsert([Document("package", f"a/{number}", "Tall") for number in range(10)])
    index.delete([("package", f"a/{number}") for number in range(10)])
    assert index.search(Query()).total == 0
    index.upsert([Document("package", "a/b", "Sykefravær")])
    assert found(index)["fravær"] == {"a/b"}

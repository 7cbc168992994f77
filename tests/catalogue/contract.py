"""What every search index must pass. An outside implementation subclasses it and names its class in `kind`."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest

from stabbur.catalogue.base import Query, SearchIndex
from stabbur.catalogue.documents import Document
from stabbur.errors import Unavailable
from tests.catalogue.conftest import DOCUMENTS, ids

PUBLIC = frozenset({"public"})


class SearchIndexContract:
    """Run over each kind of index; what one cannot do stands in its `missing`."""

    kind: ClassVar[type[SearchIndex]]
    missing: ClassVar[dict[str, str]] = {}

    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[SearchIndex]:
        with closing(self.kind.open(tmp_path / "index", create=True)) as index:
            index.upsert(DOCUMENTS)
            yield index

    def test_finds_by_the_title_and_gives_the_document_back(self, index: SearchIndex) -> None:
        (hit,) = index.search(Query("barnetrygden")).items
        assert hit.document == DOCUMENTS[1]
        assert index.search(Query("romskip")).total == 0

    def test_without_words_everything_is_found(self, index: SearchIndex) -> None:
        hits = index.search(Query())
        assert (hits.total, set(ids(hits))) == (4, {one.id for one in DOCUMENTS})

    def test_finds_by_description_columns_keywords_and_text(self, index: SearchIndex) -> None:
        index.upsert([Document("package", "a/text", "Annet", text="Noe om romskip")])
        assert ids(index.search(Query("romskip"))) == ["a/text"]
        for word in ("dagsverk", "kommunenummer", "sykmelding"):
            assert ids(index.search(Query(word))) == ["nav/sykefravaer"]

    def test_a_document_takes_the_place_of_its_older_self(self, index: SearchIndex) -> None:
        index.upsert([Document("package", "a/b", "Gammel")])
        index.upsert([Document("package", "a/b", "Nyere")])
        assert index.search(Query("gammel")).total == 0
        assert ids(index.search(Query("nyere"))) == ["a/b"]
        assert index.search(Query()).total == 5

    def test_what_is_deleted_is_gone(self, index: SearchIndex) -> None:
        index.delete([("package", "nav/barnetrygd"), ("package", "none/such")])
        assert index.search(Query("barnetrygden")).total == 0
        assert index.search(Query()).total == 3

    def test_a_package_and_a_story_of_the_same_name_leave_each_other_alone(self, index: SearchIndex) -> None:
        index.upsert([Document("package", "demo/open", "Pakken romskip")])
        index.upsert([Document("story", "demo/open", "Historien romskip")])
        assert sorted(hit.document.kind for hit in index.search(Query("romskip")).items) == [
            "package",
            "story",
        ]
        index.delete([("story", "demo/open")])
        assert [hit.document.kind for hit in index.search(Query("romskip")).items] == ["package"]

    def test_pages_have_every_document_once(self, index: SearchIndex) -> None:
        pages = [index.search(Query(limit=3, offset=offset)) for offset in (0, 3, 6)]
        assert [len(page.items) for page in pages] == [3, 1, 0]
        assert {page.total for page in pages} == {4}
        assert sorted(id for page in pages for id in ids(page)) == sorted(one.id for one in DOCUMENTS)

    def test_what_may_not_be_seen_is_not_there(self, index: SearchIndex) -> None:
        seen = {"nav/sykefravaer", "ssb/population"}
        assert set(ids(index.search(Query(visible_access=PUBLIC)))) == seen
        assert index.search(Query("barnetrygden", visible_access=PUBLIC)).total == 0
        assert index.search(Query(visible_access=frozenset())).total == 0
        assert index.suggest("barn", visible_access=PUBLIC) == []

    def test_counts_only_what_may_be_seen(self, index: SearchIndex) -> None:
        facets = index.search(Query(visible_access=PUBLIC)).facets
        assert facets["kind"] == (("package", 1), ("story", 1))
        assert facets["access"] == (("public", 2),)

    @pytest.mark.parametrize(
        ("wish", "found"),
        [
            (Query(kind="story"), {"ssb/population"}),
            (Query(topic="befolkning"), {"ssb/population", "ssb/folketall"}),
            (Query(access="team"), {"nav/barnetrygd"}),
            (Query(owner="ssb", kind="package"), {"ssb/folketall"}),
            (Query(freshness="week"), {"nav/sykefravaer"}),
            (Query(freshness="older"), {"ssb/folketall"}),
            (Query(owner="none"), set()),
        ],
        ids=lambda value: "" if isinstance(value, set) else None,
    )
    def test_filters(self, index: SearchIndex, wish: Query, found: set[str]) -> None:
        assert set(ids(index.search(wish))) == found

    def test_orders(self, index: SearchIndex) -> None:
        assert ids(index.search(Query(sort="new"))) == [one.id for one in DOCUMENTS]
        titles = [hit.document.title for hit in index.search(Query(sort="title")).items]
        assert titles == sorted(titles)

    def test_A40_what_is_html_has_no_element_but_mark(self, index: SearchIndex) -> None:
        evil = "Ond <script>alert(1)</script> & <mark onclick=x>"
        index.upsert([Document("package", "a/evil", evil, description=evil)])
        (hit,) = index.search(Query("ond")).items
        bare = (hit.title_html + hit.excerpt_html).replace("<mark>", "").replace("</mark>", "")
        assert hit.title_html
        assert "<" not in bare
        assert "&amp;" in hit.title_html

    def test_suggests_what_begins_as_typed(self, index: SearchIndex) -> None:
        assert any(one.lower().startswith("barnetrygd") for one in index.suggest("barnet"))
        assert len(index.suggest("b", 1)) <= 1
        assert index.suggest("romskip") == []

    def test_is_there_for_whoever_opens_it_next(self, index: SearchIndex, tmp_path: Path) -> None:
        with closing(self.kind.open(tmp_path / "index")) as other:
            assert other.search(Query()).total == 4
            index.delete([("package", "nav/barnetrygd")])
            assert other.search(Query()).total == 3
        index.close()
        with closing(self.kind.open(tmp_path / "index")) as again:
            assert again.search(Query()).total == 3

    def test_one_made_anew_takes_the_place_of_the_old(self, index: SearchIndex, tmp_path: Path) -> None:
        with closing(self.kind.open(tmp_path / "index", create=True)) as anew:
            assert index.search(Query()).total == 4, "not before something is in it"
            anew.upsert([Document("package", "a/new", "Ny")])
        assert ids(index.search(Query())) == ["a/new"]

    def test_one_that_is_missing_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(Unavailable) as told:
            self.kind.open(tmp_path / "none")
        assert told.value.code == "index-missing"

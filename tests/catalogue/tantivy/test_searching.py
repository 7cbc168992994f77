"""Ranking, facets, what the asker may see, highlights, suggestions."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from stabbur.catalogue.base import SearchIndex
from stabbur.catalogue.documents import Document
from stabbur.errors import BadInput
from tests.catalogue.conftest import DOCUMENTS, NOW, Ask, ids


def test_the_title_counts_more_than_the_text(index: SearchIndex, ask: Ask) -> None:
    index.upsert(
        [
            Document("package", "a/text", "Annet", "Noe om boligpriser i byene", updated=NOW),
            Document("package", "a/title", "Boligpriser", updated=NOW),
        ]
    )
    assert ids(ask("boligpriser")) == ["a/title", "a/text"]


def test_complete_and_fresh_come_first_and_withdrawn_last(index: SearchIndex, ask: Ask) -> None:
    plain = Document("package", "a/plain", "Vannkvalitet", updated=NOW, quality=0.5)
    index.upsert(
        [
            plain,
            replace(plain, id="a/withdrawn", withdrawn=True, quality=1.0),
            replace(plain, id="a/complete", quality=1.0),
            replace(plain, id="a/old", updated=NOW - timedelta(days=3650)),
        ]
    )
    found = ids(ask("vannkvalitet"))
    assert found == ["a/complete", "a/plain", "a/old", "a/withdrawn"]
    for sort in ("relevance", "new", "title"):
        assert ids(ask("vannkvalitet", sort=sort))[-1] == "a/withdrawn"


def test_orders_by_age_and_by_title(ask: Ask) -> None:
    assert ids(ask(sort="new")) == [one.id for one in DOCUMENTS]
    assert [hit.document.title[:4] for hit in ask(sort="title").items] == ["Barn", "Folk", "Popu", "Syke"]


def test_pages_do_not_overlap(ask: Ask) -> None:
    pages = [ids(ask(limit=2, offset=offset)) for offset in (0, 2, 4)]
    assert sorted(pages[0] + pages[1]) == sorted(one.id for one in DOCUMENTS)
    assert pages[2] == []
    assert ask(limit=0).total == 4


def test_counts_facets_as_if_nothing_were_chosen_in_them(ask: Ask) -> None:
    hits = ask(kind="package", topic="befolkning")
    assert ids(hits) == ["ssb/folketall"]
    assert hits.total == 1
    assert hits.facets["kind"] == (("package", 1), ("story", 1))
    assert hits.facets["topic"] == (("befolkning", 1), ("familie", 1), ("helse", 1), ("velferd", 1))
    assert hits.facets["owner"] == (("ssb", 1),)
    assert ask().facets["freshness"] == (("week", 1), ("month", 2), ("year", 3), ("older", 1))


@pytest.mark.parametrize(("freshness", "count"), [("week", 1), ("month", 2), ("year", 3), ("older", 1)])
def test_filters_by_freshness(ask: Ask, freshness: str, count: int) -> None:
    assert ask(freshness=freshness).total == count


@pytest.mark.parametrize(
    "wish", [{"freshness": "now"}, {"sort": "best"}, {"offset": -1}, {"limit": 101}, {"facets": ("colour",)}]
)
def test_a_wrong_wish_is_told(ask: Ask, wish: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=re.escape(str(next(iter(wish.values()))).strip("(',)"))):
        ask(**wish)


def test_what_may_not_be_seen_is_not_there(index: SearchIndex, ask: Ask) -> None:
    public = frozenset({"public"})
    assert set(ids(ask(visible_access=public))) == {"nav/sykefravaer", "ssb/population"}
    assert ask(visible_access=frozenset()).total == 0
    hidden = ask("barnetrygd", visible_access=public)
    assert (hidden.total, hidden.did_you_mean) == (0, None)
    assert all(
        count == 0 or name in ("public",) for name, count in ask(visible_access=public).facets["access"]
    )
    assert ask("barnetrygd", access="team", visible_access=public).total == 0
    assert ask("barnetrgyd", visible_access=public).did_you_mean is None
    assert index.suggest("barn", visible_access=public) == []
    assert index.suggest("inhab", visible_access=public) == []


def test_a_hidden_word_answers_as_one_that_does_not_exist(index: SearchIndex, ask: Ask) -> None:
    public = frozenset({"public"})
    index.upsert([Document("package", "x/hidden", "Sykefrovær", access="team")])
    seen = ask("sykefrovær", visible_access=public)
    assert seen.did_you_mean == "sykefravær"
    assert ids(seen) == ["nav/sykefravaer"]


def test_a_hidden_word_is_never_told_as_a_correction(index: SearchIndex, ask: Ask) -> None:
    public = frozenset({"public"})
    index.upsert(
        [
            Document("package", "x/hidden", "Varslerzakena", access="team"),
            Document("package", "x/open", "Varslerzakenb", access="public"),
        ]
    )
    seen = ask("varslerzakenx", visible_access=public)
    assert (seen.did_you_mean, ids(seen)) == ("varslerzakenb", ["x/open"])
    assert ask("varslerzakenx").did_you_mean == "varslerzakena"
    assert "Varslerzakena".lower() not in str(index.suggest("varslerzak", visible_access=public)).lower()


def test_marks_words_and_escapes_all_else(ask: Ask) -> None:
    (hit,) = ask("folketall").items
    assert hit.title_html == "<mark>Folketall</mark> &lt;b&gt;2021&lt;/b&gt;"
    (hit,) = ask("alder").items
    assert hit.excerpt_html == "Personer etter <mark>alder</mark> &amp; kjønn."
    (hit,) = ask("fravær").items
    assert "<mark>Sykefravær</mark> etter næring" in hit.title_html


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "<mark onclick=x>", "&lt;img src=x onerror=y&gt;"]
)
def test_A40_script_in_a_title_is_text(index: SearchIndex, ask: Ask, evil: str) -> None:
    index.upsert([Document("package", "a/evil", f"Ond {evil}", f"ond {evil} " * 40)])
    for text in ("ond", "script alert", "onclick", "img onerror", evil):
        for hit in ask(text).items:
            bare = (hit.title_html + hit.excerpt_html).replace("<mark>", "").replace("</mark>", "")
            assert "<" not in bare
            assert ">" not in bare


def test_says_why(ask: Ask) -> None:
    (hit,) = ask("dagsverk").items
    assert [(one.place, one.name) for one in hit.reasons] == [
        ("column", "fravaer_prosent"),
        ("description", ""),
    ]
    assert hit.why == "column 'fravaer_prosent' (Fraværsprosent), description"
    assert "column 'kommunenr' (Kommunenummer)" in ask("kommunenummer").items[0].why


def test_shows_the_telling_piece_of_a_long_text(index: SearchIndex, ask: Ask) -> None:
    long = "Helt annet. " * 100 + "Her står nøkkelordet midt i. " + "Mer annet. " * 100
    index.upsert([Document("package", "a/long", "Lang", long)])
    (hit,) = ask("nøkkelordet").items
    assert "<mark>nøkkelordet</mark>" in hit.excerpt_html
    assert hit.excerpt_html.startswith("… ")
    assert hit.excerpt_html.endswith(" …")
    assert len(hit.excerpt_html) < 300


def test_says_what_was_meant(ask: Ask) -> None:
    hits = ask("sykefrvær næring")
    assert hits.did_you_mean == "sykefravær næring"
    assert ids(hits) == ["nav/sykefravaer"]
    assert ask("sykefravær").did_you_mean is None


def test_suggests_as_one_types(index: SearchIndex) -> None:
    assert "Sykefravær etter næring" in index.suggest("syke")
    assert "barnetrygden" in index.suggest("barn")
    assert index.suggest("") == []
    assert len(index.suggest("s", 2)) <= 2


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("folketall romskip", ("romskip",)),
        ("romskip folketall", ("romskip",)),
        ('folketall "næring etter" romskip', ("næring etter", "romskip")),
        ("folketall alder", ()),
        ("romskip", ()),
        ("", ()),
    ],
)
def test_says_which_words_are_left_out(ask: Ask, text: str, left_out: tuple[str, ...]) -> None:
    assert ask(text).left_out == left_out
    assert ids(ask(text)) == ([] if text == "romskip" else ids(ask("folketall")) if text else ids(ask()))


def test_words_that_no_document_has_together_leave_those_of_the_best(ask: Ask) -> None:
    hits = ask("sykefravær næring barnetrygden")
    assert (ids(hits), hits.left_out) == (["nav/sykefravaer"], ("barnetrygden",))
    assert ask("sykefravær romskip -dagsverk").total == 0, "what is not wanted stays away"


def test_a_hidden_word_is_left_out_as_one_that_does_not_exist(ask: Ask) -> None:
    assert ask("sykefravær barnetrygden", visible_access=frozenset({"public"})).left_out == ("barnetrygden",)


def test_every_word_in_the_title_wins_over_all_else(index: SearchIndex, ask: Ask) -> None:
    rich = Document(
        "package",
        "a/rich",
        "Kornavling",
        "grain harvest",
        keywords=("grain harvest", "harvest of grain"),
        text="grain harvest " * 30,
        language="en",
        updated=NOW,
        quality=1.0,
    )
    titled = Document(
        "package",
        "a/titled",
        "The harvest of grain",
        language="en",
        updated=NOW - timedelta(days=6000),
        quality=0.0,
    )
    index.upsert([rich, titled])
    assert ids(ask("grain harvest")) == ["a/titled", "a/rich"]
    assert [ids(ask("grain harvest", limit=1, offset=at)) for at in (0, 1, 2)] == [
        ["a/titled"],
        ["a/rich"],
        [],
    ]
    assert ask("grain harvest").total == 2
    index.upsert([replace(titled, withdrawn=True)])
    assert ids(ask("grain harvest")) == ["a/rich", "a/titled"]


def test_values_of_cells_are_found_and_weigh_least(index: SearchIndex, ask: Ask) -> None:
    plain = Document(
        "package", "a/told", "Annet", "Om Hurdal", updated=NOW - timedelta(days=2000), quality=0.2
    )
    index.upsert(
        [plain, Document("package", "a/cells", "Noe", values="sted: Hurdal, Hurdal kommunehus", updated=NOW)]
    )
    hits = ask("hurdal")
    assert ids(hits) == ["a/told", "a/cells"]
    assert hits.items[1].why == "values"
    assert "<mark>Hurdal</mark>" in hits.items[1].excerpt_html
    assert "a/cells" in ids(ask("hus")), "parts of words in cells are found as well"


def test_newest_first_holds_within_one_second(index: SearchIndex, ask: Ask) -> None:
    moments = [NOW + timedelta(days=1, milliseconds=place) for place in (30, 10, 20, 40)]
    index.upsert([Document("package", f"a/{one.microsecond}", "Samtidig", updated=one) for one in moments])
    wanted = [f"a/{one.microsecond}" for one in sorted(moments, reverse=True)]
    assert ids(ask("samtidig", sort="new")) == wanted

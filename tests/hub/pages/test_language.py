"""The three languages: each text in its own, marked where it is another's; room for longer words; plain words."""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import httpx
import pytest
from babel import dates
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from playwright.sync_api import Browser, Page

from stabbur import settings
from tests.hub.jobs import filled as runs
from tests.hub.pages.conftest import odd
from tests.hub.pages.filled import CELLS, ENGLISH
from tests.hub.pages.looking import FAILING, OURS, OVERFLOW, PAGES, Hubs
from tests.hub.published import ROWS
from tests.hub.texts import held, wanted

LANGUAGES = ["nb", "nn", "en"]
UNFOLD = (
    "for (const one of document.querySelectorAll('details')) { one.removeAttribute('name'); one.open = true }"
)


def words(text: str) -> set[str]:
    """Return the words of a text, small letters."""
    return set(re.findall(r"[^\W\d_]{2,}", text.lower()))


BLOCKS = """() => { const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts = new Map()
  for (let node; node = walker.nextNode();) { const own = node.parentElement
    if (own.closest('script, style, code, pre, svg') || !own.checkVisibility()) continue
    const marked = own.closest('[lang]')
    const block = own.closest('p, li, h1, h2, h3, h4, td, th, dt, dd, caption, summary, label, legend')
    const key = block && marked.contains(block) ? block : marked
    const before = texts.get(key) ?? {lang: marked.lang, text: ''}
    before.text += ' ' + node.data; texts.set(key, before) }
  return [...texts.values()].map(one => ({...one, text: one.text.replace(/\\s+/g, ' ').trim()})) }"""
ENGLISH_WORDS = words(
    "the of and is are this that with not from what which was has have your you it or each how who where by"
)
NORWEGIAN_WORDS = words(
    "og er som det ikke ikkje av på med hva kva du har den denne dette eller å fra frå etter"
)
BOKMÅL = words("ikke hva hvor hvordan hvem hvilke noe bare fra være mer fortelling fortellinger kjøring eier")
NYNORSK = words("ikkje kva kor korleis kven noko berre frå vere meir forteljing forteljingar køyring eigar")
MOST_WORDS = 20  # in a sentence, on average
HEAVIEST_HELP, HEAVIEST_ERROR = 45, 40  # LIX
FORBIDDEN = re.compile(
    r"\b(vennligst|bruker(en)? ikke autorisert|datasett(et|ene)?|repo|commit|brukeren|ressurs(en|ene|er)?"
    r"|autorisasjon|metadata|nullstill|proveniens)\b|!$|\b(403|404|500)\b",
    re.IGNORECASE,
)
ALLOWED = words(
    "stabbur norsk bokmål nynorsk english csv parquet excel json svg png python duckdb sql curl bibtex ris kl kb mb "
    "openapi datapackage dcat ap ttl croissant vega lite atom api etag cc by no xlsx apa csl iso power query demo november "
    "http localhost"
)


@pytest.fixture(scope="module")
def reader(browser: Browser, hubs: Hubs) -> Iterator[Page]:
    """A narrow page that goes from address to address."""
    context = browser.new_context(locale="nb-NO", viewport={"width": 320, "height": 800})
    name, _, value = hubs.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": hubs.full}])
    yield context.new_page()
    context.close()


def strange(text: str, lang: str) -> bool:
    """Answer whether a text is in another language than it says; only what is clear counts."""
    said = words(text)
    english, norwegian = said & ENGLISH_WORDS, said & NORWEGIAN_WORDS
    if lang == "en":
        return len(norwegian) >= 2 and not english
    if len(english) >= 2 and not norwegian:
        return True
    return bool(said & (BOKMÅL if lang == "nn" else NYNORSK)) and not said & (
        NYNORSK if lang == "nn" else BOKMÅL
    )


def in_languages() -> Iterator[tuple[str, str]]:
    """Yield each page with a language; the first of a template comes in all, the others take turns."""
    for places in (*PAGES.values(), FAILING):
        for at, place in enumerate(one for one in places if one in OURS):
            for language in LANGUAGES[at % 3 : at % 3 + 1] if at else LANGUAGES:
                yield place, language


@pytest.mark.parametrize(("place", "language"), in_languages())
def test_page_C01_C14_language_is_marked_and_fits(
    reader: Page, hubs: Hubs, place: str, language: str
) -> None:
    reader.goto(hubs.address(place, language))
    assert reader.evaluate("document.documentElement.lang") == language
    reader.evaluate(UNFOLD)
    assert reader.evaluate(OVERFLOW) == []
    assert [one for one in reader.evaluate(BLOCKS) if strange(one["text"], one["lang"])] == []


def test_guess_knows_the_languages() -> None:
    assert strange("What the figures are and where they come from", "nb")
    assert strange("Hva tallene viser og hvor de er fra", "en")
    assert strange("Kva tala viser", "nb")
    assert strange("Hva tallene viser", "nn")
    assert not strange("Hva tallene viser", "nb")
    assert not strange("0301 Oslo", "en")


def longer(text: str) -> str:
    """Return a text marked as translated and 40 % longer."""
    more = max(2, len(text) * 2 // 5)
    return "⟦" + text + " " + " ".join("mmmmmmm"[: min(7, more - at)] for at in range(0, more, 8)) + "⟧"


@pytest.fixture(scope="module")
def lengthened(hubs: Hubs, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub over the same packages, whose bokmål is marked and 40 % longer."""
    made = Catalog(locale="nb", charset="utf-8")
    for message in wanted():
        if isinstance(message.id, str):
            made.add(message.id, longer(message.id)) if message.id else None
        else:
            made.add(message.id, tuple(longer(one) for one in message.id))
    folder = tmp_path_factory.mktemp("locale")
    with (folder / "nb.po").open("wb") as out:
        write_po(out, made)
    with odd(home, str(folder)) as address:
        yield address


def given(hubs: Hubs) -> set[str]:
    """Return the words that packages and stories bring with them."""
    found = words(" ".join(str(cell) for row in ROWS for cell in row) + str(CELLS) + str(ENGLISH))
    found |= words(str(runs.SOURCES))  # a saved notebook is found by what it says
    found |= words(
        "hendelser hendelse født død gift måned antall eldre bak naken tabell hemmelig trukket towns demo"
    )
    for info in httpx.get(f"{hubs.full}/api/v1/packages", params={"limit": 100}).json()["items"]:
        for version in range(1, info["version"] + 1):
            answer = httpx.get(f"{hubs.full}/api/v1/packages/{info['id']}/versions/{version}")
            found |= words(" ".join(told(answer.json().get("descriptor", {}))))
    return found | words("Hvor vokser Norge? Hvem flytter? Tallene var feil. utkast vekst Hemmelig tabell")


def told(value: object, key: str = "") -> Iterator[str]:
    """Yield what people wrote in a descriptor; not the names of its parts."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from told(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from told(one, key)
    elif isinstance(value, str) and key in {
        "title",
        "description",
        "name",
        "unit",
        "keywords",
        "topics",
        "path",
        "email",
        "x",
        "y",
    }:
        yield value


@pytest.fixture(scope="module")
def known(hubs: Hubs) -> set[str]:
    """The words that no catalogue of texts has to hold."""
    names = [
        *dates.get_month_names("wide", locale="nb").values(),
        *dates.get_month_names("abbreviated", locale="nb").values(),
        *dates.get_day_names(locale="nb").values(),
    ]
    return given(hubs) | ALLOWED | runs.WORDS | words(" ".join([settings.local_person(), *names]))


@pytest.mark.parametrize("place", [place for place in OURS if not place.startswith("bare:/search")])
def test_page_C01_C14_every_text_is_translated_and_may_grow(
    reader: Page, hubs: Hubs, lengthened: str, known: set[str], place: str
) -> None:
    reader.goto(Hubs(lengthened, lengthened, "", hubs.draft, hubs.saved).address(place, "nb"))
    reader.evaluate(UNFOLD)
    assert reader.evaluate(OVERFLOW) == []
    left = " ".join(
        reader.evaluate(
            "[...document.querySelectorAll('code, pre, svg, [lang=en], [lang=nb]:not(html)')].forEach(e => e.remove()),"
            " [document.body.innerText, ...[...document.querySelectorAll('[aria-label], [alt], [placeholder], [data-l]')]"
            ".flatMap(e => [e.ariaLabel, e.alt, e.placeholder, e.dataset.l])].filter(Boolean)"
        )
    )
    while "⟦" in left and (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", left)) != left:
        left = shorter
    assert sorted(words(left) - known) == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_words_are_plain(language: str) -> None:
    texts = [one for message in held(language) if message.id for one in said(message.string)]
    assert [text for text in texts if FORBIDDEN.search(re.sub(r"%\(\w+\)s", "", text))] == []
    sentences = [s.split() for text in texts for s in re.split(r"(?<=[.?:])\s+", text) if len(s.split()) > 3]
    assert mean(len(sentence) for sentence in sentences) <= MOST_WORDS
    assert max(len(sentence) for sentence in sentences) <= 2 * MOST_WORDS
    assert lix(" ".join(text for text in texts if text.endswith("."))) <= HEAVIEST_HELP
    errors = [
        one
        for message in held(language)
        if "error" in str(message.id).lower() or "wrong" in str(message.id).lower()
        for one in said(message.string)
    ]
    assert errors
    assert lix(". ".join(errors)) <= HEAVIEST_ERROR


def said(string: object) -> list[str]:
    """Return the forms of a translation."""
    return (
        [string]
        if isinstance(string, str)
        else [str(one) for one in string]
        if isinstance(string, tuple | list)
        else []
    )


def lix(text: str) -> float:
    """Return how heavy a text is to read: words a sentence and the share of words over six letters."""
    every = re.findall(r"\w+", text)
    sentences = max(1, len(re.findall(r"[.?!:](?:\s|$)", text)))
    return len(every) / sentences + 100 * sum(len(word) > 6 for word in every) / max(1, len(every))

"""Search 100 000 made-up documents, Norwegian and English: tantivy as Stabbur uses it beside SQLite FTS5."""

import json
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from stabbur.catalogue.base import Query
from stabbur.catalogue.documents import Column, Document, dump
from stabbur.catalogue.tantivy.index import TantivyIndex
from stabbur.catalogue.words import common

DOCUMENTS = 100_000
QUERIES = 500
FACETS = ("kind", "topic", "access")
LIMITS = {"build": 10.0, "search": 3.0}  # CPU seconds; CPU milliseconds at the median
ENGLISH = """access account activity age agriculture analysis annual area average bank benefit budget business
care census change child city climate company construction consumption cost country county crime culture data death
debt demand district earning economy education election emission employment energy enterprise export family farm
figure finance fish flow forest fuel gender goods government group growth health holiday hospital hour house
housing import income index industry inflation inhabitant insurance interest investment job labour land level
library loan market measure member migration minister month municipality number occupation offence oil
operation output parent pension people period person population power price product production project property
purchase quarter rate region register rent report resident revenue road salary sale school sector service share
student subsidy supply survey tax teacher tourism trade traffic transport travel unemployment unit university
value vehicle wage waste water week welfare woman worker year youth"""
SMALL_NB = "og i av for på med til som er fra etter ved om de den det en et ikke eller mellom per alle"
SMALL_EN = "and in of for on with to that is from after by about the a an not or between per all"


def vocabularies(chance: random.Random) -> tuple[list[str], list[str]]:
    """Return 10 000 Norwegian words and 6 000 English ones, the commonest first.

    As in real texts small words are the most common and compounds are many but rare.
    """
    stems, short = sorted(common()), SMALL_NB.split()
    chance.shuffle(stems)
    forms = [f"{stem}{end}" for stem in stems for end in ("", "en", "er", "ene")]
    norwegian: dict[str, None] = dict.fromkeys([*short, *stems, *forms])
    while len(norwegian) < 10_000:
        first, last = chance.choice(stems), chance.choice(stems)
        norwegian[f"{first}{chance.choice(['', 's', 'e'])}{last}{chance.choice(['', 'en', 'er', 'ene'])}"] = (
            None
        )
    words = ENGLISH.split()
    chance.shuffle(words)
    english: dict[str, None] = dict.fromkeys([*SMALL_EN.split(), *words])
    while len(english) < 6_000:
        word = chance.choice(words) + (chance.choice(words) if chance.random() < 0.6 else "")
        english[word + chance.choice(["s", "ing", "ed", "al", "ly"])] = None
    return list(norwegian), list(english)


def documents(chance: random.Random, norwegian: list[str], english: list[str]) -> list[Document]:
    """Return documents of about 0.7 kB, four in five Norwegian, words drawn as rarely as in real texts."""
    now = datetime.now(UTC)
    drawn = {
        "nb": _draw(chance, norwegian, 2_000_000),
        "en": _draw(chance, english, 2_000_000),
    }
    made = []
    for number in range(DOCUMENTS):
        language = "en" if number % 5 == 0 else "nb"
        words = drawn[language]
        at = chance.randrange(len(words) - 100)
        owner = f"team-{number % 40}"
        made.append(
            Document(
                kind="story" if number % 10 == 0 else "package",
                id=f"{owner}/pakke-{number}",
                title=" ".join(words[at : at + 5]),
                description=" ".join(words[at + 5 : at + 37]),
                owner=owner,
                access=("public", "internal", "team")[number % 3],
                topics=(f"topic-{number % 17}",),
                keywords=tuple(words[at + 37 : at + 41]),
                columns=tuple(Column(word, f"{word} {words[at + 47]}") for word in words[at + 41 : at + 46]),
                language=language,
                updated=now - timedelta(hours=chance.randrange(50_000)),
                version=1 + number % 4,
                quality=chance.random(),
            )
        )
    return made


def queries(chance: random.Random, listed: Sequence[Document]) -> list[str]:
    """Return queries of one to three words that stand together in some document."""
    found = []
    for _ in range(QUERIES):
        words = f"{(one := chance.choice(listed)).title} {one.description}".split()
        at = chance.randrange(len(words) - 3)
        found.append(" ".join(words[at : at + chance.randint(1, 3)]))
    return found


class Fts5:
    """SQLite's own full-text search: no stemming, no compounds, no typos; snippets and facets by SQL."""

    def __init__(self, folder: Path) -> None:
        self.base = sqlite3.connect(folder / "fts5.sqlite")
        self.base.executescript(
            "create virtual table search using fts5(title, names, body, tokenize='unicode61');"
            "create table document (id integer primary key, kind text, topic text, access text, body text)"
        )

    def fill(self, listed: Sequence[Document]) -> None:
        """Write all documents in one transaction."""
        with self.base:
            for number, one in enumerate(listed):
                names = [*one.keywords, *(f"{column.name} {column.title}" for column in one.columns)]
                self.base.execute(
                    "insert into search(rowid, title, names, body) values (?, ?, ?, ?)",
                    (number, one.title, " ".join(names), one.description),
                )
                row = (number, one.kind, one.topics[0], one.access, dump(one).decode())
                self.base.execute("insert into document values (?, ?, ?, ?, ?)", row)

    def search(self, text: str) -> None:
        """Find the top ten with title and excerpt marked, and count three facets."""
        wanted = " ".join(f'"{word}"' for word in text.split())
        found = self.base.execute(
            "select rowid, highlight(search, 0, '<mark>', '</mark>'), snippet(search, 2, '<mark>', '</mark>', '…', 30)"
            " from search where search match ? order by bm25(search, 5, 2.5, 1) limit 10",
            (wanted,),
        ).fetchall()
        for rowid, _, _ in found:
            json.loads(self.base.execute("select body from document where id = ?", (rowid,)).fetchone()[0])
        for facet in FACETS:
            self.base.execute(
                f"select {facet}, count(*) from document where id in"
                " (select rowid from search where search match ?) group by 1",
                (wanted,),
            ).fetchall()


def main() -> None:
    """Build both, ask both the same, print figures and ratios; a missed limit ends with an error."""
    chance = random.Random(3)
    norwegian, english = vocabularies(chance)
    listed = documents(chance, norwegian, english)
    asked = queries(chance, listed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index = TantivyIndex.open(folder / "index", create=True)
        build = cpu(lambda: index.upsert(listed))
        fts5 = Fts5(folder)
        fts5_build = cpu(lambda: fts5.fill(listed))
        size = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file())
        fts5_size = (folder / "fts5.sqlite").stat().st_size
        one = cpu(lambda: index.upsert(listed[:1]))
        ours = [1000 * cpu(partial(index.search, Query(text, facets=FACETS))) for text in asked]
        theirs = [1000 * cpu(partial(fts5.search, text)) for text in asked]
        typos = [1000 * cpu(partial(index.search, Query(_slip(chance, text)))) for text in asked[:100]]
    median, fts5_median = statistics.median(ours), statistics.median(theirs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(listed)} documents, {QUERIES} queries of 1–3 words; CPU; facets {', '.join(FACETS)}")
    mean = statistics.mean(len(dump(document)) for document in listed[:1000])
    print(f"a document has {mean:.0f} bytes on average")
    print("                   stabbur     fts5   ratio")
    print(f"build s           {build:8.2f} {fts5_build:8.2f} {fts5_build / build:7.2f}")
    print(f"size MB           {size / 1e6:8.1f} {fts5_size / 1e6:8.1f} {fts5_size / size:7.2f}")
    print(f"top ten ms, median{median:8.2f} {fts5_median:8.2f} {fts5_median / median:7.2f}")
    print(f"top ten ms, p95   {_p95(ours):8.2f} {_p95(theirs):8.2f} {_p95(theirs) / _p95(ours):7.2f}")
    print(f"with a typo ms    {statistics.median(typos):8.2f}  (fts5 finds nothing)")
    print(f"one more s        {one:8.2f}; peak memory of this process {memory:.0f} MB")
    figures = (("build", build), ("search", median))
    missed = [f"{name} {value:.2f}" for name, value in figures if value > LIMITS[name]]
    if missed:
        raise SystemExit(f"over the limit: {', '.join(missed)}")


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this process that some work took, in all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _draw(chance: random.Random, words: list[str], count: int) -> list[str]:
    weights = [1 / (rank + 10) for rank in range(len(words))]
    return chance.choices(words, weights, k=count)


def _slip(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()

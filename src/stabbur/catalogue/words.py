"""Words of Norwegian and English as the catalogue takes them: tokens, spellings of æøå, compounds."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files

TOKEN = re.compile(r"[^\W_]+")
JOINERS = ("", "s", "e")  # arbeid-s-ledighet, syk-e-fravær
SPELLINGS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"))
SHORTEST_PART = 3
SHORTEST_HEAD = 4  # of a compound whose first part is not known


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, in order."""
    return TOKEN.findall(unicodedata.normalize("NFC", text).lower())


def spellings(word: str) -> list[str]:
    """Return a word and how it is written with or without æøå: `fravaer` and `fravær`."""
    letters = ascii_letters = word
    for letter, plain in SPELLINGS:
        letters = letters.replace(plain, letter)
        ascii_letters = ascii_letters.replace(letter, plain)
    return list(dict.fromkeys((word, letters, ascii_letters)))


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return the words that compounds are often made of, known before any document is."""
    listed = files("stabbur.catalogue").joinpath("compounds-nb.txt").read_text(encoding="utf-8")
    lines = (line for line in listed.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


class Compounds:
    """Splits compounds into stems by the words that are known.

    Parameters
    ----------
    stem
        Turns a word into its stem.
    known
        Whether a stem is that of a word in use.
    """

    def __init__(self, stem: Callable[[str], str], known: Callable[[str], bool]) -> None:
        self._stem = stem
        self._known = known
        self._found: dict[str, tuple[str, ...]] = {}

    def split(self, word: str) -> tuple[str, ...]:
        """Return the stems of all parts of a compound; nothing when it is none."""
        stem = self._stem(word)
        found = self._found.get(stem)
        if found is None:
            self._found[stem] = ()  # a part that leads back to the whole is none
            found = self._found[stem] = tuple(dict.fromkeys(self._parts(stem)))
        return found

    def _parts(self, stem: str) -> Iterator[str]:
        """Yield the parts at the first place where both sides are words, and the parts of those."""
        for cut in self._cuts(stem):
            head = self._stem(stem[cut:])
            if not self._known(head):
                continue
            base = self._base(stem[:cut])
            if base is None and (cut < SHORTEST_HEAD or len(head) < SHORTEST_HEAD):
                continue
            for part in (base, head):
                if part is not None:
                    yield part
                    yield from self.split(part)
            return

    def _cuts(self, stem: str) -> Iterable[int]:
        return range(SHORTEST_PART, len(stem) - SHORTEST_PART + 1)

    def _base(self, first: str) -> str | None:
        """Return the known stem of a first part, without the letter that joins it to the next."""
        for joiner in JOINERS:
            base = first[: len(first) - len(joiner)]
            if first.endswith(joiner) and len(base) >= SHORTEST_PART:
                for stem in (base, self._stem(base)):
                    if self._known(stem):
                        return stem
        return None


class Chunks(dict[str, str]):
    """The parts of all compounds between two blanks, such as those of `arbeidsledighet/sykefravær,`."""

    def __init__(self, compounds: Compounds) -> None:
        super().__init__()
        self._compounds = compounds

    def __missing__(self, chunk: str) -> str:
        self[chunk] = " ".join(part for word in tokens(chunk) for part in self._compounds.split(word))
        return self[chunk]

    def parts(self, text: str) -> str:
        """Return the stems of the parts of all compounds in a text, with blanks between, in no order."""
        # a third of the time it takes to fill an index went here: what stands between blanks is looked up as it
        # is, since few chunks differ in all documents, and no loop of ours runs for each
        return " ".join(set(map(self.__getitem__, text.lower().split()))).strip()

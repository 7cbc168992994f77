"""Pages of HTML: their tables with spans filled in, what stands in `<pre>`, and the rows in their scripts and drawings."""

import re
from collections.abc import Collection
from html import unescape
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt

from stabbur.disclosure.displayed.objects import written_out
from stabbur.disclosure.displayed.prints import printed
from stabbur.disclosure.displayed.seen import Displayed, Seen, table

WIDEST = 1_000  # a span that says more is no table that anybody looks at
PICTURES = {"img", "canvas", "iframe", "object", "embed", "video", "picture"}
LABEL = re.compile(r'aria-label="([^"]{3,2000})"')
LABELLED = re.compile(r"([^:;]+): ([^;]*)(?:; |$)")
Cell = tuple[str, bool, int, int]  # its text, whether it is a head, how many rows and columns it spans
Grid = list[tuple[list[Cell], bool]]  # rows of cells, and whether they stand in the head


class _Page(HTMLParser):
    """Gathers rows of cells; a table within a table is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.open: list[Grid] = []
        self.cell: list[Any] | None = None
        self.within = ""
        self.head = False
        self.texts: list[str] = []
        self.pres: list[str] = []
        self.scripts: list[str] = []
        self.marks: list[str] = []
        self.pictures = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell, or note what else could show figures."""
        if tag == "table":
            self._close()
            self.open.append([])
            self.head = False
        elif tag in ("thead", "tbody", "tfoot"):
            self._close()
            self.head = tag == "thead"
        elif tag == "tr" and self.open:
            self._close()
            self.open[-1].append(([], self.head))
        elif tag in ("td", "th") and self.open:
            self._close()
            if not self.open[-1]:
                self.open[-1].append(([], self.head))
            told = dict(attrs)
            self.cell = [[], tag == "th", _span(told.get("rowspan")), _span(told.get("colspan"))]
        elif tag in ("script", "style", "pre"):
            self.within = tag
            (self.pres if tag == "pre" else self.scripts).append("")
        elif tag == "br":
            self.handle_data("\n" if self.within == "pre" else " ")
        elif tag in PICTURES:
            self.pictures = True
        elif label := dict(attrs).get("aria-label"):
            self.marks.append(label[:2_000])

    def handle_endtag(self, tag: str) -> None:
        """Close what ends here."""
        if tag in ("td", "th", "tr", "thead", "tbody", "tfoot"):
            self._close()
            self.head = self.head and tag != "thead"
        elif tag == "table" and self.open:
            self._close()
            self.grids.append(self.open.pop())
        elif tag == self.within:
            self.within = ""

    def handle_data(self, data: str) -> None:
        """Keep a text where it stands."""
        if self.within == "pre":
            self.pres[-1] += data
        elif self.within:
            self.scripts[-1] += data if self.within == "script" else ""
        elif self.cell is not None:
            self.cell[0].append(data)
        elif not data.isspace():
            self.texts.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass over a section such as `<![if mso]>`, as browsers do; the library knows some of them alone."""
        return self.parse_bogus_comment(i, report)

    def _close(self) -> None:
        if self.cell is not None and self.open and self.open[-1]:
            texts, *rest = self.cell
            self.open[-1][-1][0].append((" ".join("".join(texts).split()), *rest))
        self.cell = None


def page(text: str, names: Collection[str] = ()) -> Seen:
    """Return what a page of HTML, or a drawing in SVG, shows; `names` are for what is printed in it."""
    reader = _Page()
    # what is left open at the end is a text; looking for its end anew at each sign takes the square of its length
    end = text.rfind(">") + 1
    reader.feed(text[:end])
    reader.close()
    seen = Seen(beside=[*reader.texts, text[end:]], pictures=reader.pictures)
    seen.tables += [one for grid in (*reader.grids, *reader.open) if (one := _filled(grid))]
    for written in reader.pres:
        seen.add(printed(written, names))
    for script in filter(None, reader.scripts):
        found = list(written_out(script))
        seen.tables += found
        seen.beside += [] if found else [script]
    seen.tables += _labels(reader.marks)
    return seen


def drawing(text: str) -> Seen:
    """Return what the marks of a drawing in SVG say of themselves; nobody reads what else it shows."""
    return Seen(_labels([unescape(one) for one in LABEL.findall(text)]), pictures=True)


def markdown(text: str, names: Collection[str] = ()) -> Seen:
    """Return what a text in Markdown shows; tables are all that is looked at, and pages in it."""
    if "|" not in text and "<t" not in text:
        return Seen()
    return Seen(page(MarkdownIt("commonmark").enable("table").render(text), names).tables)


def _span(told: str | None) -> int:
    return min(max(int(told), 1), WIDEST) if told and len(told) < 9 and told.isdecimal() else 1


def _filled(grid: Grid) -> Displayed | None:
    """Return a table whose cells stand in each row and column that they span."""
    heads: list[list[str]] = []
    rows: list[list[str]] = []
    waiting: dict[int, tuple[int, str]] = {}
    for cells, in_head in grid:
        texts: list[str] = []
        for text, _, down, across in cells:
            _from_above(texts, waiting)
            if down > 1:
                waiting |= {len(texts) + at: (down - 1, text) for at in range(across)}
            texts += [text] * across
        _from_above(texts, waiting)
        # where nothing is said to be the head, it is the rows of heads at the top
        if in_head or (not rows and cells and all(cell[1] for cell in cells)):
            heads.append(texts)
        else:
            rows.append(texts)
    return table(heads, rows) if heads else table(rows[:1], rows[1:])


def _from_above(texts: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    """Put in the cells of rows above that reach down to here."""
    while (at := len(texts)) in waiting:
        left, text = waiting.pop(at)
        texts.append(text)
        if left > 1:
            waiting[at] = left - 1, text


def _labels(marks: list[str]) -> list[Displayed]:
    """Return what the marks of a drawing say of themselves, such as `kommune: A; personer: 2`."""
    found = []
    for mark in marks:
        pairs = LABELLED.findall(mark)
        if len(pairs) > 1:
            found.append(Displayed(tuple((name,) for name, _ in pairs), [[value for _, value in pairs]]))
    return found

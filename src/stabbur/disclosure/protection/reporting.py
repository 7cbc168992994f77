"""A report on a protected table for a reviewer to sign: rules, counts, what was lost, what the audit found."""

import platform
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.protection.rendering import Document, Row, Section, as_html, as_markdown
from stabbur.disclosure.tables.cells import Cells, Mask
from stabbur.errors import BadInput, Unavailable

if TYPE_CHECKING:
    from stabbur.disclosure.protection.result import Result

FORMS = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
MOST_CODES = 10
SOFTWARE = ("stabbur", "numpy", "scipy", "highspy", "polars")
SIGN = ("Reviewed by", "Date", "Decision and reason", "Signature")


@dataclass(frozen=True)
class Report:
    """A report on a protected table in its two forms."""

    html: str
    """One page without scripts or addresses: it can be kept, sent and printed."""
    markdown: str

    def write(self, path: str | Path) -> Path:
        """Write it as HTML or Markdown, as the path ends, and return the path.

        Raises
        ------
        BadInput
            The path ends in something else.
        Unavailable
            The file cannot be written.
        """
        target = Path(path)
        form = FORMS.get(target.suffix.lower())
        if form is None:
            raise BadInput(
                f"a report is not written as '{target.suffix or target.name}'",
                hint="end the path in .html or .md",
                code="report-form",
            )
        try:
            target.write_text(self.html if form == "html" else self.markdown, encoding="utf-8")
        except OSError as error:
            raise Unavailable(
                f"the report was not written to '{target}': {error.strerror}",
                hint=f"make the folder first: mkdir -p {shlex.quote(str(target.parent))}"
                if isinstance(error, FileNotFoundError)
                else "give another place, or let yourself write there with chmod u+w",
                code="file-unwritable",
            ) from error
        return target

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        return self.html


def report(result: "Result", title: str = "") -> Report:
    """Return the report on a protected table.

    It follows what Hundepol et al. (*Statistical Disclosure Control*, 2012, chapter 4) ask to be written down of
    a protected table: the rules, the pattern's size, the loss, and the feasibility intervals that an audit found.
    """
    document = Document(
        title or f"How the table by {', '.join(result.cells.dimensions)} was protected",
        verdict_of(result),
        bool(result.proof["safe"]),
        tuple(_sections(result)),
        SIGN,
    )
    return Report(as_html(document), as_markdown(document))


def verdict_of(result: "Result") -> str:
    """Return in one sentence what a reviewer can rely on."""
    if result.proof["safe"]:
        return "Audited: no confidential figure can be computed from what is published."
    if result.proof["audited"]:
        return "Audited, and not safe: confidential figures can be computed from what is published."
    return "Not audited: nobody has checked whether hidden figures can be computed."


def _sections(result: "Result") -> list[Section]:
    sections = [_what(result), _rules(result), _counts(result), *_where(result), _audit(result)]
    if uncovered := result.proof["uncovered"]:
        listed = ", ".join(map(repr, uncovered))
        sections.append(
            Section("Not covered", (f"Nobody has checked what these columns of numbers tell: {listed}.",))
        )
    return [*sections, _made_with(result)]


def _what(result: "Result") -> Section:
    cells = result.cells
    rows: list[Row] = [(name, number(cells.codes[name].n_unique())) for name in cells.dimensions]
    figure = ", ".join(result.proof["figures"])
    sentence = f"{number(cells.size)} cells over {number(cells.sums.shape[0])} inner rows; figure: {figure}."
    return Section("What is published", (sentence,), ("Dimension", "Codes"), tuple(rows), 1)


def _rules(result: "Result") -> Section:
    rows = []
    for rule in result.primary.rules:
        hit = sum(1 for why in result.primary.why if rule in why)
        rows.append((rule, number(hit)))
    zeros = {
        "public": "Zeros are published, so a hidden figure is known not to be zero.",
        "protect": "Zeros are confidential.",
        "secondary": "Zeros are not confidential, but may be hidden to protect others.",
        "structural": "Zeros are impossible combinations, known to everybody.",
    }[result.primary.zeros]
    sentences = (zeros,) if result.cells.value is None else ()
    return Section("Rules", sentences, ("Rule", "Cells it hits"), tuple(rows), 1)


def _counts(result: "Result") -> Section:
    primary = result.primary.mask
    secondary = result.suppressed & ~primary
    rows = [
        (name, number(int(which.sum())), share(which.sum(), which.size), lost(result.cells, which))
        for name, which in (
            ("Published", ~result.suppressed),
            ("Hidden: primary", primary),
            ("Hidden: secondary", secondary),
        )
    ]
    method = f"Method: {result.proof['method']}; singletons: {result.proof['singletons']}."
    sentences = (method, "Share of value is that of all figures added up, totals among them.")
    return Section("Counts", sentences, ("Cells", "Number", "Share", "Share of value"), tuple(rows), 3)


def _where(result: "Result") -> list[Section]:
    sections = []
    for dimension in result.cells.dimensions:
        codes = result.cells.codes[dimension].to_list()
        rows = _most_hidden(codes, result.suppressed)
        if rows:
            header = (dimension, "Hidden", "Cells")
            sections.append(Section(f"Where most is hidden: {dimension}", (), header, tuple(rows), 2))
    return sections


def _most_hidden(codes: Sequence[str], suppressed: Mask) -> list[Row]:
    hidden: dict[str, int] = {}
    cells: dict[str, int] = {}
    for code, is_hidden in zip(codes, suppressed.tolist(), strict=True):
        cells[code] = cells.get(code, 0) + 1
        hidden[code] = hidden.get(code, 0) + is_hidden
    most = sorted((code for code in hidden if hidden[code]), key=lambda code: -hidden[code])[:MOST_CODES]
    return [(code, number(hidden[code]), number(cells[code])) for code in most]


def _audit(result: "Result") -> Section:
    heading = "Audit"
    bounds = result.bounds
    if bounds is None:
        return Section(
            heading, ("The table was not audited (verify=False, or a method that hides primary cells only).",)
        )
    hidden = result.suppressed
    width = (bounds.upper - bounds.lower)[hidden]
    rows: list[Row] = [
        ("Hidden cells", number(int(hidden.sum()))),
        ("Primary cells known too closely", number(int(bounds.failed.sum()))),
        ("Hidden cells of which one value alone is possible", number(int(bounds.exact.sum()))),
        ("Linear programs solved", number(bounds.programs)),
    ]
    if width.size:
        rows.append(("Narrowest interval", f"{width.min():.12g}"))
    kind = (
        "Intervals are the exact least and most that a reader can compute."
        if bounds.complete
        else "Intervals are witnessed: tables that agree with all that is published lie this far apart or further."
    )
    sentences = (f"The attacker: {described(bounds.attacker, result)}.", kind)
    return Section(heading, sentences, ("Found", "Number"), tuple(rows), 1)


def described(attacker: Attacker, result: "Result") -> str:
    """Return in words what an attacker is taken to know."""
    least = attacker.lower
    if least is None:
        from stabbur.disclosure.attack.view import seen

        view = seen(result.cells, result.suppressed, result.primary, attacker)
        least = float(view.least[result.suppressed].max(initial=0.0))
    known = [
        f"knows that a hidden figure is at least {least:.15g}"
        if np.isfinite(least)
        else "knows no least figure"
    ]
    if attacker.upper is not None:
        known.append(f"that an inner figure is at most {attacker.upper:.15g}")
    if attacker.relative is not None:
        known.append(f"each inner figure to within {attacker.relative:.0%}")
    if result.cells.value is None and attacker.whole:
        known.append("that counts are whole numbers")
    if result.cells.value is not None and attacker.own:
        known.append("as a contributor what they gave themselves")
    return ", ".join(known)


def _made_with(result: "Result") -> Section:
    rows: list[Row] = [(name, version(name)) for name in SOFTWARE]
    rows.append(("Python", platform.python_version()))
    rows += [("Fingerprint of the table", result.proof["fingerprint"]), ("Time (UTC)", result.proof["when"])]
    return Section("Made with", (), ("What", "Version"), tuple(rows))


def number(value: int) -> str:
    """Return a whole number with no-break spaces between thousands."""
    return f"{value:,}".replace(",", "\u00a0")


def share(part: float, whole: float) -> str:
    """Return a share in per cent, with one decimal."""
    return f"{100 * part / whole:.1f} %" if whole else "0 %"


def lost(cells: Cells, which: Mask) -> str:
    """Return the share of all figures that some cells stand for."""
    figures = np.abs(cells.figures)
    return share(float(figures[which].sum()), float(figures.sum()))

"""A report's sections as Markdown, and as one HTML file that needs no network and prints on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """
:root { color-scheme: light dark; --page: #FFFFFF; --tint: #F7F4ED; --text: #312B1F; --soft: #675C46;
  --accent: #17604F; --line: #817866; --good: #023409; --good-box: #DAEDDD; --bad: #B81A1A; }
@media (prefers-color-scheme: dark) { :root { --page: #1A1813; --tint: #24211B; --text: #EDECEA; --soft: #ABA79F;
  --accent: #8FC7B6; --line: #878175; --good: #E6EFE6; --good-box: #183418; --bad: #D19A96; } }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 Inter, system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 32px 24px 72px; }
h1 { font-size: 28px; line-height: 1.2; font-weight: 650; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 24px; line-height: 1.2; font-weight: 650; margin: 48px 0 16px; color: var(--accent); }
p { max-width: 42rem; }
.verdict { border-left: 4px solid var(--bad); background: var(--tint); padding: 12px 16px; font-weight: 600; }
.verdict.good { border-color: var(--accent); background: var(--good-box); color: var(--good); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 8px 16px 8px 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
th { font-weight: 600; }
td.number, th.number { text-align: right; }
td { overflow-wrap: anywhere; }
.sign { display: grid; gap: 24px; max-width: 42rem; margin-top: 24px; }
.sign div { border-bottom: 1px solid var(--line); padding-top: 32px; color: var(--soft); }
@media print { :root { color-scheme: light; } h2 { break-after: avoid; } tr, .sign { break-inside: avoid; } }
""".strip()

Row = Sequence[str]


@dataclass(frozen=True)
class Section:
    """A heading, some sentences, and a table where there is one."""

    heading: str
    sentences: tuple[str, ...] = ()
    header: Row = ()
    rows: tuple[Row, ...] = ()
    numbers: int = 0
    """How many columns of the table, from the right, are numbers."""


@dataclass(frozen=True)
class Document:
    """A report before it has a form."""

    title: str
    verdict: str
    good: bool
    sections: tuple[Section, ...]
    sign: tuple[str, ...]
    """What is filled in by hand, a line each."""


def as_markdown(document: Document) -> str:
    """Return a report as Markdown."""
    parts = [f"# {_plain(document.title)}", f"**{_plain(document.verdict)}**"]
    for section in document.sections:
        parts.append(f"## {_plain(section.heading)}")
        parts += [_plain(sentence) for sentence in section.sentences]
        if section.rows:
            parts.append(_markdown_table(section))
    parts.append("## To sign")
    parts += [f"{_plain(line)}: ______________________________" for line in document.sign]
    return "\n\n".join(parts) + "\n"


def as_html(document: Document) -> str:
    """Return a report as one HTML page, with all that it needs in it."""
    title = escape(document.title)
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="verdict{" good" * document.good}">{escape(document.verdict)}</p>',
    ]
    for section in document.sections:
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [f"<p>{escape(sentence)}</p>" for sentence in section.sentences]
        if section.rows:
            parts.append(_html_table(section))
    lines = "".join(f"<div>{escape(line)}</div>" for line in document.sign)
    parts.append(f'<h2>To sign</h2><section class="sign">{lines}</section>')
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>\n<style>\n{STYLE}\n</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def _html_table(section: Section) -> str:
    first = len(section.header) - section.numbers
    kinds = [' class="number"' if at >= first else "" for at in range(len(section.header))]
    heads = [
        f'<th scope="col"{kind}>{escape(text)}</th>' for text, kind in zip(section.header, kinds, strict=True)
    ]
    head = f"<thead><tr>{''.join(heads)}</tr></thead>"
    lines = []
    for row in section.rows:
        rest = [f"<td{kind}>{escape(text)}</td>" for text, kind in zip(row[1:], kinds[1:], strict=True)]
        lines.append(f'<tr><th scope="row">{escape(row[0])}</th>{"".join(rest)}</tr>')
    body = "".join(lines)
    label = escape(section.heading, quote=True)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f"<table>{head}<tbody>{body}</tbody></table></div>"
    )


def _markdown_table(section: Section) -> str:
    first = len(section.header) - section.numbers
    rule = ["---:" if at >= first else "---" for at in range(len(section.header))]
    lines = [[_plain(text) for text in row] for row in (section.header, *section.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], rule, *lines[1:]])


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    marks: dict[str, str | int | None] = {mark: f"\\{mark}" for mark in "\\`*_[]<>|#"}
    return " ".join(text.split()).translate(str.maketrans(marks))

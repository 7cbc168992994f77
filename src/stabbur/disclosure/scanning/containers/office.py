"""The parts of Word, PowerPoint, Excel and OpenDocument files, which are XML: paragraphs and tables as a page has them."""

import re
from pathlib import PurePosixPath

from stabbur.disclosure.scanning.texts import decoded

ENDINGS = (".xml", ".rels", ".vml")
TAG = re.compile(r"<(/?)([A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)((?:\s[^<>]*)?)>")
CELLS = {
    **dict.fromkeys(("w:tbl", "a:tbl", "table:table"), "table"),
    **dict.fromkeys(("w:tr", "a:tr", "table:table-row"), "tr"),
    **dict.fromkeys(("w:tc", "a:tc", "table:table-cell", "table:covered-table-cell"), "td"),
}
LINES = {"w:p", "a:p", "text:p", "text:h"}
GAPS = {"w:tab", "w:br", "w:cr", "a:br", "text:s", "text:tab", "text:line-break"}
RUNS = {"w:", "a:", "text:", "m:"}
PLAIN = {
    "r",
    "t",
    "rPr",
    "b",
    "i",
    "u",
    "sz",
    "color",
    "rFont",
    "family",
    "charset",
    "scheme",
    "vertAlign",
    "phoneticPr",
}
"""Of comments and shared texts in workbooks: what stands between the parts of a word."""
VALUE = re.compile(r'<s\b[^<>]*?\bv="([^"]*)"')
TELLING = re.compile(
    r"(?:\d[^<>]{0,3}){8}|@|\b(?:name|author|creator|initials|title|descr|tooltip)=", re.IGNORECASE
)


def is_office(name: str) -> bool:
    """Tell whether a member of an archive is a part of a document."""
    return name.lower().endswith(ENDINGS)


def page_of(name: str, content: bytes) -> str:
    """Return a part of a document as a page: a number that is cut in two by its letters' looks is whole again.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.containers.office import page_of
    >>> page_of("word/document.xml", b"<w:p><w:r><w:t>020132</w:t></w:r><w:r><w:t>99997</w:t></w:r></w:p>")
    '02013299997\\n'
    """
    text = decoded(content) or ""
    attributes: list[str] = []

    def shown(tag: re.Match[str]) -> str:
        slash, prefix, local, rest = tag[1], tag[2] or "", tag[3], tag[4]
        whole = prefix + local
        if rest and TELLING.search(rest):
            attributes.append(f"<i{rest}>")
        if whole in CELLS:
            return f"<{slash}{CELLS[whole]}>"
        if whole in LINES:
            return "\n" if slash else ""
        if whole in GAPS:
            return " "
        return "" if prefix in RUNS or (not prefix and local in PLAIN) else "\n"

    made = re.sub(r"\n\s*\n", "\n", TAG.sub(shown, text))
    if "pivotCache" in PurePosixPath(name).parts:
        made += "\n".join(VALUE.findall(text))
    return made + "".join(attributes)

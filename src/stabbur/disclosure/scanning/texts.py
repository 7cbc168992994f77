"""The texts in a file: itself, or the cells of a notebook with what they printed; no image in letters."""

import base64
import binascii
import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

# an image in Markdown, or a font in a page: letters without meaning, in which anything can be found
PACKED = re.compile(r"data:[\w/+.;=-]{0,80};base64,[A-Za-z0-9+/=_-]*")
WRITTEN = r"text/|application/(?:[\w.+-]*json|[\w.+-]*xml|csv|javascript|sql|yaml)|image/svg\+xml"
ADDRESS = re.compile(rf"data:((?:{WRITTEN})[\w.+;=-]{{0,80}}|),([^\s\"'<>)\\]+)", re.IGNORECASE)
"""A text that is packed into an address: one begins with its kind, or is plain text."""
ADDRESSES = 500  # of them in a text
# the longer first: one of UTF-32 begins as one of UTF-16 does
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
LATIN = 0x250  # the letters of European languages lie below
LONGEST = 5_000  # characters of a line that are looked at together: patterns take the square of it
UNREAD = ("image/", "audio/", "video/", "application/pdf", "application/octet-stream")
OVERLAP = 500  # of them twice, so that no secret is cut in two


class Text(NamedTuple):
    """A text and where it stands: a prefix such as `cell 3, `, the name that tells its language, how it came."""

    where: str
    name: str
    text: str
    printed: bool = False


def decoded(content: bytes) -> str | None:
    """Return a file as text; None when it is none."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\0" in content[:8192]:
        wide = next((one for one in WIDE if _is_latin(content[:4096].decode(one, "replace"))), None)
        return content.decode(wide, "replace") if wide else None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _is_latin(sample: str) -> bool:
    known = sum(one in "\t\r\n" or (one.isprintable() and ord(one) < LATIN) for one in sample)
    return known > 0.9 * len(sample)


def texts_in(name: str, content: bytes) -> Iterator[Text]:
    """Yield the texts of a file; nothing for one that is no text."""
    found = notebook(name, content)
    if found is None:
        text = decoded(content)
        if text is not None:
            yield from _with_packed(Text("", name, text))
        return
    ending = ".R" if _language(found) == "r" else ".py"
    yield from _noted("metadata, ", name, found.get("metadata"))
    for number, cell in enumerate(found["cells"], start=1):
        if not isinstance(cell, dict):
            continue
        code = ending if cell.get("cell_type") == "code" else ".md"
        yield from _with_packed(Text(f"cell {number}, ", name + code, joined(cell.get("source"))))
        yield from _noted(f"metadata of cell {number}, ", name, cell.get("metadata"))
        attached = cell.get("attachments")
        for one in attached.values() if isinstance(attached, dict) else ():
            yield Text(f"attachment of cell {number}, ", name + ".txt", tidied(_shown(_opened(one))), True)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            yield from _with_packed(Text(f"output of cell {number}, ", name + ".txt", _printed(output), True))


def unopened(name: str, content: bytes) -> Iterator[str]:
    """Yield where in a notebook something is attached or shown that is no text, such as a picture or PDF.

    Pictures that cells drew are not among them: there is one in nearly every notebook.
    """
    for number, cell in enumerate((notebook(name, content) or {}).get("cells", ()), start=1):
        parts = [cell.get("attachments"), *(cell.get("outputs") or ())] if isinstance(cell, dict) else []
        attached = parts[0].values() if parts and isinstance(parts[0], dict) else ()
        shown = [one.get("data") for one in parts[1:] if isinstance(one, dict)]
        kinds = {str(kind) for one in attached if isinstance(one, dict) for kind in one}
        kinds |= {
            str(kind) for one in shown if isinstance(one, dict) for kind in one if not _drawn(str(kind))
        }
        for kind in sorted(kind for kind in kinds if kind.startswith(UNREAD) and not _is_svg(kind)):
            yield f"{kind} in cell {number}"


def _drawn(kind: str) -> bool:
    return kind.startswith("image/")


def _is_svg(kind: str) -> bool:
    return kind.endswith("svg+xml")


def _with_packed(text: Text) -> Iterator[Text]:
    """Yield a text, tidied, and those that are packed as letters into addresses in it, such as `data:text/csv;…`."""
    yield text._replace(text=tidied(text.text))
    if "data:" not in text.text:
        return
    for found, _ in zip(ADDRESS.finditer(text.text), range(ADDRESSES), strict=False):
        packed = unquote_to_bytes(found[2])
        content = _from_letters(packed) if found[1].lower().endswith(";base64") else packed
        if content and (inner := decoded(content)):
            yield text._replace(where=f"packed in {text.where or 'the text, '}", text=tidied(inner))


def _from_letters(letters: bytes) -> bytes | None:
    """Return what base64 says, in either of its alphabets; None where it is none."""
    plain = b"".join(letters.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _opened(attached: object) -> object:
    """Return an attachment with its texts as such: notebooks keep them as base64, or as they are."""
    if not isinstance(attached, dict):
        return attached
    opened: dict[str, object] = {}
    for kind, value in attached.items():
        letters = joined(value)
        picture = _drawn(str(kind)) and not _is_svg(str(kind))
        content = None if picture else _from_letters(letters.encode())
        inner = decoded(content) if content else None
        opened[str(kind)] = [letters, "\n", inner] if inner else value
    return opened


def notebook(name: str, content: bytes) -> dict[str, Any] | None:
    """Return a notebook; None for any other file, and for one that can't be read as such."""
    if not name.lower().endswith(".ipynb"):
        return None
    try:
        found = json.loads(decoded(content) or "")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("cells"), list) else None


def tidied(text: str) -> str:
    """Return a text without what is packed into it as letters, its long lines cut; lines keep their numbers."""
    text = PACKED.sub("", text)
    if len(text) <= LONGEST:
        return text
    # \v and the like, which splitlines knows: they make no new line for an editor
    return "\n".join(
        line
        if len(line) <= LONGEST
        else "\v".join(line[at : at + LONGEST] for at in range(0, len(line), LONGEST - OVERLAP))
        for line in text.split("\n")
    )


def _language(found: dict[str, Any]) -> str:
    meta = found.get("metadata")
    spec = meta.get("kernelspec") if isinstance(meta, dict) else None
    language = spec.get("language") if isinstance(spec, dict) else None
    return language.lower() if isinstance(language, str) else ""


def joined(source: object) -> str:
    """Return a text of a notebook, which keeps it whole or line by line."""
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _printed(output: object) -> str:
    """Return the text of an output; images and pages packed into letters are passed over."""
    if not isinstance(output, dict):
        return ""
    parts = [joined(output.get("text")), joined(output.get("traceback")), _shown(output.get("data"))]
    return "\n".join(part for part in parts if part)


def _shown(data: object) -> str:
    """Return what is shown in one way or another, such as the rows in a figure of Vega; images are passed over."""
    if not isinstance(data, dict):
        return ""
    kinds = [(str(kind), value) for kind, value in data.items()]
    found = [value for kind, value in kinds if not kind.startswith(UNREAD) or kind.endswith("svg+xml")]
    parts = [_written(value) if isinstance(value, dict) else joined(value) for value in found]
    return "\n".join(part for part in parts if part)


def _noted(where: str, name: str, meta: object) -> Iterator[Text]:
    if isinstance(meta, dict) and meta:
        yield Text(where, name + ".json", tidied(_written(meta)), True)


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)

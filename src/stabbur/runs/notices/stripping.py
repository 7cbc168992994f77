"""Take what may be data out of the words of an error: what stays is its kind and what it is about."""

import re

from stabbur.secrets import mask, printable

LONGEST = 200
WORDS, CHARACTERS = 3, 40  # of one quoted value that may be a name of something
QUOTED_AT_MOST = 2
GAP = "…"

_QUOTES = {"'": "'", '"': '"', "`": "`", "«": "»", "“": "”", "‘": "’", "„": "“"}
_NUMBER = re.compile(r"\d(?:[ .,:/-]?\d){4,}")  # an account, a person, a time; 0301 and 2021 are none
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ROW = re.compile(r"[^;|\t:]*[;|\t][^;|\t]*[;|\t].*|[^,:]*(?:,[^,]*){3,}")
_TABLE = re.compile(r"\S* {2,}\S+ {2,}.*")
_INNER = re.compile(r"\(([^()\[\]{}<>]*)\)|\[([^()\[\]{}<>]*)\]|\{([^()\[\]{}<>]*)\}|<([^()\[\]{}<>]*)>")
_PLAIN = re.compile(r"[\w.-]{0,30}")


def stripped(text: str) -> str:
    """Return one line of an error that may leave this machine.

    Secrets are masked. A quoted value of more than a few words, what stands in brackets, long numbers,
    addresses and whatever looks like a row of a table are taken out.

    Examples
    --------
    >>> from stabbur.runs.notices.stripping import stripped
    >>> stripped("could not convert string to float: 'Kari Nordmann, Storgata 1, Bodø'")
    "could not convert string to float: '…'"
    >>> stripped("KeyError: 'alder'")
    "KeyError: 'alder'"
    """
    line = next((one for one in text.splitlines() if one.strip()), "").strip()
    # the whole of it is masked: a secret that the cut goes through would not be known again
    line = mask(printable(line.expandtabs(4) if line.count("\t") < 2 else line.replace("\t", " | ")))
    line = _unquoted(line[: LONGEST * 4])
    line = _unbracketed(line)
    for shape in (_ADDRESS, _NUMBER):
        line = shape.sub(GAP, line)
    line = _ROW.sub(f" {GAP}", _TABLE.sub(GAP, line))
    line = re.sub(rf"(?:{GAP}[\s,;]*){{2,}}", GAP, " ".join(line.split()))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + GAP


def _unquoted(line: str) -> str:
    """Take out the quoted values that are more than a name, and all behind a quote that has no end."""
    made, at, kept = [], 0, 0
    while at < len(line):
        sign = line[at]
        before = line[at - 1] if at else " "
        if sign not in _QUOTES or before.isalnum():  # can't is one word
            made.append(sign)
            at += 1
            continue
        end = _end(line, at + 1, _QUOTES[sign])
        if end < 0:
            return "".join(made) + sign + GAP
        value = line[at + 1 : end]
        name = len(value) <= CHARACTERS and len(value.split()) <= WORDS and not re.search(r"[,;|\t]", value)
        kept += name
        shown = value if name and kept <= QUOTED_AT_MOST else GAP
        made.append(f"{sign}{shown}{_QUOTES[sign]}")
        at = end + 1
    return "".join(made)


def _end(line: str, at: int, sign: str) -> int:
    """Return where a quote ends: not behind a backslash, and not inside of a word."""
    while (at := line.find(sign, at)) >= 0:
        after = line[at + 1] if at + 1 < len(line) else " "
        if line[at - 1] != "\\" and not after.isalnum():
            return at
        at += 1
    return -1


def _unbracketed(line: str) -> str:
    """Take out what stands in brackets, from the innermost, and all behind one that is not closed."""
    held: list[str] = []

    def closed(found: re.Match[str]) -> str:
        inner = next((one for one in found.groups() if one is not None), "")
        whole = found[0]
        held.append(
            whole if _PLAIN.fullmatch(inner) and not _NUMBER.search(inner) else whole[0] + GAP + whole[-1]
        )
        return f"\0{len(held) - 1}\0"

    while True:
        line, count = _INNER.subn(closed, line)
        if not count:
            break
    line = re.sub(r"[(\[{].*", lambda found: found[0][0] + GAP, line)
    # from the outermost on: what was held inside of another is gone with it
    while "\0" in line:
        line = re.sub(r"\0(\d+)\0", lambda found: held[int(found[1])], line)
    return line

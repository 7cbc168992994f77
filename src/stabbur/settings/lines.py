"""Which line of a TOML file a key stands on; the standard parser does not tell."""

import re
from collections.abc import Sequence

Path = tuple[str, ...]

_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")
_SPACE = re.compile(r"(?:[ \t\r\n]+|\#[^\n]*)*")
# one step through a value: a whole string, a comment, or a single character
_STEP = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|\#[^\n]*|.', re.DOTALL
)


def key_lines(text: str) -> dict[Path, int]:
    """Return the line of each table and key of a text that has been parsed as TOML before."""
    lines: dict[Path, int] = {}
    table: Path = ()
    at = _skip(text, 0)
    while at < len(text):
        line = text.count("\n", 0, at) + 1
        if text[at] == "[":
            opening = 2 if text.startswith("[[", at) else 1
            table, at = _key(text, at + opening)
            at += opening
            lines.setdefault(table, line)
        else:
            key, at = _key(text, at)
            # `a.b.c = 1` defines the tables a and a.b on the same line
            for depth in range(1, len(key) + 1):
                lines.setdefault(table + key[:depth], line)
            at = _after_value(text, at + 1)
        at = _skip(text, at)
    return lines


def line_of(lines: dict[Path, int], path: Sequence[str]) -> int | None:
    """Return the line of a key; of the nearest table around it when it stands in an inline table."""
    for depth in range(len(path), 0, -1):
        if tuple(path[:depth]) in lines:
            return lines[tuple(path[:depth])]
    return None


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _key(text: str, at: int) -> tuple[Path, int]:
    parts: list[str] = []
    while found := _PART.match(text, at):
        parts.append(next(part for part in found.groups() if part is not None))
        at = found.end()
        if not text.startswith(".", at):
            break
        at += 1
    return tuple(parts), at


def _after_value(text: str, at: int) -> int:
    depth = 0
    while at < len(text) and (found := _STEP.match(text, at)):
        step = found.group()
        if step == "\n" and depth == 0:
            return at
        depth += (step in "[{") - (step in "]}")
        at = found.end()
    return len(text)

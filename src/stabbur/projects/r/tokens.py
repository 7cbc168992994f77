"""R code as its tokens, so that what stands in a comment or a string is never taken for code."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["name", "text", "number", "sign"]
RAW_ENDS = {"(": ")", "[": "]", "{": "}"}
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
PATTERN = re.compile(
    r"""
      (?P<space>  \s+ | \#[^\n]* )
    | (?P<raw>    [rR](?P<quote>["'])(?P<dashes>-*)(?P<open>[(\[{]) )
    | (?P<text>   "(?:[^"\\]|\\.)*+(?:"|\\?\Z) | '(?:[^'\\]|\\.)*+(?:'|\\?\Z) )
    | (?P<quoted> `(?:[^`\\]|\\.)*+(?:`|\\?\Z) )
    | (?P<number> 0[xX][0-9a-fA-F.]+(?:[pP][+-]?\d+)?[Li]? | (?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d*)?[Li]? )
    | (?P<name>   (?:[^\W\d_]|\.)[\w.]* )
    | (?P<sign>   %[^%\n]*% | :::? | <<?- | ->>? | [<>=!]= | && | \|\|? | \|> | . )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A word of R; a string and a name in backticks are without their quotes."""

    kind: Kind
    value: str
    start: int
    end: int


def tokens(code: str) -> Iterator[Token]:
    """Yield the tokens of R code in their order; code that R could not parse gives tokens all the same.

    Examples
    --------
    >>> from stabbur.projects.r.tokens import tokens
    >>> [token.value for token in tokens("library(dplyr) # and not library(ggplot2)")]
    ['library', '(', 'dplyr', ')']
    """
    at = 0
    while at < len(code):
        found = PATTERN.match(code, at)
        if found is None:  # pragma: no cover - the last sign of the pattern is any character
            return
        start, at = at, found.end()
        kind = str(found.lastgroup if found.lastgroup not in ("quote", "dashes", "open") else "raw")
        if kind == "space":
            continue
        if kind == "raw":
            end = RAW_ENDS[found["open"]] + found["dashes"] + found["quote"]
            close = code.find(end, at)
            inside = code[at : close if close >= 0 else len(code)]
            at = close + len(end) if close >= 0 else len(code)
            yield Token("text", inside, start, at)
        elif kind in ("text", "quoted"):
            inside = ESCAPE.sub(r"\1", found[0][1:].removesuffix(found[0][0]))
            yield Token("text" if kind == "text" else "name", inside, start, at)
        elif kind == "number":
            yield Token("number", found[0], start, at)
        elif kind == "name":
            yield Token("name", found[0], start, at)
        else:
            yield Token("sign", found[0], start, at)

"""The packages that R code names: library() and its like, pkg::name, and the loaders that renv knows."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from stabbur.projects.r.tokens import Token, tokens

PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]")
OPEN, CLOSE = ("(", "[", "{"), (")", "]", "}")
TRUE = ("TRUE", "T")


@dataclass
class Arguments:
    """The arguments of a call, each as its tokens: those by place, and those by name."""

    placed: list[list[Token]] = field(default_factory=list)
    named: dict[str, list[Token]] = field(default_factory=dict)

    def first(self, *names: str) -> list[Token]:
        """Return the argument of one of these names, or else the first one by place."""
        return next((self.named[name] for name in names if name in self.named), (self.placed or [[]])[0])

    def is_true(self, name: str) -> bool:
        """Tell whether an argument is written out as TRUE."""
        return [token.value for token in self.named.get(name, [])] in ([word] for word in TRUE)


def packages(code: str) -> set[str]:
    """Return the packages that R code names; nothing is run.

    Examples
    --------
    >>> from stabbur.projects.r.calls import packages
    >>> sorted(packages('library(dplyr); jsonlite::toJSON(1) # library(x)'))
    ['dplyr', 'jsonlite']
    """
    return {name for name in _named(list(tokens(code))) if PACKAGE.fullmatch(name)}


def _named(code: list[Token]) -> Iterator[str]:
    for place, token in enumerate(code):
        if token.kind not in ("name", "text"):
            continue
        before = code[place - 1].value if place and code[place - 1].kind == "sign" else ""
        after = code[place + 1].value if _is_sign(code, place + 1) else ""
        if before in ("$", "@"):
            continue  # a member of an object may have any name, library too
        if after in ("::", ":::") and place + 2 < len(code) and code[place + 2].kind in ("name", "text"):
            yield token.value
        if after == "(" and token.kind == "name" and token.value in LOADERS:
            owner = code[place - 2].value if before in ("::", ":::") and place > 1 else ""
            read = LOADERS[token.value].get(owner)
            yield from read(_arguments(code, place + 2)) if read else []


def _is_sign(code: list[Token], place: int) -> bool:
    return place < len(code) and code[place].kind == "sign"


def _arguments(code: list[Token], place: int) -> Arguments:
    """Return what stands between a parenthesis that was opened and the one that closes it."""
    found, one, depth = Arguments(), list[Token](), 0
    for token in code[place:]:
        sign = token.value if token.kind == "sign" else ""
        if depth == 0 and sign in (*CLOSE, ","):
            _keep(found, one)
            one = []
            if sign != ",":
                break
            continue
        depth += (sign in OPEN) - (sign in CLOSE)
        one.append(token)
    return found


def _keep(found: Arguments, one: list[Token]) -> None:
    if len(one) > 1 and one[0].kind != "number" and _is_sign(one, 1) and one[1].value == "=":
        found.named[one[0].value] = one[2:]
    elif one:
        found.placed.append(one)


def _texts(tokens: list[Token]) -> list[str]:
    return [token.value for token in tokens if token.kind == "text"]


def _word(tokens: list[Token], *, names: bool) -> list[str]:
    """Return the one word that an argument is; more than one word is an expression, which nobody runs."""
    allowed = ("text", "name") if names else ("text",)
    return [tokens[0].value] if len(tokens) == 1 and tokens[0].kind in allowed else []


def _library(given: Arguments) -> list[str]:
    if "help" in given.named and "package" not in given.named and not given.placed:
        return []
    return _word(given.first("package"), names=not given.is_true("character.only"))


def _namespace(given: Arguments) -> list[str]:
    return _word(given.first("package"), names=False)


def _p_load(given: Arguments) -> list[str]:
    names = not given.is_true("character.only")
    placed = [word for one in given.placed for word in _word(one, names=names)]
    return placed + _texts(given.named.get("char", []))


def _box(given: Arguments) -> list[str]:
    parts = [*given.placed, *given.named.values()]
    whole = [one for one in parts if not any(token.value == "/" and token.kind == "sign" for token in one)]
    return [one[0].value for one in whole if one and one[0].kind == "name" and not set(one[0].value) <= {"."}]


def _import(given: Arguments) -> list[str]:
    found = _word(given.first(".from"), names=not given.is_true(".character_only"))
    return [name for name in found if not name.lower().endswith(".r")]  # a script of one's own


def _import_named(given: Arguments) -> list[str]:
    return _import(given) if ".from" in given.named else []


def _import_module(given: Arguments) -> list[str]:
    return _word(given.first("from"), names=True)


def _attached(given: Arguments) -> list[str]:
    return [text for one in given.placed for text in _texts(one)]


def _checked(given: Arguments) -> list[str]:
    return [re.split(r"[\s(]", text)[0] for text in _texts(given.first("pkg"))]


def _targets(given: Arguments) -> list[str]:
    return ["targets", *_texts(given.named.get("packages", []))]


Reader = Callable[[Arguments], list[str]]
LOADERS: Mapping[str, Mapping[str, Reader]] = {
    # function: for what stands before it, nothing or a package, who reads its arguments
    "library": {"": _library, "base": _library},
    "require": {"": _library, "base": _library},
    "requireNamespace": {"": _namespace, "base": _namespace},
    "loadNamespace": {"": _namespace, "base": _namespace},
    "use": {"": _namespace, "base": _namespace, "box": _box},
    "p_load": {"": _p_load, "pacman": _p_load},
    "from": {"import": _import},
    "here": {"import": _import_named},
    "into": {"import": _import_named},
    "import": {"modules": _import_module},
    "pkg_attach": {"": _attached, "xfun": _attached},
    "pkg_attach2": {"": _attached, "xfun": _attached},
    "check_installed": {"": _checked, "rlang": _checked},
    "is_installed": {"": _checked, "rlang": _checked},
    "tar_option_set": {"": _targets, "targets": _targets},
}

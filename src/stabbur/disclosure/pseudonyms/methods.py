"""The methods by which a value becomes a pseudonym, each with its options; what none of them says is an error."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar, Literal

from stabbur.errors import BadInput, meant

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "digits": DIGITS,
    "lower": LOWER,
    "upper": LOWER.upper(),
    "letters": LOWER.upper() + LOWER,
    "alphanumeric": DIGITS + LOWER.upper() + LOWER,
    "norwegian": DIGITS + LOWER.upper() + "ÆØÅ" + LOWER + "æøå",
}


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """What all methods with a key share: the key's id, such as `skatt` or `skatt@2`, and how values become text."""

    algorithm: ClassVar[str] = ""
    reversible: ClassVar[bool] = True

    key: str = ""
    """Id of the key, with `@` and a version when it is not the newest; empty: the one of the call."""
    width: int = 0
    """Digits to which whole numbers are filled up with zeros: 11 for national identity numbers."""
    normalise: bool = True
    """Whether texts are put into Unicode's form NFC before, so that two spellings of `å` are one."""

    def __post_init__(self) -> None:
        _typed(self)


@dataclass(frozen=True, kw_only=True)
class Siv(Keyed):
    """AES-256-SIV (RFC 5297): any text, can be turned back, and a changed pseudonym is noticed."""

    algorithm: ClassVar[str] = "AES-256-SIV"


@dataclass(frozen=True, kw_only=True)
class Ff1(Keyed):
    """FF1 (NIST SP 800-38G): keeps length and alphabet; can be turned back, a changed pseudonym is not noticed."""

    algorithm: ClassVar[str] = "FF1-AES-256"

    alphabet: str = "digits"
    """`digits`, `lower`, `upper`, `letters`, `alphanumeric`, `norwegian`, or the characters themselves."""
    tweak: str = ""
    """A text that makes other pseudonyms of the same key; the same in all frames that shall join."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _alphabet(self.alphabet)


@dataclass(frozen=True, kw_only=True)
class Hmac(Keyed):
    """HMAC-SHA-256 (RFC 2104): any text, cannot be turned back."""

    algorithm: ClassVar[str] = "HMAC-SHA-256"
    reversible: ClassVar[bool] = False

    length: int = 32
    """Bytes of the pseudonym, 16 to 32; it is written with two characters a byte."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _between("length", self.length, 16, 32)


@dataclass(frozen=True, kw_only=True)
class Blake2(Keyed):
    """Keyed BLAKE2b (RFC 7693): any text, cannot be turned back; twice as fast as HMAC."""

    algorithm: ClassVar[str] = "BLAKE2b-keyed"
    reversible: ClassVar[bool] = False

    length: int = 32
    """Bytes of the pseudonym, 16 to 64; it is written with two characters a byte."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _between("length", self.length, 16, 64)


@dataclass(frozen=True, kw_only=True)
class Redact:
    """Put one text in place of every value, or of what a pattern finds in it; needs no key."""

    algorithm: ClassVar[str] = "redact"
    reversible: ClassVar[bool] = False

    placeholder: str = "*"
    pattern: str = ""
    """A regular expression; a value in which it finds nothing cannot be redacted, and fails."""

    def __post_init__(self) -> None:
        _typed(self)
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise BadInput(
                f"'{self.pattern}' is no regular expression: {error}",
                hint='such as Redact(pattern=r"\\d{11}")',
                code="pseudonym-option",
            ) from None


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """Exchange a value for a stable identifier by a table, then make a pseudonym of that."""

    algorithm: ClassVar[str] = "map"

    table: Any = field(repr=False)
    """A frame with a row for each value."""
    source: str
    """Its column of the values as they stand in the data."""
    target: str
    """Its column of stable identifiers."""
    taken: str = ""
    """Its column with the dates of snapshots, when it has several of them."""
    snapshot: str = ""
    """The date that the identifiers are of; of several snapshots the last one that is not after it."""
    then: "Siv | Ff1 | Hmac | Blake2" = field(default_factory=Siv)
    """What is done to the stable identifier, which is one itself and never left in clear."""

    def __post_init__(self) -> None:
        _typed(self)

    @property
    def reversible(self) -> bool:
        """Whether what is done last can be turned back."""
        return self.then.reversible


@dataclass(frozen=True, kw_only=True)
class Ff3(Keyed):
    """FF3-1 of Dapla, only to be read: NIST withdrew it in 2025."""

    algorithm: ClassVar[str] = "FF3-1-AES"

    alphabet: str = "alphanumeric"
    tweak: str = "00000000000000"
    """7 bytes in hexadecimal digits."""
    outside: Literal["raise", "keep"] = "raise"
    """`keep` reads what tink-fpe wrote with SKIP: other characters, and texts under 4, were left in clear."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _alphabet(self.alphabet)
        if not re.fullmatch(r"[0-9A-Fa-f]{14}", self.tweak):
            raise BadInput(
                f"the tweak '{self.tweak}' of FF3-1 must be 7 bytes in hexadecimal digits",
                hint='tweak="00000000000000" is that of tink-fpe',
                code="pseudonym-option",
            )
        if self.outside not in ("raise", "keep"):
            raise BadInput(f"outside is '{self.outside}': it must be raise or keep", code="pseudonym-option")


Method = Siv | Ff1 | Hmac | Blake2 | Redact | Mapped | Ff3
METHODS: dict[str, Any] = {
    "siv": Siv,
    "ff1": Ff1,
    "hmac": Hmac,
    "blake2": Blake2,
    "redact": Redact,
    "map": Mapped,
    "ff3-1": Ff3,
}


def method_of(told: object, path: str) -> Method:
    """Return the method that somebody named for a field: by its name, by a mapping with options, or itself.

    Raises
    ------
    BadInput
        There is no such method, or it has no such option.

    Examples
    --------
    >>> method_of({"method": "ff1", "alphabet": "upper"}, "code").alphabet
    'upper'
    """
    if isinstance(told, Method):
        return told
    options: dict[str, Any] = dict(told) if isinstance(told, Mapping) else {"method": told}
    name = options.pop("method", None)
    if not isinstance(name, str) or name not in METHODS:
        raise BadInput(
            f"no method '{name}' for '{path}': there are {', '.join(METHODS)}",
            hint=meant(name, METHODS),
            code="pseudonym-method",
        )
    kind = METHODS[name]
    known = [one.name for one in fields(kind)]
    for option in options:
        if option not in known:
            raise BadInput(
                f"'{name}' has no option '{option}' for '{path}': it has {', '.join(known)}",
                hint=meant(option, known),
                code="pseudonym-option",
            )
    if kind is Mapped:
        for needed in ("table", "source", "target"):
            if needed not in options:
                raise BadInput(
                    f"'map' for '{path}' has no '{needed}': it must have table, source and target",
                    code="pseudonym-option",
                )
        if "then" in options:
            options["then"] = method_of(options["then"], path)
    made: Method = kind(**options)
    if isinstance(made, Mapped) and not isinstance(made.then, Siv | Ff1 | Hmac | Blake2):
        raise BadInput(
            f"then= of '{path}' is '{made.then.algorithm}': a stable identifier must get a pseudonym of its own",
            hint='then="siv"',
            code="pseudonym-option",
        )
    return made


def characters(alphabet: str) -> str:
    """Return the characters of an alphabet by its name, or the ones that were given."""
    return unicodedata.normalize("NFC", ALPHABETS.get(alphabet, alphabet))


def _alphabet(told: object) -> None:
    found = characters(told) if isinstance(told, str) else ""
    if not 2 <= len(found) <= 65536 or len(set(found)) < len(found):
        raise BadInput(
            f"'{told}' is no alphabet: it must be one of {', '.join(ALPHABETS)}, or characters that all differ",
            code="pseudonym-option",
        )


def _typed(method: Any) -> None:
    """Refuse an option that is of another type than what it is without being given; what must be given is text."""
    for one in fields(method):
        if one.name in ("table", "then"):
            continue
        value, wanted = getattr(method, one.name), str if one.default is MISSING else type(one.default)
        if type(value) is not wanted:
            kind = {str: "text", int: "a whole number", bool: "True or False"}[wanted]
            # a key that is given in place of its id is shown nowhere
            told = f"a {type(value).__name__}" if one.name == "key" else f"'{value}'"
            raise BadInput(f"{one.name} is {told}: it must be {kind}", code="pseudonym-option")


def _between(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise BadInput(f"{name} is '{value}': it must be {least} to {most}", code="pseudonym-option")

"""A secret's value in memory: it is shown only by `reveal()`."""

import hmac
from typing import NoReturn

from stabbur.secrets.masking import STARS, remember


class Secret:
    """A value that no print, format, log or pickle shows."""

    __slots__ = ("_name", "_value")

    def __init__(self, value: str, *, name: str = "") -> None:
        remember(value)
        self._value = value
        self._name = name

    def reveal(self) -> str:
        """Return the value itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret('{self._name}': {STARS})" if self._name else f"Secret({STARS})"

    def __str__(self) -> str:
        return STARS

    def __format__(self, spec: str) -> str:
        return STARS

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        # in constant time: the time of a comparison must not tell how much of a guess was right
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        # not of the value: a hash of a short secret can be searched for
        return hash((Secret, self._name))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled: hand on its reference instead")

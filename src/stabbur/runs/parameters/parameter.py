"""One parameter of a notebook, a script or a function: what a form shows of it, and what a value must be."""

from dataclasses import asdict, dataclass
from typing import Any

NUMBERS = ("int", "float")
TYPES = ("str", *NUMBERS, "bool", "date", "datetime", "choice", "list", "dict")


@dataclass(frozen=True)
class Parameter:
    """What its annotation, its default and the comment behind it say.

    `type` is one of `TYPES`, or empty where nothing tells it; `least` and `most` are numbers or ISO dates.
    `default` is what JSON can hold; an expression that only runs with the code stands in `computed`.
    """

    name: str
    type: str = ""
    default: Any = None
    computed: str = ""
    required: bool = False
    optional: bool = False
    choices: tuple[Any, ...] = ()
    least: float | str | None = None
    most: float | str | None = None
    help: str = ""
    text: bool = False  # a date that the code has as text

    @property
    def plain(self) -> dict[str, Any]:
        """What a form or a program needs, as JSON can hold it."""
        return asdict(self) | {"choices": list(self.choices)}

    @property
    def allowed(self) -> str:
        """What a value may be, in words."""
        if self.choices:
            return "one of " + ", ".join(f"'{one}'" for one in self.choices)
        words = {
            "int": "a whole number",
            "float": "a number",
            "bool": "true or false",
            "date": "a date such as 2026-01-31",
            "datetime": "a time such as 2026-01-31T06:00",
            "list": "a list such as a,b,c",
            "dict": "a JSON object",
        }.get(self.type, "text")
        if self.least is None or self.most is None:
            return words
        return f"{words} from {shown(self.least)} to {shown(self.most)}"


def shown(value: object) -> str:
    """Return a bound as a person writes it."""
    return f"{value:g}" if isinstance(value, float) else str(value)

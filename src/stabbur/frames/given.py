"""What a caller handed in, before anything is done with it: texts that are texts, and any value as messages show it."""

from collections.abc import Collection

from stabbur.errors import BadInput


def shown(value: object) -> str:
    """Return a value as a message shows it; one that Python cannot write out is shown by its kind."""
    try:
        return str(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, a list in a list in a list
        return f"a {type(value).__name__} too long to show"


def one_of(value: object, known: Collection[str]) -> bool:
    """Say whether a value is one of some texts; an array or a frame answers `in` with an error of its own."""
    return isinstance(value, str) and value in known


def need_text(value: object, name: str) -> str:
    """Return a value if it is text that files and databases can hold."""
    if not isinstance(value, str):
        raise BadInput(
            f"{name} is {type(value).__name__}: it must be text",
            hint=f"give {name} as text, such as '…'",
            code="option-value",
            option=name,
        )
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadInput(
            f"{name} holds half a character at position {error.start}: it must be text",
            hint="write it anew, or read it in its own encoding",
            code="option-value",
            option=name,
        ) from error
    return value

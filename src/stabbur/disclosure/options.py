"""Names of options: a misspelt one is told with the one that was probably meant."""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import ParamSpec, TypeVar

from stabbur.errors import BadInput, meant

Given = ParamSpec("Given")
Made = TypeVar("Made")


def known_options(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a function refuse options that it does not have, and those without a name, as other bad input is refused.

    Examples
    --------
    >>> from stabbur.disclosure.options import known_options
    >>> @known_options
    ... def area(width: int, height: int = 1) -> int:
    ...     return width * height
    >>> area(2, heigth=3)
    Traceback (most recent call last):
    ...
    stabbur.errors.BadInput: area takes no 'heigth': it takes width, height
    hint: did you mean 'height'?
    """
    parameters = signature(function).parameters
    known = [name for name in parameters if name != "self"]
    placed = [name for name, one in parameters.items() if one.kind is not Parameter.KEYWORD_ONLY]
    named = [name for name in known if name not in placed]
    several = any(one.kind is Parameter.VAR_POSITIONAL for one in parameters.values())
    title = function.__qualname__.removesuffix(".__init__").rpartition(".")[2]

    @wraps(function)
    def called(*given: Given.args, **options: Given.kwargs) -> Made:
        for name in options:
            if name not in known:
                raise BadInput(
                    f"{title} takes no '{name}': it takes {', '.join(known)}",
                    hint=meant(name, known) or "leave it out",
                    code="option-unknown",
                    option=name,
                )
        if named and len(given) > len(placed) and not several:
            raise BadInput(
                f"{title} takes {', '.join(name for name in placed if name != 'self')} by place, and the rest by name",
                hint=f"{title}(…, {'=…, '.join(named[:3])}=…)",
                code="option-unnamed",
            )
        return function(*given, **options)

    return called

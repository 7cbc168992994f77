"""Functions compiled to machine code by numba where it is installed, and run as they stand where it is not."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

Taken = ParamSpec("Taken")
Made = TypeVar("Made")


def compiled(function: Callable[Taken, Made]) -> Callable[Taken, Made]:
    """Return a function compiled by numba (Lam, Pitrou, Seibert, 2015), or as it is where numba is missing.

    The machine code is kept beside the file, else in the user's cache folder, else in memory alone, so that a
    package in a read-only place works. Functions that call each other belong in one file: numba looks at
    the date of the caller's file only, and would go on with an old copy of the one that is called.

    Examples
    --------
    >>> from stabbur.disclosure.compiling import compiled
    >>> def twice(number: int) -> int:
    ...     return 2 * number
    >>> compiled(twice)(4)
    8
    """
    return _built(function, no_cfunc_wrapper=True)


def compiled_into(function: Callable[Taken, Made]) -> Callable[Taken, Made]:
    """Return the same of a function that is put into its caller before that is compiled, and not compiled by itself."""
    return _built(function, inline="always")


def _built(function: Callable[Taken, Made], **options: object) -> Callable[Taken, Made]:
    try:
        from numba import njit
    except ImportError:
        return function
    build: Any = njit
    try:
        made = build(cache=True, **options)(function)
    except RuntimeError:
        made = build(**options)(function)
    return cast("Callable[Taken, Made]", made)

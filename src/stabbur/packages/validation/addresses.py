"""The grammar of addresses that jsonschema loads beside JupyterLab: a second, for what nobody asks of a notebook."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

GRAMMAR = "rfc3987_syntax"


class Later(ModuleType):
    """Stands where the grammar stands, and loads it when an address is looked at."""

    def __getattr__(self, name: str) -> Any:
        """Return what the grammar itself has by a name."""
        if name.startswith("__"):  # what an import asks of every module
            raise AttributeError(name)
        if sys.modules.get(GRAMMAR) is self:
            del sys.modules[GRAMMAR]
        return getattr(import_module(GRAMMAR), name)

    def is_valid_syntax(self, term: str, value: str) -> Any:
        """Say whether an address has the form that a name stands for, as the grammar does."""
        return self.__getattr__("is_valid_syntax")(term, value)


@contextmanager
def later() -> Iterator[None]:
    """Let what is imported in the block load without the grammar, which is read when it is first used."""
    if GRAMMAR in sys.modules or find_spec(GRAMMAR) is None:
        yield
        return
    stand_in = Later(GRAMMAR)
    sys.modules[GRAMMAR] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(GRAMMAR) is stand_in:
            del sys.modules[GRAMMAR]

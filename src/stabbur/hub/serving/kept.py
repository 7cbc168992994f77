"""What was made lately of things that never change, kept: bounded, and safe for several threads at once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from starlette.requests import Request

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The values made lately, by a key that names everything they were made of."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, key: Hashable, make: Callable[[], Value], keep: Callable[[Value], bool] = lambda value: True
    ) -> Value:
        """Return the value of a key, made when it is not there; what `keep` refuses is made anew each time."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()  # without the lock: one slow value holds up nobody, and made twice it is the same
        if keep(made):
            with self._lock:
                self._values[key] = made
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return made


def kept(request: Request, name: str, most: int) -> Kept[Value]:
    """Return what this application keeps under a name; access is asked before, so no key names a reader."""
    known: dict[str, Kept[Value]] = request.app.state.kept
    return known.setdefault(name, Kept(most))

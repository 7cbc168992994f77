"""A progress bar for long reads, in terminal and notebook; silent where nobody looks."""

import sys
from types import TracebackType
from typing import Any, Self

from tqdm.auto import tqdm

PATIENCE = 1.0
"""Seconds before a bar shows: what is quick needs none."""


def interactive() -> bool:
    """Tell whether a person sees what is printed: a terminal or a notebook."""
    if "ipykernel" in sys.modules and "IPython" in sys.modules:
        return sys.modules["IPython"].get_ipython() is not None
    return bool(sys.stderr and sys.stderr.isatty())


class Meter:
    """Counts bytes and rows of one reading and shows them while it lasts."""

    def __init__(self, what: str, total_bytes: int | None = None) -> None:
        self.rows_read = 0
        self.bytes_read = 0
        self._bar: Any = tqdm(
            desc=what,
            total=total_bytes,
            unit="B",
            unit_scale=True,
            delay=PATIENCE,
            leave=False,
            disable=not interactive(),
        )

    def bytes(self, count: int) -> None:
        """Add to the bytes read."""
        self.bytes_read += count
        self._bar.update(count)

    def rows(self, count: int) -> None:
        """Add to the rows read."""
        self.rows_read += count
        self._bar.set_postfix_str(f"{self.rows_read:,} rows", refresh=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

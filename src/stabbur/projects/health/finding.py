"""What a check found, with a cure; and, where it can be mended, what mending it changes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mend:
    """A change that mends a finding, shown before it is made: what stands there, and what will."""

    before: str
    after: str
    make: Callable[[], object]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: status is ok, note, problem, or mended."""

    check: str
    status: str
    found: str
    cure: str = ""
    mend: Mend | None = None

    @property
    def row(self) -> dict[str, str]:
        """What is shown of it."""
        return {"check": self.check, "status": self.status, "found": self.found, "cure": self.cure}

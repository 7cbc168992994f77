"""What a build of artefacts came to: one part for each thing that was made, left out or failed."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from stabbur.projects.environment.locking import write

Status = Literal["made", "left out", "failed"]
Report = Callable[[str], object]
FILE = "artefacts.json"
SCHEMA = 1


@dataclass(frozen=True)
class Part:
    """One thing of a build: what it is of, how it went, and the files that came of it."""

    kind: str  # environment, tests, script, form, executable, image, story
    of: str  # what it was made of, seen from the project
    status: Status
    told: str = ""
    files: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Result:
    """All parts of one build."""

    project: str
    commit: str
    parts: tuple[Part, ...]

    @property
    def failed(self) -> tuple[Part, ...]:
        """The parts that failed."""
        return tuple(part for part in self.parts if part.status == "failed")

    def told(self) -> str:
        """Return in one line how it went: the first that failed, or what was made."""
        if self.failed:
            first = self.failed[0]
            more = f" and {len(self.failed) - 1} more" if len(self.failed) > 1 else ""
            return f"{first.kind} of '{first.of}' failed{more}: {first.told.splitlines()[0] if first.told else ''}"
        made = [part.kind for part in self.parts if part.status == "made"]
        return ", ".join(f"{made.count(kind)} {kind}" for kind in dict.fromkeys(made)) or "nothing to make"

    def described(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "schema": SCHEMA,
            "project": self.project,
            "commit": self.commit,
            "parts": [asdict(one) for one in self.parts],
        }

    def write(self, place: Path) -> None:
        """Write it into the folder of what was made."""
        write(place / FILE, json.dumps(self.described(), ensure_ascii=False, indent=1) + "\n")

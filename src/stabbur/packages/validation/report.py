"""What is wrong with a package: every error at once, as objects, as text and as a frame."""

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stabbur.frames import As


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    rule: str
    message: str
    resource: str = ""
    field: str = ""
    row: int | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = [self.resource, f"row {self.row}" if self.row is not None else "", self.field]
        where = ", ".join(part for part in place if part)
        return f"{where}: {self.message}" if where else self.message


@dataclass
class Report:
    """The outcome of a validation; `counts` holds all failures of a rule, `errors` the first rows of them."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    beyond: int = 0

    def add_counts(self, counts: dict[str, int], listed: list[Problem]) -> None:
        """Note how many rows break each rule, those that are not listed too."""
        self.counts.update(counts)
        self.beyond += sum(counts.values()) - len(listed)

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return not self.errors

    @property
    def total(self) -> int:
        """How many errors there are, those beyond the listed rows counted too."""
        return len(self.errors) + self.beyond

    def __str__(self) -> str:
        if self.valid and not self.warnings:
            return "valid"
        lines = [f"{self.total} error{'' if self.total == 1 else 's'}" if self.errors else "valid"]
        lines += [str(problem) for problem in self.errors]
        if self.total > len(self.errors):
            lines.append(f"and {self.total - len(self.errors)} more")
        lines += [f"warning: {problem}" for problem in self.warnings]
        return "\n".join(lines)

    def to_frame(self, as_: "As" = "pandas") -> Any:
        """Return the errors as a frame with one row each."""
        import polars as pl

        from stabbur.frames import from_arrow

        kinds = {
            "resource": pl.String,
            "row": pl.Int64,
            "field": pl.String,
            "value": pl.String,
            "rule": pl.String,
        }
        rows = [asdict(problem) for problem in self.errors]
        frame = pl.DataFrame(rows, schema=kinds | {"message": pl.String})
        return from_arrow(frame.to_arrow(), as_)

"""A table too large to hold: its partitions as files on disk, read again a part or a column at a time."""

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import polars as pl

from stabbur.errors import BadInput

Frame = pl.DataFrame | pl.LazyFrame


class Spool:
    """Partitions of one table in a folder of their own, which goes away with the object."""

    def __init__(self, parts: Iterable[pl.DataFrame]) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="stabbur-table-"))
        weakref.finalize(self, shutil.rmtree, self.place, ignore_errors=True)
        self.files: list[Path] = []
        empty: list[pl.DataFrame] = []
        for number, part in enumerate(parts):
            path = self.place / f"{number}.parquet"
            part.write_parquet(path, compression="zstd", compression_level=1)
            self.files.append(path)
            empty.append(part.clear())
        if not empty:
            raise BadInput("the table has no partitions", code="table-empty")
        try:
            # a partition without a value, or without a missing one, may have a narrower type than the others
            self.schema = pl.concat(empty, how="vertical_relaxed").schema
        except (pl.exceptions.PolarsError, ValueError) as error:
            said = " ".join(str(error).split())
            raise BadInput(
                f"the partitions of the table do not go together: {said}",
                hint="give each partition the same columns and types",
                code="partitions-differ",
            ) from error

    def lazy(self) -> pl.LazyFrame:
        """Return the whole table as a plan that reads the files."""
        return pl.concat([pl.scan_parquet(path).cast(self.schema) for path in self.files])

    def column_parts(self, name: str) -> Iterator[pl.Series]:
        """Yield one column, a partition at a time."""
        for path in self.files:
            yield pl.read_parquet(path, columns=[name]).to_series().cast(self.schema[name])


def ask(frame: Frame, questions: Iterable[pl.Expr]) -> dict[str, Any]:
    """Return the one row that expressions give over a frame; of a plan, without holding it whole."""
    plan = frame.lazy().select(questions)
    return plan.collect(engine=engine_of(frame)).row(0, named=True)


def engine_of(frame: Frame) -> Literal["auto", "streaming"]:
    """Return the engine that a frame is asked with: a plan over files goes through them bit by bit."""
    return "streaming" if isinstance(frame, pl.LazyFrame) else "auto"


def schema_of(frame: Frame) -> pl.Schema:
    """Return the names and types of a frame's columns."""
    return frame.schema if isinstance(frame, pl.DataFrame) else frame.collect_schema()


def height_of(frame: Frame) -> int:
    """Return how many rows a frame has."""
    return frame.height if isinstance(frame, pl.DataFrame) else int(ask(frame, [pl.len().alias("n")])["n"])

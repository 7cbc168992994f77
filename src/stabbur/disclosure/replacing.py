"""The ancestor's `anonymise` with its faults mended: replace figures that a test hits. It hides, it does not protect."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from warnings import warn

import numpy as np
import polars as pl

from stabbur.disclosure.betraying import betrayals
from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.options import known_options
from stabbur.disclosure.replaced import replaced_pandas, replaced_polars
from stabbur.disclosure.tables.cells import Mask
from stabbur.errors import BadInput, DataWarning, meant

Missing = Literal["ask", "keep", "replace"]


def below_four(figure: Any) -> bool:
    """Say whether a figure is below 4, the ancestor's threshold; a missing one is not, and zero is."""
    return figure is not None and bool(figure < 4)


@known_options
def anonymise(
    df: Any,
    eval_column: object,
    anonymize_columns: object = None,
    evaluator: Callable[[Any], Any] = below_four,
    replace_by: Any = "*",
    anonymize_eval: bool = True,
    missing: Missing = "ask",
) -> Any:
    """Replace the values of some columns in the rows that an evaluator hits.

    This is primary suppression alone (Hundepol et al., *Statistical Disclosure Control*, 2012, chapter 4): what is
    replaced is gone from its own place, and nothing is said of what the rest of the table tells. Where a total
    that stays gives a replaced figure away a warning says so; `stabbur.suppress` hides what more is needed.

    Parameters
    ----------
    df
        A pandas, polars or Arrow frame; it is not changed.
    eval_column
        The column whose values the evaluator is asked of.
    anonymize_columns
        Further columns to replace in the rows that are hit: a name, or several.
    evaluator
        Given one value it returns True where the row is to be hit. The default hits figures below 4, zero with
        them; `lambda n: 0 < n < 4` leaves zero.
    replace_by
        What is put in place of a value: one for all, a list in the order of `anonymize_columns` with
        `eval_column` last, or a dictionary by column, which must name every column that is replaced.
        None makes a value missing and keeps the column's type. Text in a column of numbers makes of it
        objects in pandas and text in polars and Arrow, but only if a row is hit.
    anonymize_eval
        False leaves `eval_column` itself.
    missing
        Rows where `eval_column` is missing: "ask" hands the evaluator NaN (numbers) or None, "keep" leaves
        them, "replace" hits them.

    Returns
    -------
    frame
        The same kind of frame with the same rows, index, order and other columns.

    Raises
    ------
    BadInput
        A column is unknown, nothing is to be replaced, `replace_by` lacks a column or has one too many, or the
        evaluator fails or answers with something else than True or False.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> sb.anonymise(pl.DataFrame({"n": [2, 10, 3]}), "n")["n"].to_list()
    ['*', '10', '*']
    """
    table = _Table.of(df)
    wanted = _wanted(table, eval_column, anonymize_columns, replace_by, anonymize_eval)
    hits = _hits(table.values(eval_column), evaluator, _one_of_missing(missing), eval_column)
    if not hits.any():
        return table.copy()
    for told in betrayals(table.figures(), table.labels(), hits, [str(name) for name in wanted]):
        warn(
            f"{told}; stabbur.suppress hides what more is needed, and proves that it is enough",
            DataWarning,
            stacklevel=3,
        )
    return table.replaced(hits, wanted)


@dataclass(frozen=True)
class _Table:
    """The caller's frame by column; pandas as it stands, since its columns may hold a mix of types."""

    frame: Any
    given: Given | None

    @classmethod
    def of(cls, frame: Any) -> "_Table":
        pandas = sys.modules.get("pandas")
        if pandas is None or not isinstance(frame, pandas.DataFrame):
            return cls(frame, given(frame))
        doubled = frame.columns[frame.columns.duplicated()]
        if len(doubled):
            raise BadInput(
                f"more than one column is named '{doubled[0]}'", code="column-doubled", column=str(doubled[0])
            )
        return cls(frame, None)

    def columns(self) -> list[Any]:
        return list(self.frame.columns) if self.given is None else self.given.rows.columns

    def values(self, column: Any) -> list[Any]:
        """One value a row; what is missing is NaN among numbers, else None."""
        if self.given is not None:
            values = self.given.rows[column]
            return list(values.fill_null(float("nan")) if values.dtype.is_float() else values)
        import pandas as pd

        column = self.frame[column]
        if not column.isna().any():
            return list(column)
        none = float("nan") if pd.api.types.is_numeric_dtype(column.dtype) else None
        return [none if gone else value for value, gone in zip(column, column.isna(), strict=True)]

    def figures(self) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        """The columns of numbers, missing ones NaN."""
        if self.given is not None:
            rows = self.given.rows
            return {
                name: rows[name].cast(pl.Float64).to_numpy()
                for name in rows.columns
                if rows[name].dtype.is_numeric()
            }
        import pandas as pd

        return {
            str(name): column.to_numpy(dtype=np.float64, na_value=np.nan)
            for name, column in self.frame.items()
            if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype.kind in "iuf"
        }

    def labels(self) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
        """The other columns, each value as a number of its own."""
        if self.given is not None:
            rows = self.given.rows
            texts = [
                name for name in rows.columns if rows[name].dtype in (pl.String, pl.Categorical, pl.Enum)
            ]
            return {name: rows[name].rank("dense").fill_null(0).cast(pl.Int64).to_numpy() for name in texts}
        import pandas as pd

        return {
            str(name): pd.factorize(np.array([str(one) for one in column], dtype=object))[0].astype(np.int64)
            for name, column in self.frame.items()
            if not pd.api.types.is_numeric_dtype(column.dtype)
        }

    def copy(self) -> Any:
        """The frame as a new one, every type as it was."""
        return self.given.with_columns({}) if self.given is not None else self.frame.copy()

    def replaced(self, hits: Mask, values: Mapping[Any, Any]) -> Any:
        """The frame with the rows that are hit replaced."""
        if self.given is not None:
            rows = self.given.rows
            return self.given.with_columns(
                {name: replaced_polars(rows[name], hits, value) for name, value in values.items()}
            )
        made = self.frame.copy()
        for name, value in values.items():
            made[name] = replaced_pandas(made[name], hits, value)
        return made


def _wanted(
    table: _Table, eval_column: object, columns: object, replace_by: Any, anonymize_eval: bool
) -> dict[Any, Any]:
    """Return what each column is replaced by; every column that is named, and none besides."""
    known = table.columns()
    listed = _listed(columns, known)
    by_column = isinstance(replace_by, Mapping)
    if by_column and columns is None:
        listed = [name for name in replace_by if name != eval_column]
    names = [name for name in dict.fromkeys(listed) if name != eval_column]
    names += [eval_column] if anonymize_eval else []
    for name in [eval_column, *names, *(replace_by if by_column else [])]:
        if name not in known:
            raise BadInput(
                f"no column '{name}' in the frame: it has {', '.join(repr(str(one)) for one in known)}",
                hint=meant(name, known) or "look at the spelling",
                code="column-unknown",
                column=str(name),
            )
    if not names:
        raise BadInput(
            "nothing is to be replaced: anonymize_eval is False and anonymize_columns names no column",
            hint="name the columns with anonymize_columns=",
            code="columns-none",
        )
    if by_column:
        return _by_column(names, replace_by)
    if isinstance(replace_by, Sequence) and not isinstance(replace_by, str | bytes):
        if len(replace_by) != len(names):
            raise BadInput(
                f"replace_by has {len(replace_by)} values for {len(names)} columns: "
                f"{', '.join(repr(str(name)) for name in names)}",
                hint="give one value for each column, in this order",
                code="replacement-count",
            )
        return dict(zip(names, replace_by, strict=True))
    return dict.fromkeys(names, replace_by)


def _listed(columns: object, known: Sequence[Any]) -> list[Any]:
    if columns is None:
        return []
    if isinstance(columns, str | bytes) or not isinstance(columns, Iterable):
        return [columns]
    return [columns] if isinstance(columns, tuple) and columns in known else list(columns)


def _by_column(names: Sequence[Any], replace_by: Mapping[Any, Any]) -> dict[Any, Any]:
    left = [name for name in names if name not in replace_by]
    over = [name for name in replace_by if name not in names]
    if left or over:
        which, name = ("lacks", left[0]) if left else ("names", over[0])
        raise BadInput(
            f"replace_by {which} column '{name}', which is {'' if left else 'not '}to be replaced",
            hint=f"add {name!r} to replace_by, or leave the column on purpose: anonymize_eval=False for eval_column"
            if left
            else "name it in anonymize_columns, too",
            code="replacement-columns",
            column=str(name),
        )
    return {name: replace_by[name] for name in names}


def _one_of_missing(missing: str) -> str:
    known = ("ask", "keep", "replace")
    if missing not in known:
        raise BadInput(
            f"missing is '{missing}': it must be 'ask', 'keep' or 'replace'",
            hint=meant(missing, known) or "'keep' leaves rows whose figure is missing",
            code="option-value",
            option="missing",
        )
    return missing


def _hits(values: Iterable[Any], evaluator: Callable[[Any], Any], missing: str, column: object) -> Mask:
    """Ask the evaluator of each row by its position; labels of an index play no part."""
    found = []
    for row, value in enumerate(values):
        if missing != "ask" and (value is None or value != value):
            found.append(missing == "replace")
            continue
        try:
            answer = evaluator(value)
        except Exception as error:
            raise BadInput(
                f"the evaluator fails in row {row} of column '{column}': {type(error).__name__}",
                hint="missing='keep' leaves rows without a value" if value is None or value != value
                else "let it answer True or False for each value of the column",
                code="evaluator-fails",
                row=row,
            ) from error  # fmt: skip
        if not isinstance(answer, bool | np.bool_):
            raise BadInput(
                f"the evaluator answers {type(answer).__name__} in row {row} of column '{column}': "
                "it must answer True or False",
                hint="wrap it in bool(…)",
                code="evaluator-answer",
                row=row,
            )
        found.append(bool(answer))
    return np.array(found, dtype=np.bool_)

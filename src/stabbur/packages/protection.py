"""Tables that were protected: what a package tells readers of how, tied to the data by a fingerprint."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from stabbur.disclosure.microdata.microdata import Microdata
from stabbur.disclosure.protection import proof
from stabbur.disclosure.protection.result import Result, with_plain_status
from stabbur.disclosure.rounding.rounded import Rounded
from stabbur.errors import DataWarning
from stabbur.packages.tables.arrow import to_polars

PROPERTY = "protection"


def opened(data: object) -> object:
    """Return the table of a result of `protect` or of rounding, the rows of protected persons, and all else as it is."""
    if isinstance(data, Microdata):
        return data.frame
    return data.table if isinstance(data, Result | Rounded) else data


def told(frame: pl.DataFrame, about: dict[str, Any]) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table as readers may see it, and what is said of it with how it was protected.

    The proof is found by the content of the table. Its status then says no more than that a figure is
    suppressed: which cells are primary would tell readers that their figures are small.
    """
    found = proof.of(frame)
    if found is None:
        warn_of_added(frame)
        return frame, about
    shown = with_plain_status(frame, found.get("status") or "status")
    return to_polars(shown), {PROPERTY: for_readers(found)} | about


def for_readers(found: dict[str, Any]) -> dict[str, Any]:
    """Return a proof of rounded figures without how far they lie from the true ones.

    Of 0 and 3 in base 3, both changed, the largest change 1, a reader knows that they were 1 and 2.
    """
    measures = found.get("measures")
    if not isinstance(measures, dict):
        return found
    kept = {name: one for name, one in measures.items() if name in ("cells", "changed")}
    return found | {"measures": kept}


def warn_of_added(frame: pl.DataFrame) -> None:
    """Say which columns came in after a table was protected: it is not known for what it was without them."""
    if names := proof.added(frame):
        listed = ", ".join(f"'{name}'" for name in names)
        cure = (
            "a frame that was sorted has an index of its own: frame.reset_index(drop=True)"
            if "index" in names
            else f"leave {'it' if len(names) == 1 else 'them'} out, or protect the table with what it shows now"
        )
        warnings.warn(
            f"column{'s' * (len(names) > 1)} {listed} came in after the table was protected, and nobody has audited "
            f"what that tells of hidden figures: the package does not say that it is protected; {cure}",
            DataWarning,
            stacklevel=5,
        )


def figures(*resources: Mapping[str, Any]) -> set[str]:
    """Return the columns of figures that are protected in a table, in any of its versions."""
    proofs = [one.get(PROPERTY) for one in resources]
    listed = [one.get("figures") for one in proofs if isinstance(one, dict)]
    return {str(name) for names in listed if isinstance(names, list) for name in names}


def without_hidden(rows: dict[str, Any], *resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changed rows of a table without figures that one of its versions hides.

    Who reads one version has no business with what another one shows: that may be withdrawn, for just this reason.
    """
    covered = figures(*resources)
    kept = []
    for one in rows["examples"]:
        changes = {
            name: pair
            for name, pair in one["changes"].items()
            if name not in covered or not any(value is None or value in proof.HIDDEN_MARKS for value in pair)
        }
        kept += [{**one, "changes": changes}] if changes else []
    return rows | {"examples": kept}


def without_rows(metadata: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what changed of a descriptor without the rows in it: those of charts, and of tables that stand there.

    A version that shows them may be withdrawn; how many they were is all that is told of them.
    """
    kept = []
    for one in metadata:
        path = str(one["path"]).split("/")
        kept.append({**one, "old": _counted(one["old"], path), "new": _counted(one["new"], path)})
    return kept


def _counted(value: Any, path: Sequence[str]) -> Any:
    """Return a value of a descriptor with each list of data as how many there are."""
    if isinstance(value, dict):
        return {key: _counted(inner, [*path, str(key)]) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    if value and (path[-1] in ("data", "values") or "datasets" in path[-2:-1]):
        return f"{len(value)} values"
    return [_counted(inner, [*path, ""]) for inner in value]

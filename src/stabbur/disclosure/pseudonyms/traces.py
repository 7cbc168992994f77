"""What goes with pseudonyms: algorithm, key and time of a field, found again in any frame by its values."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.pseudonyms.nested import changed
from stabbur.disclosure.pseudonyms.paths import Path, leaves, shown

ATTRIBUTE = "pseudonymisation"
MOST = 200_000  # values of a field that are remembered, about: those with the smallest hashes
LARGEST = 2**64 - 1
FIELDS = 64  # fields that a process remembers
LONG = 20  # characters of a pseudonym that no other field has by chance, whatever it is called
SEED = 20251122
CHANCE = 0.01  # that a column of other values would be taken for pseudonyms; beyond it nothing is told


@dataclass(frozen=True)
class Trace:
    """One field that was pseudonymised: what is told of it, and the hashes by which its values are known."""

    path: str
    told: Mapping[str, Any]
    hashes: npt.NDArray[np.uint64]
    most: int
    """The largest hash that was kept: of a value above it nothing is known."""
    share: float
    """How many of all texts of that form are pseudonyms of the field: any column may hold some of them by chance."""


_MADE: deque[Trace] = deque(maxlen=FIELDS)


def remember(path: Path, values: pl.Series, told: Mapping[str, Any], kinds: int = 0) -> None:
    """Note the pseudonyms of a field, so that they are known in whatever frame they come to stand.

    `kinds` says how many texts of that form there are; 0: beyond counting.
    """
    present = values.drop_nulls()
    most = LARGEST if len(present) <= MOST else LARGEST * MOST // len(present)
    hashes = _hashes(present, most)
    if hashes.size:
        differ = hashes.size * (LARGEST / most)  # hashes lie evenly: those kept tell how many there are
        share = min(1.0, differ / kinds) if kinds else 0.0
        _MADE.append(Trace(shown(path), dict(told), hashes, most, share))


def described(frame: object) -> dict[str, dict[str, Any]]:
    """Return what is known of the pseudonyms in a frame, by field: algorithm, key, time and how many failed.

    It is found by content among what this process made, so it holds after rows were sorted, joined or left
    out, and in another kind of frame; else in the `attrs` of a pandas frame and the metadata of an Arrow table.

    Examples
    --------
    >>> import polars as pl
    >>> described(pl.DataFrame({"kommune": ["0301"]}))
    {}
    """
    noted = _noted(frame)
    if not _MADE and not noted:
        return {}
    rows = given(frame).rows
    known: dict[str, dict[str, Any]] = {}
    for path, values in _texts(rows).items():
        name = shown(path)
        found = _trace(name, values) if _MADE else None
        told = found.told if found else noted.get(name)
        if told:
            known[name] = dict(told)
    return known


def made_here(name: str, values: pl.Series) -> bool:
    """Tell whether all values of a field are pseudonyms that this process made of it.

    It is known by content alone: what a frame says of itself anybody could have written.

    Examples
    --------
    >>> import polars as pl
    >>> made_here("tlf", pl.Series(["91234567"]))
    False
    """
    return bool(_MADE) and _trace(name, values) is not None


def note(frame: Any, told: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return a pandas frame or an Arrow table that says itself what is told of its fields."""
    import json

    everything = {name: one for name, one in (_noted(frame) | dict(told)).items() if one}
    if hasattr(frame, "attrs"):
        frame.attrs = {key: value for key, value in frame.attrs.items() if key != ATTRIBUTE}
        if everything:
            frame.attrs[ATTRIBUTE] = everything
    elif hasattr(frame, "replace_schema_metadata"):
        others = {key: one for key, one in (frame.schema.metadata or {}).items() if key != ATTRIBUTE.encode()}
        mine = {ATTRIBUTE.encode(): json.dumps(everything, ensure_ascii=False).encode()} if everything else {}
        return frame.replace_schema_metadata(others | mine)
    return frame


def _noted(frame: object) -> dict[str, Any]:
    import json

    attrs = getattr(frame, "attrs", None)
    if isinstance(attrs, dict):
        return dict(attrs.get(ATTRIBUTE) or {})
    metadata = getattr(getattr(frame, "schema", None), "metadata", None) or {}
    kept = metadata.get(ATTRIBUTE.encode()) if isinstance(metadata, dict) else None
    return dict(json.loads(kept)) if kept else {}


def _texts(rows: pl.DataFrame) -> dict[Path, pl.Series]:
    """Return the values of every field of text."""
    wanted = {path for path, kind in leaves(rows.schema) if kind == pl.String}
    found: dict[Path, pl.Series] = {}

    def keep(path: Path, values: pl.Series) -> pl.Series:
        if path in wanted:
            found[path] = values
        return values

    for name in dict.fromkeys(path[0] for path in wanted):
        changed(rows[name], {path for path in wanted if path[0] == name}, keep)
    return found


def _trace(name: str, values: pl.Series) -> Trace | None:
    """Return the newest trace that all values are of."""
    present = values.drop_nulls()
    if present.is_empty():
        return None
    hashes = _hashes(present, LARGEST)
    least = present.str.len_chars().min()
    long = isinstance(least, int) and least >= LONG
    for one in reversed(_MADE):
        if one.path != name and not (long and one.told.get("method") != "redact"):
            continue
        tested = hashes[hashes <= one.most]
        places = np.minimum(np.searchsorted(one.hashes, tested), one.hashes.size - 1)
        if tested.size and one.share**tested.size < CHANCE and (one.hashes[places] == tested).all():
            return one
    return None


def _hashes(values: pl.Series, most: int) -> npt.NDArray[np.uint64]:
    """Return the hashes of values that are not above one, in order, each once."""
    hashes = values.hash(SEED)
    return hashes.filter(hashes <= most).unique().sort().to_numpy()

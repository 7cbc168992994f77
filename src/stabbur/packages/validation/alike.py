"""Whether the CSV file of a table holds what its Parquet file does, so that one look into the table is enough."""

import hashlib
import io
from pathlib import Path
from typing import Any

import polars as pl

from stabbur.disclosure import forms
from stabbur.errors import StabburError
from stabbur.packages.local_files import ending
from stabbur.packages.reading.opening import Opened, read_bytes, unpacked
from stabbur.packages.reading.plain import gives
from stabbur.packages.tables.describe import as_list
from stabbur.packages.tables.lexical import to_lexical
from stabbur.packages.validation.meaning import is_remote


def compare(opened: Opened, resource: dict[str, Any]) -> None:
    """Remember that two files of a table hold the same rows, where the one is just what is written of the other.

    A mark for missing values counts as a difference: it is a text that stands in one of the files alone.
    """
    files = [resource, *(resource.get("alternatives") or [])]
    paths = [path for file in files for path in as_list(file.get("path"))]
    if len(paths) != 2 or any(is_remote(path) for path in paths):
        return
    places = {ending(Path(path)): opened.place(path) for path in paths}
    if places.keys() != {".parquet", ".csv"} or forms.alike(Path(places[".parquet"]), Path(places[".csv"])):
        return
    typed, text = read_bytes(places[".parquet"]), read_bytes(places[".csv"])
    try:
        rows = pl.read_parquet(io.BytesIO(typed))
        same = forms.comparable(rows.schema) and gives(to_lexical(rows), unpacked(text, ""), header=True)
    except (StabburError, pl.exceptions.PolarsError):
        return  # what cannot be read is told where it is read
    if same:
        forms.remember(*(f"sha256:{hashlib.sha256(data).hexdigest()}" for data in (typed, text)))

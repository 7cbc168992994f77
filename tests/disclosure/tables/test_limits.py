"""The size of a table is known before it is made."""

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure.tables.axis import axis
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.limits import check_size
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import refused

AXES = {"k": axis("k", [Hierarchy.from_columns("k")], pl.DataFrame({"k": range(1_000)}))}
SHOWN = [{"k": np.arange(1_001)}]


def test_what_fits_is_let_through() -> None:
    check_size(AXES, SHOWN, 1_000, free=2**20)


def test_what_does_not_fit_is_said_with_its_size() -> None:
    with pytest.raises(BadInput) as caught:
        check_size(AXES, SHOWN, 1_000, free=2**16)
    refused(
        caught, "table-large", "1 001 cells over 1 000 inner rows (codes: k 1 001)", "about 1 GiB of memory"
    )
    assert "impossible='absent'" in caught.value.hint

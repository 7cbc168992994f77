"""Adult, and its hierarchies as ARX ships them."""

from pathlib import Path

import polars as pl
import pytest

ADULT = Path(__file__).parents[2] / "data" / "adult"
KEYS = ["sex", "age", "marital-status", "education", "native-country", "occupation"]


@pytest.fixture(scope="session")
def adult() -> pl.DataFrame:
    return pl.read_csv(ADULT / "adult.csv.gz", separator=";")


@pytest.fixture(scope="session")
def hierarchies() -> dict[str, pl.DataFrame]:
    return {
        key: pl.read_csv(
            ADULT / f"adult_hierarchy_{key}.csv", separator=";", has_header=False, infer_schema=False
        )
        for key in KEYS
    }

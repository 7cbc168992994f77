"""Counties and borders: which county a municipality lies in, and where its border goes."""

from pathlib import Path

import polars as pl

import stabbur as sb

BORDERS = Path("build/kommunegrenser.geojson")


def counties(year: int) -> pl.DataFrame:
    """Tell for each municipality of a year which county it lies in, by the county's Norwegian name.

    A municipality that was divided later stands there once for each of its parts.
    """
    raw: pl.DataFrame = sb.read_file("data/locations.xlsx", as_="polars")
    valid = (pl.col("year_start") <= year) & (pl.col("year_end").is_null() | (pl.col("year_end") >= year))
    return (
        raw.filter(valid & pl.col("county_code").str.starts_with("county_"))
        .select(
            pl.col("municip_code").str.slice(-4).alias("kommunenummer"),
            pl.col("county_code").str.slice(-2).alias("fylkesnummer"),
            pl.col("county_name").str.split("-").list.first().alias("fylke"),
        )
        .unique()
    )


def write_borders() -> Path:
    """Write the borders of 354 municipalities as GeoJSON with numbers of four digits, and return the file.

    The source has them as whole numbers, so that Oslo's `0301` has become 301.
    """
    raw: pl.DataFrame = sb.read_file("data/municipalities-2020.geojson", as_="polars")
    number = pl.col("kommunenummer").cast(pl.String).str.zfill(4)
    BORDERS.parent.mkdir(exist_ok=True)
    ready = raw.select(number, pl.col("navn").alias("kommune"), "geometry").sort("kommunenummer")
    sb.to_file(ready, BORDERS)
    return BORDERS

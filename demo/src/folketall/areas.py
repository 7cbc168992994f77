"""Counties and borders: which county a municipality lies in, and where its border goes."""

import json

import polars as pl
import stabbur as sb


def counties(year: int) -> pl.DataFrame:
    """Tell for each municipality of a year which county it lies in, by the county's Norwegian name.

    A municipality that was divided later stands there once for each of its parts.
    """
    raw: pl.DataFrame = sb.read_file("data/locations.xlsx", as_="polars")
    valid = (pl.col("year_start") <= year) & (pl.col("year_end").is_null() | (pl.col("year_end") >= year))
    return raw.filter(valid & pl.col("county_code").str.starts_with("county_")).select(
        pl.col("municip_code").str.slice(-4).alias("kommunenummer"),
        pl.col("county_code").str.slice(-2).alias("fylkesnummer"),
        pl.col("county_name").str.split("-").list.first().alias("fylke"),
    ).unique()


def borders() -> pl.DataFrame:
    """Read the borders of 354 municipalities, a row and a GeoJSON geometry each."""
    raw: pl.DataFrame = sb.read_file("data/municipalities-2020.geojson", as_="polars")
    number = pl.col("kommunenummer").cast(pl.String).str.zfill(4)
    return raw.select(number, pl.col("navn").alias("kommune"), pl.col("geometry").alias("grense")).sort(
        "kommunenummer"
    )


def outline(geometry: str, decimals: int = 2) -> dict[str, object]:
    """Return a geometry with fewer digits, light enough for a page: half a pixel when Norway is 640 high."""
    shape = json.loads(geometry)
    rings = [[_thin(ring, decimals) for ring in polygon] for polygon in shape["coordinates"]]
    kept = [[ring for ring in polygon if len(ring) > 3] for polygon in rings]
    return {"type": "MultiPolygon", "coordinates": [polygon for polygon in kept if polygon]}


def _thin(ring: list[list[float]], decimals: int) -> list[list[float]]:
    rounded = [[round(x, decimals), round(y, decimals)] for x, y in ring]
    return [point for place, point in enumerate(rounded) if place == 0 or point != rounded[place - 1]]

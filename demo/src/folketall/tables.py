"""The tables of demo/folketall, made from persons, counties and borders."""

import polars as pl

from folketall import population


def municipalities(years: list[int], counties: pl.DataFrame) -> pl.DataFrame:
    """Return persons by municipality, age group and year, each with its county's number."""
    persons = population.by_age_group(years)
    placed = persons.join(counties, on="kommunenummer", how="left")
    return placed.select("kommunenummer", "kommune", "fylkesnummer", "aldersgruppe", "år", "personer")


def changes(persons: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Sum persons over some columns: a column a year, and the change when there are two."""
    years = sorted(persons["år"].unique())
    columns = [
        pl.col("personer").filter(pl.col("år") == year).sum().alias(f"folketall_{year}") for year in years
    ]
    wide = persons.group_by(by).agg(columns).sort(by)
    if len(years) == 1:
        return wide
    before, after = (pl.col(f"folketall_{year}") for year in years)
    return wide.with_columns(
        (after - before).alias("endring"), ((after / before - 1) * 100).round(2).alias("endring_prosent")
    )


def by_county(persons: pl.DataFrame, counties: pl.DataFrame) -> pl.DataFrame:
    """Return one row a county: its municipalities counted, its persons each year and their change."""
    named = counties.select("fylkesnummer", "fylke").unique()
    count = counties.group_by("fylkesnummer").agg(pl.len().cast(pl.Int16).alias("kommuner"))
    wide = changes(persons, ["fylkesnummer"])
    result = wide.join(named, on="fylkesnummer").join(count, on="fylkesnummer")
    rest = [name for name in wide.columns if name != "fylkesnummer"]
    return result.select("fylkesnummer", "fylke", "kommuner", *rest).sort("fylkesnummer")

"""Count persons by municipality, age group and sex, and protect the table before anybody sees it."""

from bisect import bisect
from itertools import pairwise

import polars as pl

import stabbur as sb
from folketall import areas, population
from stabbur.disclosure import Hierarchy, TableSpec, protect, rules

YEAR = 2021
FILE = "data/population-by-sex-2021.csv.gz"
STARTS = [0, 1, 6, 13, 16, 19, 45, 67, 75, 85]
"""The first year of each age group; none but 0 is the first of a group of demo/folketall, so that nobody can
subtract one table from the other."""
AGES = ["0 år", *(f"{start}–{end - 1} år" for start, end in pairwise(STARTS[1:])), "85 år og eldre"]
ALL_AGES, COUNTRY, BOTH = "Alle aldre", "Hele landet", "Begge kjønn"
SEXES = {"Females": "Kvinner", "Males": "Menn"}
LEVELS = ["land", "fylke", "kommune"]
THRESHOLD = 4


def counted() -> pl.DataFrame:
    """Read the persons of 1 January and count them by municipality, age group and sex."""
    raw: pl.DataFrame = sb.read_file(FILE, encoding="iso-8859-1", delimiter=";", skip_rows=2, as_="polars")
    place = population.places(raw)
    age = raw["age"].str.extract(r"^(\d+)").cast(pl.Int16)
    single = pl.DataFrame(
        {
            "region": place["kommunenummer"],
            "navn": place["kommune"],
            "aldersgruppe": pl.Series([AGES[bisect(STARTS, one) - 1] for one in age]),
            "kjønn": raw["sex"].replace_strict(SEXES),
            "personer": raw[f"Persons {YEAR}"],
        }
    ).drop_nulls("region")
    return single.group_by("region", "navn", "aldersgruppe", "kjønn", maintain_order=True).agg(
        pl.col("personer").sum()
    )


def protected() -> pl.DataFrame:
    """Return the table with its totals, in which no figure below four can be seen or computed."""
    persons = counted()
    counties = areas.counties(YEAR).rename({"kommunenummer": "region"})
    spec = TableSpec(
        dimensions={
            "region": Hierarchy.from_columns("region", "fylkesnummer", total=COUNTRY),
            "aldersgruppe": Hierarchy.from_columns("aldersgruppe", total=ALL_AGES),
            "kjønn": Hierarchy.from_columns("kjønn", total=BOTH),
        },
        count="personer",
    )
    placed = persons.drop("navn").join(counties.drop("fylke"), on="region", how="left")
    result = protect(placed, spec, rules=[rules.minimum_count(THRESHOLD, zeros="public")])
    return ordered(result.table, names(persons, counties))


def names(persons: pl.DataFrame, counties: pl.DataFrame) -> pl.DataFrame:
    """Return name and level of each region."""
    levels = (
        pl.DataFrame({"region": [COUNTRY], "navn": ["Norge"]}),
        counties.select(pl.col("fylkesnummer").alias("region"), pl.col("fylke").alias("navn")).unique(),
        persons.select("region", "navn").unique(),
    )
    return pl.concat(
        one.with_columns(pl.lit(level, dtype=pl.Enum(LEVELS)).alias("nivå"))
        for one, level in zip(levels, LEVELS, strict=True)
    )


def ordered(table: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """Return the rows from the country down, each with the name of its region."""
    return (
        table.join(regions, on="region", how="left")
        .with_columns(
            pl.col("aldersgruppe").cast(pl.Enum([ALL_AGES, *AGES])),
            pl.col("kjønn").cast(pl.Enum([BOTH, *SEXES.values()])),
        )
        .select("region", "navn", "nivå", "aldersgruppe", "kjønn", "personer", "status")
        .sort("nivå", "region", "aldersgruppe", "kjønn")
    )

"""Read the population files of Statistics Norway and count persons by municipality, age group and year."""

import polars as pl

import stabbur as sb

FILES = {
    2020: ("data/population-2020.csv", "\t", 0),
    2021: ("data/population-2021.csv", ";", 2),
}
AGE_GROUPS = [*(f"{start}–{start + 9} år" for start in range(0, 90, 10)), "90 år og eldre"]


def read_year(year: int) -> pl.DataFrame:
    """Read the persons of one 1 January, a row per municipality and single year of age.

    Three of the 359 regions are no municipalities (`K-21-22 Svalbard and Jan Mayen`,
    `K-23 Continental shelf`, `K-Rest …`). They hold no persons and are left out.
    """
    path, delimiter, title_lines = FILES[year]
    raw: pl.DataFrame = sb.read_file(
        path, encoding="iso-8859-1", delimiter=delimiter, skip_rows=title_lines, as_="polars"
    )
    parts = places(raw)
    return pl.DataFrame(
        {
            "kommunenummer": parts["kommunenummer"],
            "kommune": parts["kommune"],
            "år": pl.Series([year] * raw.height, dtype=pl.Int16),
            "alder": raw["age"].str.extract(r"^(\d+)").cast(pl.Int16),
            "personer": raw[f"Persons {year}"].cast(pl.Int32),
        }
    ).drop_nulls("kommunenummer")


def places(raw: pl.DataFrame) -> pl.DataFrame:
    """Return number and name of the municipality of each row, null where a region is none."""
    return raw["region"].str.extract_groups(r"^K-(?<kommunenummer>\d{4}) (?<kommune>.+)$").struct.unnest()


def by_age_group(years: list[int]) -> pl.DataFrame:
    """Count persons by municipality, ten-year age group and year."""
    single = pl.concat([read_year(year) for year in years])
    newest = single.filter(pl.col("år") == max(years))
    names = newest.select("kommunenummer", "kommune").unique()
    group = (pl.col("alder") // 10).clip(upper_bound=9)
    labels = group.replace_strict(list(range(10)), AGE_GROUPS, return_dtype=pl.Enum(AGE_GROUPS))
    return (
        single.with_columns(labels.alias("aldersgruppe"))
        .group_by("kommunenummer", "aldersgruppe", "år")
        .agg(pl.col("personer").sum())
        .join(names, on="kommunenummer")
        .select("kommunenummer", "kommune", "aldersgruppe", "år", "personer")
        .sort("kommunenummer", "år", "aldersgruppe")
    )

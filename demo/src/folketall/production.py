"""Read the index of production from JSON-stat and give it Norwegian names and dates."""

import polars as pl

import stabbur as sb

INDUSTRIES = {
    "Extraction of crude petroleum": "Utvinning av råolje",
    "Extraction of natural gas": "Utvinning av naturgass",
    "Food, beverages and tobacco (total)": "Nærings-, drikkevare- og tobakksindustri i alt",
    "Food products": "Næringsmiddelindustri",
    "Textiles, wearing apparel, leather": "Tekstil-, bekledning- og lærvareindustri",
    "Wood and wood products": "Trelast- og trevareindustri",
    "Paper and paper products": "Papir- og papirvareindustri",
    "Printing, reproduction": "Trykking og grafisk industri",
    "Refined petro., chemicals, pharmac. (total)": "Olje-, kjemisk og farmasøytisk industri i alt",
    "Basic chemicals": "Kjemiske råvarer",
    "Rubber, plastic and mineral prod.": "Gummi-, plast- og mineralproduktindustri",
    "Basic metals (total)": "Metallindustri i alt",
    "Non-ferrous metals": "Ikke-jernholdige metaller",
    "Fabricated metal products": "Metallvareindustri",
    "Computer and electrical equipment": "Datautstyr og elektrisk utstyr",
    "Machinery and equipment": "Maskinindustri",
    "Ships, boats and oil platforms": "Skip, båter og oljeplattformer",
    "Transport equipment n.e.c": "Annen transportmiddelindustri",
    "Repair, installation of machinery": "Reparasjon og installasjon av maskiner",
    "Furniture and manufacturing n.e.c.": "Møbler og annen industri",
}
MEASURES = {
    "Seasonally adjusted": "Sesongjustert",
    "Calendar adjusted": "Kalenderjustert",
    "Unadjusted": "Ujustert",
    "Smoothed seasonally adjusted": "Trend",
    "Three-month moving average, seasonally adjusted": "Tremåneders glidende snitt, sesongjustert",
    "Weights": "Vekt",
}


def read_index() -> pl.DataFrame:
    """Read the monthly index, a row per industry, measure and month, newest first; none before 1995 has a value."""
    raw: pl.DataFrame = sb.read_file("data/ssb-29843.jsonstat.json", as_="polars")
    industry, measure, month, value = raw.columns
    return raw.select(
        pl.col(industry).cast(pl.String).replace_strict(INDUSTRIES).alias("næring"),
        pl.col(measure).cast(pl.String).replace_strict(MEASURES).alias("mål"),
        pl.col(month).cast(pl.String).str.replace("M", "-").add("-01").str.to_date().alias("måned"),
        pl.col(value).cast(pl.Float64).alias("verdi"),
    ).sort("måned", descending=True, maintain_order=True)  # the source begins with five years without values


def yearly_mean(index: pl.DataFrame, industry: str, year: int) -> float:
    """Return the mean of the twelve months' trend of one industry."""
    months = index.filter(
        (pl.col("næring") == industry) & (pl.col("mål") == "Trend") & (pl.col("måned").dt.year() == year)
    )
    return float(months["verdi"].to_numpy().mean())

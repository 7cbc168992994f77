"""Build demo/produksjonsindeks from the monthly index of production."""

import stabbur as sb
from folketall import production

OIL, GAS = "Utvinning av råolje", "Utvinning av naturgass"


def build() -> sb.Datapackage:
    """Build the package: one table, and a line for each of two industries."""
    index = production.read_index()
    first, last = 1995, 2015
    oil = production.yearly_mean(index, OIL, last) / production.yearly_mean(index, OIL, first)
    gas = production.yearly_mean(index, GAS, last) / production.yearly_mean(index, GAS, first)
    if not (oil < 0.5 and gas > 2):
        raise ValueError(f"the title of the figure is no longer true: oil {oil:.2f}, gas {gas:.2f}")
    dp = sb.Datapackage(folder="packages/produksjonsindeks")
    dp.add_resource(
        index,
        name="indeks",
        title="Indeks etter næring, mål og måned",
        description="Én rad per næring, mål og måned, nyeste måned først. Måneder før 1995 er uten verdi.",
        schema={
            "fields": {
                "næring": {"title": "Næring", "description": "Næring eller næringshovedgruppe"},
                "mål": {"title": "Mål", "description": "Fem utgaver av indeksen, og næringens vekt"},
                "måned": {"title": "Måned", "description": "Den første dagen i måneden"},
                "verdi": {
                    "title": "Verdi",
                    "unit": "2005 = 100",
                    "description": "Indeks; for målet Vekt er enheten promille",
                },
            },
            "primaryKey": ["næring", "mål", "måned"],
        },
    )
    dp.add_view(
        name="olje-og-gass",
        type="line",
        resource="indeks",
        x="måned",
        y="verdi",
        colour="næring",
        where={"mål": "Trend", "næring": [OIL, GAS]},
        title="Siden 1995 er indeksen for gass mer enn doblet og for olje mer enn halvert",
        description="Produksjonsindeks, trend, 2005 = 100. "
        f"Snittet for {last} er {_times(gas)} av snittet for {first} for naturgass og "
        f"{_times(oil)} for råolje. "
        "Indeksen sammenligner en næring med seg selv, ikke olje med gass.",
    )
    return dp


def publish() -> str:
    """Build and publish the package for everyone, and return what was done."""
    published = sb.publish(build(), owner="demo", access="public")
    what = "published" if published.created else "unchanged"
    return f"{published.id} version {published.version}: {what}"


def _times(ratio: float) -> str:
    return f"{ratio * 100:.0f}\u00a0%"

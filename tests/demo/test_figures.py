"""Every number in the demo's texts is counted again from the raw files, by other code than the demo's own."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.counting import (
    DEMO,
    FORMS,
    OF_ALL,
    SPACE,
    Shown,
    count,
    counties,
    crossed,
    percent,
    view,
    whole,
)

NUMBER = re.compile(rf"(?<![\w/.])\d+(?:[{SPACE} ]\d{{3}})*(?:,\d+)?(?![\w/])")


@pytest.mark.parametrize(("version", "year"), [(1, 2020), (2, 2021)])
def test_totals_of_the_description(descriptors: dict[str, dict[str, Any]], version: int, year: int) -> None:
    about, total = descriptors[f"folketall {version}"], whole(count(year).total)
    assert count(2021).total == 5_391_369
    assert f"hver av landets {len(count(year).by_municipality)} kommuner" in about["description"]
    assert f"1. januar {year} var det {total} personer i Norge." in about["description"]
    assert f"On 1 January {year} Norway had {total} persons." in about["translations"]["en"]["description"]


@pytest.mark.parametrize(("version", "year"), [(1, 2020), (2, 2021)])
def test_age_groups(descriptors: dict[str, dict[str, Any]], version: int, year: int) -> None:
    found, groups = view(descriptors[f"folketall {version}"], "aldersgrupper"), count(year).by_group
    (largest, persons), *_ = groups.most_common()
    label = f"{10 * largest}–{10 * largest + 9} år"
    assert found["title"] == f"Aldersgruppen {label} er størst"
    assert found["description"] == (
        f"Personer etter aldersgruppe, hele landet, 1. januar {year}. "
        f"{whole(persons)} personer var {label}, {whole(groups[9])} var 90 år og eldre."
    )


@pytest.mark.parametrize(("version", "year"), [(1, 2020), (2, 2021)])
def test_counties(descriptors: dict[str, dict[str, Any]], version: int, year: int) -> None:
    found, ranked = view(descriptors[f"folketall {version}"], "fylker"), counties(year).most_common()
    (first, most), (last, fewest) = ranked[0], ranked[-1]
    assert (first, last) == ("30", "18"), "the numbers of Viken and Nordland"
    assert found["title"] == "Viken har flest innbyggere, Nordland færrest"
    assert found["description"] == (
        f"Folketall i fylkene, 1. januar {year}. Viken hadde {whole(most)} personer, Nordland {whole(fewest)}."
    )


def test_change_of_the_municipalities(descriptors: dict[str, dict[str, Any]]) -> None:
    found = view(descriptors["folketall 2"], "endring-kommuner")
    before, after = count(2020).by_municipality, count(2021).by_municipality
    assert before.keys() == after.keys()
    changes = [after[number] - before[number] for number in after]
    fell, rose = sum(one < 0 for one in changes), sum(one > 0 for one in changes)
    drawn = json.loads((DEMO / "data" / "municipalities-2020.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    missing = {int(number) for number in after} - {one["properties"]["kommunenummer"] for one in drawn}
    assert missing == {1144, 1835}, "Kvitsøy and Træna"
    assert found["title"] == f"Folketallet sank i {fell} av {len(after)} kommuner i 2020"
    assert found["description"] == (
        "Endring i prosent fra 1. januar 2020 til 1. januar 2021. "
        f"Folketallet økte i {rose} kommuner og var uendret i {len(after) - fell - rose}. "
        f"Kvitsøy og Træna er ikke tegnet: kartgrunnlaget har {len(drawn)} av {len(after)} kommuner."
    )


def test_change_of_the_counties(descriptors: dict[str, dict[str, Any]]) -> None:
    found = view(descriptors["folketall 2"], "endring-fylker")
    before, after = counties(2020), counties(2021)
    changes = {number: after[number] - before[number] for number in after}
    high, low = max(changes, key=changes.__getitem__), min(changes, key=changes.__getitem__)
    assert (high, low) == ("30", "54"), "the numbers of Viken and Troms og Finnmark"
    assert found["title"] == (
        f"Folketallet økte i {sum(one > 0 for one in changes.values())} av {len(after)} fylker i 2020"
    )
    assert found["description"] == (
        "Endring fra 1. januar 2020 til 1. januar 2021. "
        f"Mest i Viken ({whole(changes[high])} flere, {percent(changes[high], before[high])}). "
        f"Størst nedgang i Troms og Finnmark ({whole(-changes[low])} færre, "
        f"{percent(changes[low], before[low])})."
    )


def monthly(industry: str, year: int) -> list[float]:
    """The trend of an industry in the months of a year, by the strides of the JSON-stat file."""
    document = json.loads((DEMO / "data" / "ssb-29843.jsonstat.json").read_text(encoding="utf-8"))
    data = next(iter(document.values()))
    order: list[dict[str, int]] = []
    for name in data["dimension"]["id"]:
        category = data["dimension"][name]["category"]
        index, labels = category["index"], category.get("label", {})
        places = index if isinstance(index, dict) else {code: place for place, code in enumerate(index)}
        order.append({labels.get(code, code): place for code, place in places.items()})
    found = []
    for month, place in order[2].items():
        if month.startswith(str(year)):
            at = 0
            for axis, position in zip(
                order, (order[0][industry], order[1]["Smoothed seasonally adjusted"], place), strict=True
            ):
                at = at * len(axis) + position
            found.append(float(data["value"][at]))
    assert len(found) == 12
    return found


def test_index_of_production(descriptors: dict[str, dict[str, Any]]) -> None:
    (found,) = descriptors["produksjonsindeks 1"]["views"]
    ratio = {
        name: sum(monthly(industry, 2015)) / sum(monthly(industry, 1995))
        for name, industry in {
            "olje": "Extraction of crude petroleum",
            "gass": "Extraction of natural gas",
        }.items()
    }
    assert ratio["gass"] > 2
    assert ratio["olje"] < 0.5
    assert found["title"] == "Siden 1995 er indeksen for gass mer enn doblet og for olje mer enn halvert"
    assert (
        f"Snittet for 2015 er {100 * ratio['gass']:.0f}{SPACE}% av snittet for 1995 for naturgass "
        f"og {100 * ratio['olje']:.0f}{SPACE}% for råolje." in found["description"]
    )


def test_notebook_says_how_many_are_80_or_older() -> None:
    text = (DEMO / "notebooks" / "folketall.ipynb").read_text(encoding="utf-8")
    year = count(2021)
    share = f"{100 * year.oldest / year.total:.1f}".replace(".", ",")
    assert f"{year.oldest} av {year.total} er 80 år eller eldre: {share} prosent" in text


def texts(descriptors: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield each text that a reader sees."""
    for where, about in descriptors.items():
        yield where, about["title"]
        yield where, about["description"]
        yield f"{where} en", " ".join(about["translations"]["en"].values())
        for kind in ("resources", "views", "notebooks"):
            for one in about.get(kind, ()):
                yield f"{where} {one['name']}", f"{one.get('title', '')} {one.get('description', '')}"
                for field in one.get("schema", {}).get("fields", ()):
                    yield (
                        f"{where} {field['name']}",
                        f"{field.get('title', '')} {field.get('description', '')}",
                    )
    for path in (DEMO / "README.md", *(DEMO / "packages").rglob("README.md")):
        yield str(path.relative_to(DEMO)), path.read_text(encoding="utf-8")


def test_no_other_number_stands_in_a_text(descriptors: dict[str, dict[str, Any]], published: Shown) -> None:
    """What is neither a date, a table's number nor counted above has slipped in and nobody checks it."""
    dates = {
        "1",
        "2020",
        "2021",
        "1990",
        "1994",
        "1995",
        "2005",
        "2015",
        "2016",
        "13",
        "80",
        "90",
        "100",
        "84",
    }
    named = {"2", "07459", "29843", "356", "354", "11", "20", "5", "4"}  # tables, versions, licence, counts
    counted = {whole(n) for year in FORMS for n in (count(year).total, *count(year).by_group.values())}
    counted |= {whole(n) for year in FORMS for n in counties(year).values()}
    changed = {abs(counties(2021)[n] - counties(2020)[n]) for n in counties(2020)}
    before, after = count(2020).by_municipality, count(2021).by_municipality
    signs = Counter((after[n] > before[n]) - (after[n] < before[n]) for n in after)
    rates = {percent(counties(2021)[n] - counties(2020)[n], counties(2020)[n])[1:4] for n in counties(2020)}
    largest = 10 * count(2021).by_group.most_common(1)[0][0]
    counted |= {str(largest), str(largest + 9)}
    hidden = [cell for cell, number in published.items() if number is None]
    women, men = (crossed()[OF_ALL[0], "85 år og eldre", sex] for sex in ("Kvinner", "Menn"))
    counted |= {whole(n) for n in (len(hidden), len(published), women, men)}
    counted |= {str(sum(cell[0] == "1151" for cell in cells)) for cells in (hidden, published)}
    counted |= {"3", "85", "15"}  # the largest that is hidden; where age groups begin and end
    known = dates | named | counted | rates | {whole(n) for n in changed} | {str(n) for n in signs.values()}
    known |= {str(sum(counties(2021)[n] > counties(2020)[n] for n in counties(2020))), "249", "45"}
    odd = [
        f"{where}: {number}"
        for where, text in texts(descriptors)
        for number in NUMBER.findall(text)
        if number.replace(" ", SPACE) not in known
    ]
    assert not odd, "\n".join(odd)


@pytest.mark.parametrize("name", ["folketall 2", "produksjonsindeks 1"])
def test_readme_of_a_package_tells_of_every_table(descriptors: dict[str, dict[str, Any]], name: str) -> None:
    about = descriptors[name]
    readme = (DEMO / "packages" / name.split()[0] / "README.md").read_text(encoding="utf-8")
    if len(about["resources"]) > 1:
        assert [one["name"] for one in about["resources"] if f"**{one['name']}**" not in readme] == []
    assert all(one.get("title") and one.get("description") for one in about["resources"])
    fields = [f for one in about["resources"] for f in one.get("schema", {}).get("fields", ())]
    assert all(field.get("title") and field.get("description") for field in fields)
    for one in about.get("notebooks", ()):
        assert one["title"]
        assert one["description"]

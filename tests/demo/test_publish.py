"""What the demo publishes: two versions that differ by 2021, right totals, and nothing new when run again."""

import html
import re
from pathlib import Path

import polars as pl
import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.telling.citation import authors
from stabbur.registry import connect
from stabbur.registry.base import Version
from tests.demo.running import run_demo


@pytest.fixture(autouse=True)
def at_home(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_HOME", str(demo))


def read(resource: str, version: int | None = None) -> pl.DataFrame:
    table: pl.DataFrame = sb.read_dp("demo/folketall", resource=resource, version=version, as_="polars")
    return table


def package(number: int) -> Version:
    return connect().open("demo/folketall", number)


@pytest.mark.parametrize(("year", "persons"), [(2020, 5_367_580), (2021, 5_391_369)])
def test_norway_has_all_its_persons(year: int, persons: int) -> None:
    of_year = read("kommuner").filter(pl.col("år") == year)
    assert of_year["personer"].sum() == persons
    assert of_year["kommunenummer"].n_unique() == 356
    assert read("fylker")[f"folketall_{year}"].sum() == persons
    assert read("kommuneendring")[f"folketall_{year}"].sum() == persons


def test_codes_and_names_survive() -> None:
    table = read("kommuner")
    oslo = table.filter((pl.col("kommunenummer") == "0301") & (pl.col("år") == 2021))
    assert oslo["personer"].sum() == 697_010
    assert "Kárásjohka - Karasjok" in table["kommune"].to_list()
    assert set(table["fylkesnummer"].unique()) == set(read("fylker")["fylkesnummer"])


def test_version_1_knows_2020_alone_and_version_2_both_years() -> None:
    assert read("kommuner", 1)["år"].unique().to_list() == [2020]
    assert sorted(read("kommuner", 2)["år"].unique().to_list()) == [2020, 2021]
    assert "folketall_2021" not in read("fylker", 1).columns
    diff = package(2).sibling("diff")
    assert diff is not None
    assert diff["rows"]["kommuner"]["added"] == 3560


def test_lineage_of_version_1_names_no_file_of_2021() -> None:
    lineage = package(1).sibling("lineage")
    assert lineage is not None
    names = [Path(str(source["source"])).name for source in lineage["sources"]]
    assert "population-2020.csv" in names
    assert "population-2021.csv" not in names


def test_lineage_of_the_index_names_its_one_file() -> None:
    lineage = connect().open("demo/produksjonsindeks", 1).sibling("lineage")
    assert lineage is not None
    assert {Path(str(one["source"])).name for one in lineage["sources"]} == {"ssb-29843.jsonstat.json"}


def test_lineage_of_the_protected_table_names_its_two_files() -> None:
    lineage = connect().open("demo/folketall-kjonn", 1).sibling("lineage")
    assert lineage is not None
    names = {Path(str(one["source"])).name for one in lineage["sources"]}
    assert names == {"population-by-sex-2021.csv.gz", "locations.xlsx"}
    assert "override" not in lineage, "the gate let it through, nobody had to answer for it"


def test_page_tells_how_the_protected_table_was_protected() -> None:
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    page = client.get("/p/demo/folketall-kjonn", headers={"Accept-Language": "nb"}).text
    assert "Slik er personvernet ivaretatt" in page
    assert "Etterprøvd: Ingen fortrolige tall kan regnes ut av det som er publisert" in page


def test_running_again_publishes_nothing_new(demo: Path) -> None:
    assert run_demo(demo).splitlines() == [
        "demo/folketall version 2: unchanged",
        "demo/produksjonsindeks version 1: unchanged",
        "demo/folketall-kjonn version 1: unchanged",
        "demo/de-eldste version 1: unchanged",
    ]


def test_published_data_are_valid(demo: Path) -> None:
    for number in (1, 2):
        folder = demo / "private" / "bucket" / "demo" / "folketall" / f"v{number}"
        report = sb.Datapackage.open(folder).validate()
        assert report.valid, str(report)


def test_text_says_what_the_figures_show() -> None:
    views = {view["name"]: view for view in package(2).descriptor["views"]}
    changes = read("kommuneendring")["endring"]
    fell, rose = int((changes < 0).sum()), int((changes > 0).sum())
    about = views["endring-kommuner"]
    assert about["title"] == f"Folketallet sank i {fell} av 356 kommuner i 2020"
    assert f"økte i {rose} kommuner" in about["description"]
    assert "354 av 356" in about["description"]
    counties = read("fylker")
    rising = counties.filter(pl.col("endring") > 0).height
    assert views["endring-fylker"]["title"] == f"Folketallet økte i {rising} av 11 fylker i 2020"
    assert counties.sort("folketall_2021", descending=True)["fylke"][0] in views["fylker"]["title"]


def test_index_of_production_has_the_cells_of_its_source() -> None:
    index = sb.read_dp("demo/produksjonsindeks", as_="polars")
    assert index.height == 37_440
    assert index["verdi"].null_count() == 7_200
    trend = index.filter((pl.col("næring") == "Utvinning av råolje") & (pl.col("mål") == "Trend"))
    years = trend.group_by(pl.col("måned").dt.year().alias("år")).agg(pl.col("verdi").mean()).sort("år")
    by_year = dict(zip(years["år"], years["verdi"], strict=True))
    assert by_year[2015] < by_year[1995] / 2


def test_code_of_the_help_page_reads_the_demo() -> None:
    page = TestClient(create_app(settings.load()), base_url="http://localhost:8800").get("/help").text
    codes = re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)
    names: dict[str, object] = {}
    exec(html.unescape(next(one for one in codes if "read_dp" in one)), names)
    assert list(names["df"])[:2] == ["kommunenummer", "kommune"]  # type: ignore[call-overload]


def test_story_is_public_and_says_what_the_figures_show() -> None:
    story = connect().open_story("demo/de-eldste", 1)
    assert (story.access, story.title) == ("public", "Hvor stor del er 80 år og eldre?")
    page = story.file(story.entry).read_text(encoding="utf-8")
    people = read("kommuner", 2).filter(pl.col("år") == 2021)
    old = people.filter(pl.col("aldersgruppe").cast(pl.String).is_in(["80–89 år", "90 år og eldre"]))
    assert f"{old['personer'].sum()} av {people['personer'].sum()} er 80 år eller eldre" in page


def test_first_rows_of_the_index_have_figures() -> None:
    first = sb.read_dp("demo/produksjonsindeks", as_="polars").head(8)
    assert first["verdi"].null_count() == 0
    assert first["måned"].dt.year().unique().to_list() == [2015]


def test_index_is_cited_by_who_made_the_figures() -> None:
    descriptor = connect().open("demo/produksjonsindeks", 1).descriptor
    assert authors(descriptor, "demo") == ("Statistisk sentralbyrå",)

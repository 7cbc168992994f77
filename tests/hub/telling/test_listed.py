"""Every file of a version is on its page, with size and address; what is no table is told by its title."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.telling.listed import FileLine, file_lines
from stabbur.registry import connect
from tests.hub.published import package, publish

BASE = "/p/demo/folketall/v1"


@pytest.fixture
def lines(home: Path, tmp_path: Path) -> dict[str, FileLine]:
    (tmp_path / "grenser.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "mappe").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "mappe" / name).write_text(name)
    dp = package()
    dp.add_resource(tmp_path / "grenser.geojson", name="grenser", title="Grenser", description="<b>Kart</b>.")
    dp.add_resource(tmp_path / "mappe", name="mappe")
    dp.add_resource("https://example.org/arkiv/rapport.pdf?x=1", name="rapport", title="Rapport")
    publish(dp, tmp_path / "out")
    return {one.name: one for one in file_lines(connect(settings.load()).open("demo/folketall"))}


def test_tables_stand_in_each_format_and_files_by_their_names(lines: dict[str, FileLine]) -> None:
    assert list(lines) == [
        "kommuner.csv.gz",
        "kommuner.parquet",
        "grenser.geojson",
        "mappe-a.txt",
        "mappe-b.txt",
        "rapport.pdf",
    ]
    assert lines["grenser.geojson"] == FileLine(
        "grenser.geojson", f"{BASE}/grenser.geojson", 45, "Grenser", "<b>Kart</b>."
    )
    assert lines["kommuner.parquet"].title == ""
    assert (lines["mappe-a.txt"].title, lines["mappe-a.txt"].size) == ("mappe", 5)


def test_file_elsewhere_is_led_to_and_has_no_size_here(lines: dict[str, FileLine]) -> None:
    assert lines["rapport.pdf"].address == "https://example.org/arkiv/rapport.pdf?x=1"
    assert lines["rapport.pdf"].size is None


def test_page_lists_them_and_every_address_gives_its_bytes(lines: dict[str, FileLine]) -> None:
    client = TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", headers={"accept-language": "nb"}
    )
    html = client.get("/p/demo/folketall").text
    assert "Kart" in html
    assert "<b>Kart" not in html
    assert "45\xa0B" in html
    for one in lines.values():
        assert f'href="{one.address}"' in html
        if one.size is not None:
            assert len(client.get(one.address).content) == one.size


def test_package_without_tables_has_a_page_and_its_files(home: Path, tmp_path: Path) -> None:
    (tmp_path / "rapport.txt").write_text("tekst")
    dp = sb.Datapackage(name="folketall", title="Bare filer")
    dp.add_resource(tmp_path / "rapport.txt", name="rapport", title="Rapport")
    publish(dp, tmp_path / "out")
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    assert f'href="{BASE}/rapport.txt"' in client.get("/p/demo/folketall").text


def test_the_size_of_a_package_counts_files_that_are_no_table(home: Path, tmp_path: Path) -> None:
    (tmp_path / "kart.geojson").write_text('{"type": "FeatureCollection", "features": []}' + " " * 1_500_000)
    publish(package(2).add_resource(tmp_path / "kart.geojson"), tmp_path / "out")
    with TestClient(create_app(settings.load()), base_url="http://localhost") as client:
        page = client.get("/p/demo/folketall", headers={"accept": "text/html", "accept-language": "nb"}).text
    assert "1,5\N{NO-BREAK SPACE}MB" in page.partition("Størrelse")[2][:200]

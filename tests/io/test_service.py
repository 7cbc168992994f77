"""Services by a real web server: JSON with pages, CSV, JSON-stat and PxWeb."""

import json
from pathlib import Path
from typing import Any

import pytest

import stabbur as sb
from stabbur.io import pxweb
from stabbur.io.sources_read import forget, recorded
from tests.servers.web import Site

CUBE = {
    "version": "2.0", "class": "dataset", "id": ["Region", "Tid"], "size": [1, 2],
    "dimension": {
        "Region": {"label": "region", "category": {"index": ["0301"], "label": {"0301": "Oslo"}}},
        "Tid": {"label": "år", "category": {"index": {"2021": 1, "2020": 0}}},
    },
    "value": [693494, None],
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("home")


def test_records_under_a_key_and_pages(site: Site) -> None:
    site.put("/api", json.dumps({"data": [{"k": "0301", "n": 1}], "next": "/api?page=2"}).encode())
    site.put("/api?page=2", json.dumps({"data": [{"k": "1103", "n": None, "x": 2.5}], "next": None}).encode())
    frame = sb.read_service(site.url("/api"), headers={"Authorization": "Bearer t"}, as_="polars")
    assert frame.to_dicts() == [{"k": "0301", "n": 1, "x": None}, {"k": "1103", "n": None, "x": 2.5}]
    assert [asked.headers["Authorization"] for asked in site.asked] == ["Bearer t"] * 2


def test_pages_by_header_and_pages_without_end(site: Site) -> None:
    site.put("/a", b'[{"n": 1}]', Link='<?p=2>; rel="next", <?p=9>; rel="last"')
    site.put("/a?p=2", b'[{"n": 2}]', Link='<?p=1>; rel="prev"')
    assert sb.read_service(site.url("/a"))["n"].tolist() == [1, 2]
    site.put("/b", b'{"items": [{"n": 1}], "next": "/b"}')
    with pytest.raises(sb.Unavailable, match="read already"):
        sb.read_service(site.url("/b"))


def test_parameters_body_and_place_of_records(site: Site) -> None:
    site.put("/q", b'{"svar": {"rader": [{"a": {"b": [1, 2]}}], "andre": [{"c": 1}]}}')
    frame = sb.read_service(site.url("/q?x=1"), query={"år": [2020, 2021]}, records="svar.rader", as_="arrow")
    assert frame.to_pylist() == [{"a": {"b": [1, 2]}}]
    assert site.asked[-1].path == "/q?x=1&%C3%A5r=2020&%C3%A5r=2021"
    sb.read_service(site.url("/q"), query={"a": 1}, method="POST", records="svar.andre")
    assert (site.asked[-1].method, site.asked[-1].body) == ("POST", b'{"a":1}')
    with pytest.raises(sb.NotFound, match="'rekker'"):
        sb.read_service(site.url("/q"), records="svar.rekker")


def test_csv_parquet_and_a_page_for_people(site: Site) -> None:
    site.put("/tall", b"kommune;n\n0301;1\n", Content_Type="text/csv")
    with pytest.warns(sb.DataWarning, match="';'"):
        assert sb.read_service(site.url("/tall"))["kommune"].tolist() == ["0301"]
    site.put("/side", b"<!doctype html><p>Hei", Content_Type="text/html")
    with pytest.raises(sb.BadInput, match="page for people"):
        sb.read_service(site.url("/side"))


@pytest.mark.parametrize("path", ["/api/v0/no/table/07459", "/x/api/v1/nb/ssb/07459"])
def test_pxweb_1_gets_its_query(site: Site, path: str) -> None:
    site.put(path, json.dumps(CUBE).encode(), Content_Type="application/json")
    frame = sb.read_service(site.url(path), query={"Region": ["0301"], "Tid": "top(2)", "Alder": "*"})
    assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == [
        ["Oslo", "2020", 693494], ["Oslo", "2021", None],
    ]  # fmt: skip
    assert json.loads(site.asked[-1].body) == {
        "query": [
            {"code": "Region", "selection": {"filter": "item", "values": ["0301"]}},
            {"code": "Tid", "selection": {"filter": "top", "values": ["2"]}},
            {"code": "Alder", "selection": {"filter": "all", "values": ["*"]}},
        ],
        "response": {"format": "json-stat2"},
    }


def test_pxweb_2_gets_its_query(site: Site) -> None:
    site.put("/api/pxwebapi/v2/tables/07459/data", json.dumps(CUBE).encode(), Content_Type="application/json")
    url = site.url("/api/pxwebapi/v2/tables/07459?lang=no")
    frame = sb.read_service(url, query={"Region": ["0301"], "Tid": "from(2020)"}, labels="codes")
    assert frame["Region"].tolist() == ["0301", "0301"]
    assert site.asked[-1].method == "GET"
    assert site.asked[-1].path.endswith("valueCodes[Region]=0301&valueCodes[Tid]=from(2020)")
    sb.read_service(url, query={"Region": [f"{n:04}" for n in range(500)]})
    assert site.asked[-1].method == "POST"
    assert json.loads(site.asked[-1].body)["selection"][0]["variableCode"] == "Region"


def test_pxweb_whole_queries_pass_and_odd_ones_are_named() -> None:
    whole = {"query": [], "response": {"format": "json-stat2"}}
    assert json.loads(pxweb.asking("http://x/api/v0/no/t", whole).body or b"") == whole
    assert pxweb.version("https://x/api/pxwebapi/v2-beta/tables/1/data") == 2
    assert pxweb.version("https://x/other") is None
    with pytest.raises(sb.BadInput, match="'Tid'"):
        pxweb.asking("http://x/api/v0/no/t", {"Tid": []})


def test_what_was_read_is_recorded_without_secrets(site: Site, tmp_path: Path) -> None:
    forget()
    site.put("/r", b'[{"n": 1}]')
    sb.read_service(site.url("/r?token=hemmelig&x=1"))
    entry = recorded()[-1]
    assert entry["kind"] == "service"
    assert entry["rows"] == 1
    assert "hemmelig" not in str(entry)
    assert len(entry["query_sha256"]) == 64


def test_empty_and_broken_answers(site: Site) -> None:
    site.put("/tom", b"", Content_Type="application/json")
    site.put("/brutt", b'{"a": [1', Content_Type="application/json")
    site.put("/blandet", b'[{"a": 1}, {"a": "x"}]')
    with pytest.raises(sb.BadInput, match="empty"):
        sb.read_service(site.url("/tom"))
    with pytest.raises(sb.BadInput, match="not JSON"):
        sb.read_service(site.url("/brutt"))
    with pytest.raises(sb.BadInput, match="record 2 is str"):
        sb.read_service(site.url("/blandet"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"recods": "a"}, "'records'"),
        ({"timeout": 1}, "io.timeout_seconds"),
        ({"max_bytes": 9}, "io.max_bytes"),
    ],
)
def test_a_slip_is_told_before_anything_is_asked(site: Site, options: dict[str, Any], said: str) -> None:
    with pytest.raises(sb.BadInput, match="has an option") as refused:
        sb.read_service(site.url("/slow"), **options)
    assert said in refused.value.hint
    with pytest.raises(sb.BadInput, match="csv has no option"):
        sb.read_service(site.url("/slow"), format="csv", **options)
    assert site.asked == []

"""Files of a version: whole, in part, known already; never run by a browser, never outside the version."""

import gzip
from pathlib import Path

import frictionless
import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.registry import connect
from tests.hub import running
from tests.hub.published import package, publish

FILES = "/p/demo/folketall/v1"


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    publish(package(), tmp_path)
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800")


def test_file_is_sent_by_the_name_it_was_published_under(client: TestClient) -> None:
    answer = client.get(f"{FILES}/kommuner.csv.gz")
    text = gzip.decompress(answer.content).decode()
    assert text.splitlines()[1].startswith("0301,Oslo")
    assert client.head(f"{FILES}/kommuner.csv.gz").headers["content-length"] == str(len(answer.content))


def test_file_is_sent_by_its_stored_name(client: TestClient) -> None:
    descriptor = client.get(f"{FILES}/datapackage.json").json()
    path = descriptor["resources"][0]["path"]
    assert path != "kommuner.csv.gz"
    assert client.get(f"{FILES}/{path}").content == client.get(f"{FILES}/kommuner.csv.gz").content


def test_part_of_a_file_is_sent(client: TestClient) -> None:
    whole = client.get(f"{FILES}/kommuner.parquet").content
    part = client.get(f"{FILES}/kommuner.parquet", headers={"range": "bytes=-8"})
    assert (part.status_code, part.content) == (206, whole[-8:])
    assert client.get(f"{FILES}/kommuner.parquet", headers={"range": "bytes=999999-"}).status_code == 416


def test_known_file_is_not_sent_again(client: TestClient) -> None:
    for path in ("kommuner.csv.gz", "datapackage.json"):
        mark = client.get(f"{FILES}/{path}").headers["etag"]
        assert client.get(f"{FILES}/{path}", headers={"if-none-match": mark}).status_code == 304


@pytest.mark.parametrize("count", [9, 1_000, 100_000])
def test_A57_many_ranges_are_refused(client: TestClient, count: int) -> None:
    ranges = "bytes=" + ",".join(f"{at}-{at}" for at in range(count))
    assert client.get(f"{FILES}/kommuner.parquet", headers={"range": ranges}).status_code == 416


@pytest.mark.parametrize("path", ["kommuner.csv.gz", "views/folketall.svg", "kommuner.parquet"])
def test_A30_raw_file_is_kept_and_never_run(client: TestClient, path: str) -> None:
    headers = client.get(f"{FILES}/{path}").headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox")


@pytest.mark.parametrize(
    "path",
    [
        "../../../../../etc/passwd",
        "..%2f..%2fpackage.json",
        "%2e%2e/%2e%2e/package.json",
        "views/..%2f..%2f..%2fetc%2fpasswd",
        "kommuner.csv.gz%00.html",
        "%2fetc%2fpasswd",
        "..%5c..%5cx",
        "views//folketall.svg",
        "withdrawn.json",
        "",
    ],
)
def test_A40_only_files_of_the_version_are_sent(client: TestClient, path: str) -> None:
    answer = client.get(f"{FILES}/{path}")
    assert answer.status_code in {404, 400}
    assert b"root:" not in answer.content


def test_A40_link_in_the_bucket_is_not_followed_to_other_content(client: TestClient, home: Path) -> None:
    stored = next((home / "private" / "bucket").rglob("kommuner-*.csv.gz"))
    stored.unlink()
    stored.symlink_to("/etc/passwd")
    answer = client.get(f"{FILES}/kommuner.csv.gz")
    assert answer.status_code >= 400
    assert b"root:" not in answer.content


def test_newest_files_lie_beside_the_newest_descriptor(client: TestClient) -> None:
    descriptor = client.get("/p/demo/folketall/datapackage.json").json()
    for one in (descriptor["resources"][0], *descriptor["resources"][0]["alternatives"]):
        found = client.get(f"/p/demo/folketall/{one['path']}")
        assert found.content == client.get(f"{FILES}/{one['path']}").content
        assert found.headers["cache-control"] == "private, no-cache"
    page = client.get("/p/demo/folketall/kommuner?fylke=Oslo", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (307, f"{FILES}/kommuner?fylke=Oslo")
    for path in ("kommune", "../../../etc/passwd", "%2e%2e/x", "v2", "v0x/a"):
        assert client.get(f"/p/demo/folketall/{path}").status_code == 404, path


def test_newest_package_is_read_by_its_address(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with running.hub(tmp_path / "home") as base:
        address = f"{base}/p/demo/folketall"
        assert len(sb.read_dp(address)) == 5
        assert len(frictionless.extract(f"{address}/datapackage.json")["kommuner"]) == 5


HOSTILE = {
    "side.html": b"<script>alert(document.cookie)</script>",
    "side.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "tegning.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "stil.xml": b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="x"?><x/>',
    "bilde.png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "data.json": b'"</script><script>alert(1)</script>"',
    "program.js": b"alert(1)",
    "uten-suffiks": b"<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_A30_hostile_file_is_kept_or_shown_as_what_it_is_and_never_run(
    home: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    dp = sb.Datapackage(name="folketall", title="x").add_resource(tmp_path / name, name="fil")
    publish(dp, tmp_path / "out")
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    for host in ("localhost", "content.localhost"):
        stored = next(iter(connect(settings.load()).open("demo/folketall").descriptor["files"]))
        answer = client.get(f"http://{host}:8800{FILES}/{stored}")
        if host == "content.localhost":
            assert answer.status_code == 404, "the content host hands out pages of notebooks and stories only"
            continue
        assert answer.content == HOSTILE[name]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        attached = answer.headers.get("content-disposition", "").startswith("attachment")
        assert attached or answer.headers["content-type"] in {"image/png", "application/json"}


@pytest.mark.parametrize(
    "path", ["v1/../../folketall-to/v1/kommuner.csv.gz", "v1/../v2/hemmelig.txt", "v11/x", "v01/x"]
)
def test_A40_neighbours_with_the_same_beginning_are_not_reached(
    home: Path, tmp_path: Path, path: str
) -> None:
    publish(package(2), tmp_path / "a")
    publish(package(2, name="folketall-to"), tmp_path / "b", access="team")
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    for way in (path, path.replace("../", "%2e%2e%2f"), path.replace("../", "..%5c")):
        assert client.get(f"/p/demo/folketall/{way}").status_code in {400, 404}

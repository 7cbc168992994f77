"""Files of a version: whole, in part, known already; never run by a browser, never outside the version."""

import gzip
from pathlib import Path

import frictionless
import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
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
        assert frictionless.validate(f"{address}/datapackage.json").valid

"""`stabbur up` and `down` as a person runs them, and what an exported site holds."""

import html
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from stabbur import settings
from stabbur.errors import BadInput
from stabbur.hub import serve
from stabbur.hub.serving import entry
from stabbur.hub.site import LINK, export_site
from tests.hub import running
from tests.hub.published import package, publish

STABBUR = [sys.executable, "-c", "from stabbur.cli.main import main; main()"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_until_ctrl_c_or_down(home: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [*STABBUR, "up", "--port", "0"], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdout
    said = process.stdout.readline()
    assert "/enter?token=" in said
    address = said.split()[-1]
    transport = httpx.HTTPTransport(retries=5)
    with httpx.Client(transport=transport) as client:
        assert client.get(address, timeout=20).status_code == 303
    process.send_signal(number)
    assert process.wait(20) == 0
    assert "stopped" in process.stdout.read()
    assert serve.notes() == []


def test_public_only_shows_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with running.hub(home, public_only=True) as address:
        cookie = {"cookie": f"{entry.COOKIE}={entry.cookie()}"}
        assert httpx.get(address + "/p/demo/hemmelig", headers=cookie).status_code == 404
        assert httpx.get(address + "/p/demo/folketall", headers=cookie).status_code == 200
        site = tmp_path / "site"
        assert export_site(settings.load(), site) > 10
        pages = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
        # the handbook speaks of what is secret, on every page but not of ours
        mine = {file: text for file, text in pages.items() if "help" not in file.relative_to(site).parts}
        assert not [file for file, text in mine.items() if "emmelig" in text]
        assert not [file for file, text in pages.items() if "demo/hemmelig" in text]
        assert not [file for file, text in pages.items() if 'href="/' in text or 'src="/' in text]
        assert "Folketall" in pages[site / "search" / "index.html"]
        assert (site / "p" / "demo" / "folketall" / "v2" / "kommuner.csv.gz").is_file()


def test_export_leaves_other_folders_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(BadInput, match="not an exported site"):
        export_site(settings.load(), tmp_path / "mine")


def linked(site: Path) -> list[tuple[Path, str]]:
    """Every address that a page of a written site leads to, with the page."""
    pages = [(file, file.read_text(encoding="utf-8")) for file in site.rglob("*.html")]
    found = [(file, html.unescape(one["address"])) for file, text in pages for one in LINK.finditer(text)]
    return [
        (file, unquote(one.split("#")[0].split("?")[0])) for file, one in found if not urlsplit(one).scheme
    ]


@pytest.mark.parametrize("address", ["", "https://data.example.no/katalog/"])
def test_every_link_of_an_exported_site_leads_to_a_file(home: Path, tmp_path: Path, address: str) -> None:
    publish(package(rows=4), tmp_path / "a")
    publish(package(), tmp_path / "b")
    site = tmp_path / "site"
    export_site(settings.load(), site, address)
    dead = [(file, one) for file, one in linked(site) if one and not (file.parent / one).is_file()]
    assert dead == []
    assert [
        file
        for file in site.rglob("*")
        if file.is_file() and re.search(rb"http://localhost[^:]", file.read_bytes())
    ] == []
    descriptor = site / "p/demo/folketall/v2/datapackage.json"
    for one in json.loads(descriptor.read_text(encoding="utf-8"))["resources"]:
        assert (descriptor.parent / one["path"]).is_file()
    feed = (site / "feed.atom").read_text(encoding="utf-8")
    where = address.rstrip("/") + "/" if address else ""
    assert f'href="{where}p/demo/folketall/v2' in feed
    assert (site / "sitemap.xml").exists() == bool(address)


def test_page_that_fails_is_named_and_the_rest_stands(home: Path, tmp_path: Path) -> None:
    publish(package(), tmp_path / "a")
    publish(package(name="skadet"), tmp_path / "b")
    for file in home.rglob("skadet/v1/*.parquet"):
        file.unlink()
    done = subprocess.run(
        [*STABBUR, "export-site", "site"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 6
    assert "'/p/demo/skadet/v1/kommuner' (502)" in done.stderr
    assert (tmp_path / "site/p/demo/folketall/v1/kommuner/index.html").is_file()


@pytest.mark.parametrize("address", ["data.example.no", "ftp://x", "https://", "https://x/ y"])
def test_address_of_a_site_is_one(home: Path, tmp_path: Path, address: str) -> None:
    with pytest.raises(BadInput, match="is no address of a site"):
        export_site(settings.load(), tmp_path / "site", address)

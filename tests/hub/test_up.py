"""`stabbur up` and `down` as a person runs them, and what an exported site holds."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from stabbur import settings
from stabbur.errors import BadInput
from stabbur.hub import entry, serve
from stabbur.hub.site import export_site
from tests.hub import running

STABBUR = [sys.executable, "-c", "from stabbur.cli.main import main; main()"]


def test_up_serves_until_ctrl_c(home: Path) -> None:
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
    process.send_signal(signal.SIGINT)
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
        assert not [file for file, text in pages.items() if "emmelig" in text]
        assert not [file for file, text in pages.items() if 'href="/' in text or 'src="/' in text]
        assert "Folketall" in pages[site / "search" / "index.html"]
        assert (site / "p" / "demo" / "folketall" / "v2" / "kommuner.csv.gz").is_file()


def test_export_leaves_other_folders_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(BadInput, match="not an exported site"):
        export_site(settings.load(), tmp_path / "mine")

"""What a run is told of reading, writing and publishing; nothing is written where nothing runs."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.io.moved import moved

FRAME = pl.DataFrame({"kommune": ["0301", "1103"], "personer": [697010, 144699]})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Path:
    """A folder that a project stands in, outside of any run."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Path) -> Path:
    """The folder of the run that this process belongs to."""
    folder = tmp_path / "7.1"
    folder.mkdir()
    monkeypatch.setenv("STABBUR_RUN_FOLDER", str(folder))
    return folder


def told(run: Path, file: str = "moved.jsonl") -> list[dict[str, Any]]:
    lines = (run / file).read_text(encoding="utf-8").splitlines()
    return [{key: value for key, value in json.loads(line).items() if key != "at"} for line in lines if line]


def test_tells_of_a_file_both_ways(run: Path, place: Path) -> None:
    sb.to_file(FRAME, "tall.csv")
    sb.read_file("tall.csv")
    size = (place / "tall.csv").stat().st_size
    one = {"kind": "file", "source": str(place / "tall.csv"), "rows": 2, "bytes": size}
    assert told(run) == [one | {"direction": "write"}, one | {"direction": "read"}]


def test_tells_of_a_database_both_ways(run: Path) -> None:
    sb.to_sql(FRAME, table="tall", sink="tall.sqlite", mode="replace")
    sb.read_sql("select * from tall limit 1", source="tall.sqlite")
    seen = [(one["kind"], one["source"], one["direction"], one["rows"]) for one in told(run)]
    assert seen == [("sql", "tall.sqlite", "write", 2), ("sql", "tall.sqlite", "read", 1)]
    assert all(one["bytes"] > 0 for one in told(run))


def test_tells_of_a_service_without_its_token(run: Path, place: Path) -> None:
    (place / "tall.json").write_text('[{"n": 1}, {"n": 2}]')
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        Thread(target=server.handle_request, daemon=True).start()
        sb.read_service(f"http://127.0.0.1:{server.server_port}/tall.json?token=hemmelig")
    [one] = told(run)
    assert (one["kind"], one["direction"], one["rows"], one["bytes"]) == ("service", "read", 2, 20)
    assert "hemmelig" not in one["source"]


def test_tells_of_a_package_and_what_was_published(run: Path) -> None:
    package = sb.Datapackage(name="folketall", title="Folketall")
    package.add_resource(FRAME, name="kommuner")
    sb.publish(package, owner="demo")
    sb.publish(package, owner="demo")
    sb.read_dp("demo/folketall")
    seen = [(one["kind"], one["source"], one["direction"], one["rows"]) for one in told(run)]
    assert seen == [("package", "demo/folketall@1", "write", 2), ("package", "demo/folketall@1", "read", 2)]
    made = {"kind": "package", "id": "demo/folketall", "version": 1}
    assert told(run, "published.jsonl") == [made | {"created": True}, made | {"created": False}]


def test_tells_of_a_story(run: Path) -> None:
    Path("rapport.html").write_text("<title>Rapport</title><p>Hei</p>")
    sb.publish_story("rapport.html", "demo/rapport")
    [one] = told(run)
    assert (one["kind"], one["source"], one["rows"]) == ("story", "demo/rapport@1", 0)
    assert one["bytes"] > 20
    assert told(run, "published.jsonl")[0]["kind"] == "story"


def test_tells_nothing_of_what_would_be_published(run: Path) -> None:
    package = sb.Datapackage(name="folketall", title="Folketall")
    package.add_resource(FRAME, name="kommuner")
    sb.publish(package, owner="demo", dry_run=True)
    assert list(run.iterdir()) == []


def test_tells_nothing_outside_of_a_run(place: Path) -> None:
    sb.to_file(FRAME, "tall.csv")
    sb.read_file("tall.csv")
    assert [file.name for file in place.iterdir()] == ["tall.csv"]


def test_reads_on_when_the_folder_of_the_run_is_gone(run: Path) -> None:
    run.rmdir()
    sb.to_file(FRAME, "tall.csv")
    assert len(sb.read_file("tall.csv")) == 2


def test_keeps_each_line_whole_when_many_tell_at_once(run: Path) -> None:
    def tell(number: int) -> None:
        for _ in range(50):
            moved("file", f"{number}" * 200, "read", rows=number, size=1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(tell, range(8)))
    assert sorted(one["rows"] for one in told(run)) == sorted(list(range(8)) * 50)


def test_half_a_line_that_a_full_disk_left_takes_no_other_with_it(run: Path) -> None:
    half = '{"kind": "file", "sour'
    (run / "moved.jsonl").write_text(half)
    for rows in (1, 2):
        moved("file", "tall.csv", "read", rows=rows, size=1)
    first, *others = (run / "moved.jsonl").read_text().splitlines()
    assert (first, [json.loads(one)["rows"] for one in others]) == (half, [1, 2])


def test_is_not_loaded_by_importing_stabbur() -> None:
    code = "import sys, stabbur; print('stabbur.io.moved' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

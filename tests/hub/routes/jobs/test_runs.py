"""The pages of runs: lists, one run in each state, its log and its notebook."""

import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.responses import Response
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.jobs import files
from stabbur.hub.routes.jobs import content
from stabbur.runs.keeping import finding
from stabbur.runs.queue.values import Run
from stabbur.state import clock
from stabbur.state.engine import engine, writing
from stabbur.state.tables import run


def change(id: int, **values: object) -> None:
    with writing(engine(settings.load())) as connection:
        connection.execute(update(run).where(run.c.id == id).values(**values))


def test_list_has_what_runs_first_and_pages_by_number(own: TestClient) -> None:
    text = own.get("/runs").text
    assert text.index("/runs/31") < text.index("/runs/30")
    older = re.search(r'rel="next" href="([^"]+)"', text)
    assert older
    rest = own.get(older[1].replace("&amp;", "&")).text
    assert 'href="/runs/1"' in rest
    assert 'href="/runs/31"' not in rest


def test_list_of_a_state_holds_that_alone(own: TestClient) -> None:
    table = own.get("/runs?state=failed").text.split("<tbody>")[-1]
    assert 'href="/runs/9"' in table
    assert "Succeeded" not in table


def test_run_that_failed_tells_the_cause_first(own: TestClient) -> None:
    text = own.get("/runs/9").text.replace("\N{NO-BREAK SPACE}", " ")
    assert text.index("It stopped in cell 3.") < text.index("<h2>Steps</h2>")
    assert "HTTPError: tjenesten svarte ikke" in text
    assert "at least 772 MB" in text
    assert "memory for each process" in text
    assert "37,736 rows, 2.1 MB" in text


def test_log_is_text_without_colours_and_markup(own: TestClient) -> None:
    text = own.get("/runs/9").text
    assert "&lt;b&gt;summerer&lt;/b&gt;" in text
    assert "\x1b" not in text
    assert "100 % lest" in text
    assert "50 %" not in text
    whole = own.get("/runs/9/log")
    assert whole.headers["content-type"].startswith("text/plain")
    assert whole.headers["content-disposition"].startswith("attachment")
    assert "<b>summerer</b>" in whole.text


def test_long_log_is_cut_in_the_page_and_whole_as_a_file(own: TestClient) -> None:
    folder = settings.private() / "runs" / "9.1"
    lines = "".join(f"linje {number}\n" for number in range(20_000))
    (folder / "log").write_text(lines, encoding="utf-8")
    text = own.get("/runs/9").text
    assert "The beginning is left out here." in text
    assert "linje 19999" in text
    assert "linje 1\n" not in text
    assert len(text) < 2 * files.TAIL
    assert own.get("/runs/9/log").text == lines


def test_run_at_work_tells_how_far_it_is(own: TestClient) -> None:
    text = own.get("/runs/31").text
    assert 'aria-valuenow="50"' in text
    assert "4 of 8 cells are done. Now cell 5." in text
    assert 'href="/runs/31/stop"' in text
    assert "run.js" in text
    assert "run.js" not in own.get("/runs/9").text


def test_run_whose_files_are_gone_keeps_its_figures(own: TestClient) -> None:
    change(8, removed=clock.now())
    text = own.get("/runs/8").text
    assert "have been cleared away" in text
    assert "37,736 rows" in text


@pytest.mark.parametrize("report", ["{}", '{"moved": [{}], "cells": [{"index": 1}], "published": [3]}'])
def test_odd_report_breaks_no_page(own: TestClient, report: str) -> None:
    change(8, report=report)
    assert own.get("/runs/8").status_code == 200


def test_test_run_of_another_is_not_there(own: TestClient) -> None:
    assert own.get("/runs/34").status_code == 200
    change(34, actor="somebody")
    for place in ("/runs/34", "/runs/34/log", "/runs/34/live", "/api/v1/runs/34"):
        assert own.get(place).status_code == 404, place
    assert 'href="/runs/34"' not in own.get("/runs").text


def frame(own: TestClient) -> str:
    found = re.search(r'<iframe[^>]* src="([^"]+)"', own.get("/runs/29/notebook").text)
    assert found
    return found[1]


def test_A29_notebook_of_a_run_is_served_apart_and_sandboxed(own: TestClient) -> None:
    address = frame(own)
    assert address.startswith("http://content.localhost:8800/")
    bare = TestClient(create_app(settings.load()), base_url="http://content.localhost:8800")
    answer = bare.get(address)
    assert "Med kode." in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert "set-cookie" not in answer.headers
    assert own.get(address.split(":8800", 1)[1]).status_code == 404, "the portal never serves it"


def test_A29_notebook_of_a_run_that_was_killed_is_made_into_pages_when_somebody_asks(own: TestClient) -> None:
    folder = next((settings.private() / "runs").glob("29.*"))
    for page in folder.glob("*.html"):
        page.unlink()
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": "the_code = 1"}
    output = {"output_type": "stream", "name": "stdout", "text": "what it came to"}
    whole = {"cells": [cell | {"outputs": [output]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (folder / "notebook.ipynb").write_text(json.dumps(whole))
    address = frame(own)
    bare = TestClient(create_app(settings.load()), base_url="http://content.localhost:8800")
    answer = bare.get(address)
    assert "the_code" in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")
    without = bare.get(address.replace("notebook.html", "notebook-without-code.html")).text
    assert "what it came to" in without
    assert "the_code" not in without
    for page in folder.glob("notebook*"):
        page.unlink()
    elsewhere = folder.parent / "elsewhere.ipynb"
    elsewhere.write_text(json.dumps(whole))
    (folder / "notebook.ipynb").symlink_to(elsewhere)
    assert bare.get(address).status_code == 404, "what a run says lies elsewhere is no notebook of its own"


def test_A29_notebook_needs_the_key_of_its_own_run(own: TestClient) -> None:
    bare = TestClient(create_app(settings.load()), base_url="http://content.localhost:8800")
    address = frame(own)
    assert bare.get(address.replace("/r/29/", "/r/9/")).status_code == 404
    assert bare.get(re.sub(r"8800/[^/]+/", "8800/public/", address)).status_code == 404
    assert bare.get(address.replace("notebook.html", "log")).status_code == 404
    assert bare.get(address.replace("notebook.html", "..%2F9.1%2Flog")).status_code == 404
    closed = create_app(settings.load(), public_only=True)
    assert TestClient(closed, base_url="http://content.localhost:8800").get(address).status_code == 404


def test_files_that_a_run_left_are_listed_and_opened_in_their_sandbox(
    own: TestClient, tmp_path: Path
) -> None:
    folder = settings.private() / "runs" / "9.1"
    left = folder / "artefacts" / "rapport æ"
    left.mkdir(parents=True)
    (left / "side.html").write_text("<script>1</script>", encoding="utf-8")
    (left / "tall.bin").write_bytes(b"\0\1")
    (tmp_path / "hemmelig").write_text("hemmelig", encoding="utf-8")
    (left / "lenke.txt").symlink_to(tmp_path / "hemmelig")
    (folder / "artefacts" / "mappe").symlink_to(tmp_path)
    page = own.get("/runs/9").text
    places = [unescape(one) for one in re.findall(r'href="(http://content[^"]+/artefacts/[^"]+)"', page)]
    assert len(places) == 4, "each can be opened and downloaded"
    shown, loaded = own.get(places[0]), own.get(places[1])
    assert (shown.status_code, shown.text) == (200, "<script>1</script>")
    assert shown.headers["content-security-policy"].startswith("sandbox ")
    assert "allow-same-origin" not in shown.headers["content-security-policy"]
    assert "content-disposition" not in shown.headers
    assert loaded.headers["content-disposition"] == "attachment; filename*=utf-8''side.html"
    assert own.get(places[2]).headers["content-disposition"].startswith("attachment")
    base = places[0].rpartition("rapport")[0]
    for path in ("rapport æ/lenke.txt", "mappe/hemmelig", "../log", "%2e%2e/log", "..%2flog", "borte", ""):
        answer = own.get(base + path)
        assert answer.status_code == 404, path
        assert "hemmelig\n" not in answer.text
    other = places[0].replace("/r/9/", "/r/29/")
    assert own.get(other).status_code == 404, "the key is of one run"
    _is_sent_as_it_was_looked_at(own, places[0], left / "side.html", tmp_path / "hemmelig")
    shutil.rmtree(folder / "artefacts")
    (folder / "artefacts").symlink_to(tmp_path)
    assert "/artefacts/" not in own.get("/runs/9").text
    assert own.get(base + "hemmelig").status_code == 404


def _is_sent_as_it_was_looked_at(own: TestClient, address: str, file: Path, other: Path) -> None:
    """Put a link in the place of a file when it was found, and when it was opened."""
    found, kept = finding.artefact, content.fresh

    def swapped_late(run: Run, answer: Response) -> Response:
        file.unlink()
        file.symlink_to(other)
        return kept(run, answer)

    def swapped(folder: Path, path: str) -> Path | None:
        there = found(folder, path)
        file.unlink()
        file.symlink_to(other)
        return there

    for place, name, swap, told in (
        (content, "fresh", swapped_late, (206, "234")),
        (finding, "artefact", swapped, (404, None)),
    ):
        file.unlink()
        file.write_text("0123456789")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, name, swap)
            answer = own.get(address, headers={"Range": "bytes=2-4"})
        assert (answer.status_code, answer.text if told[1] else None) == told
        assert "hemmelig" not in answer.text


def test_run_that_was_skipped_or_stopped_says_why_and_by_whom(own: TestClient) -> None:
    skipped, stopped = own.get("/runs/18").text, own.get("/runs/22").text
    assert "Why it was skipped" in skipped
    assert "Run 17 had not ended." in skipped
    assert "Stopped by ingrid." in stopped


def test_every_run_that_waits_is_counted_though_few_are_shown(own: TestClient) -> None:
    for number in range(1, 31):
        change(number, state="queued", started=None, ended=None)
    text = own.get("/runs").text
    assert "32 runs are at work or wait." in text
    assert "2 more wait and are not shown." in text
    assert text.index('"/runs/31"') < text.index('"/runs/32"'), "what is at work comes first"

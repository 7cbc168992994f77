"""stabbur publish."""

from pathlib import Path

import pytest

import stabbur as sb
from stabbur.errors import NotFound
from stabbur.settings import local_person
from tests.cli.conftest import Run
from tests.registry.making import package


def test_publishes_what_was_built(run: Run) -> None:
    package(1).write()
    done = run("publish", "--owner", "demo", "--access", "public", "--json")
    assert done.code == 0
    assert [(row["id"], row["version"], row["created"]) for row in done.rows] == [("demo/folketall", 1, True)]
    assert not run("publish", "build/folketall", "--owner", "demo", "--json").rows[0]["created"]


def test_dry_run_shows_what_changed(run: Run) -> None:
    package(1).write()
    run("publish", "--owner", "demo")
    package(2).write()
    row = run("publish", "--owner", "demo", "--dry-run", "--json").rows[0]
    assert row["version"] == 2
    assert row["diff"]["rows"]["kommuner"]["changed"] == 1
    assert run("publish", "--owner", "demo", "--json").rows[0]["version"] == 2


def test_dry_run_lists_each_change_before_and_after(run: Run) -> None:
    package(1).write()
    run("publish", "--owner", "demo")
    package(2, title="Folketallet").write()
    told = run("publish", "--owner", "demo", "--dry-run").out
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "1 row changed and 1 description changed." in told
    assert "title Folketall Folketallet" in lines
    assert "rows of kommuner 1 changed" in lines
    assert "kommuner 0301: personer 1 2" in lines
    Path("side.html").write_text("<title>Side</title>")
    run("publish", "side.html", "--as", "demo/side")
    Path("side.html").write_text("<title>Side</title><p>Ny</p>")
    assert "index.html changed" in " ".join(
        run("publish", "side.html", "--as", "demo/side", "--dry-run").out.split()
    )


def test_publishes_a_page_as_a_story(run: Run) -> None:
    Path("side.html").write_text("<title>Side</title>")
    row = run("publish", "side.html", "--as", "demo/side", "--json").rows[0]
    assert row["address"] == "/s/demo/side/v1"
    draft = run("publish", "side.html", "--as", "demo/side", "--draft", "--json").rows[0]
    assert draft["address"].startswith("/s/demo/side/draft-")


def test_says_what_is_unclear(run: Run) -> None:
    done = run("publish")
    assert done.code == 2
    assert "which package? there is none in build/" in done.err
    assert run("publish", "build", "--draft").code == 2
    assert run("publish", "side.html", "--as", "demo/side", "--owner", "x").code == 2
    assert run("publish", "none.html", "--as", "demo/side").code == 3


@pytest.mark.parametrize("name", ["rapport.ipynb", "side.html", "sider"])
def test_a_page_without_as_is_told_how_it_is_published(run: Run, name: str) -> None:
    if "." in name:
        Path(name).write_text("{}")
    else:
        Path(name).mkdir()
        (Path(name) / "index.html").write_text("<title>Sider</title>")
    done = run("publish", name)
    assert done.code == 3
    assert f"stabbur publish {name} --as OWNER/NAME" in done.err


def test_a_folder_that_is_not_there_is_told(run: Run) -> None:
    done = run("publish", "borte")
    assert done.code == 3
    assert "there is no folder 'borte'" in done.err
    with pytest.raises(NotFound, match="there is no folder 'borte'"):
        sb.publish("borte", owner="demo")


def test_a_guessed_owner_is_told(run: Run) -> None:
    package(1).write()
    told = f"owner '{local_person()}' is your name on this machine; say --owner or the setting owner"
    assert told in run("publish").err
    assert "owner" not in run("publish", "--owner", "demo").err
    Path("stabbur.toml").write_text('owner = "nav"\n', encoding="utf-8")
    done = run("publish", "--json")
    assert done.rows[0]["id"] == "nav/folketall"
    assert "owner" not in done.err

"""A test run publishes, withdraws and reads what it wrote, and nothing of the registry outside changes."""

import hashlib
from pathlib import Path

import pytest

import stabbur as sb
from stabbur.catalogue.base import Query
from stabbur.errors import NotFound
from stabbur.registry.here import Here, connect
from tests.registry.making import package

pytestmark = pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")

FILES = dict[str, str]


def everything(folder: Path) -> FILES:
    """Return each file below a folder with its hash; the state's log is written into it when it is closed."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith("-shm")
    }


@pytest.fixture
def published(registry: Here) -> Here:
    """A registry with two versions of a package, a story and a draft of it."""
    registry.publish(package(1), owner="demo")
    registry.publish(package(2), owner="demo")
    page = registry.desk.private / "rapport.html"
    page.write_text("<title>Rapport</title>")
    registry.publish_story(page, "demo/rapport")
    page.write_text("<title>Utkast</title>")
    registry.publish_story(page, "demo/rapport", draft=True)
    return registry


@pytest.fixture
def place(published: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let this process be a test run, and return where it writes to."""
    folder = tmp_path / "test"
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(folder))
    monkeypatch.setenv("STABBUR_RUN", "12.1")
    return folder


def test_nothing_outside_changes_whatever_a_test_run_does(place: Path, home: Path) -> None:
    page = home / "private" / "rapport.html"
    before = everything(home)
    done = sb.publish(package(3), owner="demo", access="public", key="once")
    assert (done.id, done.version, done.created, done.address) == ("demo/folketall", 3, True, "/runs/12/test")
    assert not sb.publish(package(3), owner="demo", key="once").created
    assert sb.publish_story(page, "demo/rapport").version == 2
    assert sb.publish_story(page, "demo/ny", draft=True).created
    here = connect()
    here.withdraw("demo/folketall", 1, "feil tall")
    here.repair()
    assert here.rebuild_index() == 2
    assert [hit.document.id for hit in here.search(Query("folketall")).items] == ["demo/folketall"]
    assert everything(home) == before


def test_reads_see_what_the_test_run_wrote(place: Path) -> None:
    assert list(sb.read_dp("demo/folketall")["personer"]) == [2, 144699]
    sb.publish(package(3), owner="demo")
    assert list(sb.read_dp("demo/folketall")["personer"]) == [3, 144699]
    assert list(sb.read_dp("demo/folketall@2")["personer"]) == [2, 144699]
    sb.publish(package(9, title="Ny"), owner="other")
    assert [one.id for one in connect().packages()] == ["demo/folketall", "other/folketall"]


def test_the_registry_outside_never_hears_of_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sb.publish(package(3), owner="demo")
    sb.publish(package(3), owner="other")
    monkeypatch.delenv("STABBUR_TEST_PLACE")
    with pytest.raises(NotFound):
        sb.read_dp("demo/folketall@3")
    with pytest.raises(NotFound):
        sb.read_dp("other/folketall")
    assert sb.publish(package(4), owner="demo").version == 3


def test_a_version_published_meanwhile_is_not_seen_half(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test run goes on from what it saw at first; the bucket's later version is taken up, and counted."""
    assert sb.publish(package(3), owner="demo", dry_run=True).version == 3
    monkeypatch.delenv("STABBUR_TEST_PLACE")
    sb.publish(package(4), owner="demo")
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(place))
    assert sb.publish(package(3), owner="demo").version == 4


def test_what_was_published_is_not_told_as_published(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_RUN_FOLDER", str(tmp_path))
    sb.publish(package(3), owner="demo")
    assert not (tmp_path / "published.jsonl").exists()

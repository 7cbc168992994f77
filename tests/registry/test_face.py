"""What a notebook is told when it publishes and reads: warnings that name the version and where to look."""

import warnings
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput, DataWarning, NotFound


def tall(*rows: int) -> sb.Datapackage:
    package = sb.Datapackage(name="tall", title="Tall", description="Tall.", licenses=["CC0-1.0"])
    return package.add_resource(pl.DataFrame({"n": rows}), name="rows")


@pytest.fixture
def twice(home: Path) -> str:
    sb.publish(tall(1), owner="demo")
    return sb.publish(tall(1, 2), owner="demo").id


def test_a_version_may_stand_in_the_id(twice: str) -> None:
    with pytest.warns(DataWarning, match="'demo/tall' has a newer version, 2: 1 row added"):
        assert len(sb.read_dp(f"{twice}@1")) == 1
    assert len(sb.read_dp(f"{twice}@2")) == len(sb.read_dp(twice, version=2)) == 2
    with pytest.raises(BadInput, match="'demo/tall@1' and version=2 name two versions"):
        sb.read_dp(f"{twice}@1", version=2)
    with pytest.raises(NotFound, match="no version 3"):
        sb.read_dp(f"{twice}@3")


def test_an_id_without_its_owner_is_answered_with_the_whole_one(
    twice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(
        NotFound, match=r"'tall' lacks the owner of the package: there is 'demo/tall'\n"
    ) as told:
        sb.read_dp("tall")
    assert told.value.hint == 'sb.read_dp("demo/tall")'
    with pytest.raises(NotFound) as told:
        sb.read_dp("tall@1")
    assert told.value.hint == 'sb.read_dp("demo/tall@1")'
    with pytest.raises(NotFound, match=r"'annet' lacks the owner of the package\n") as told:
        sb.read_dp("annet")
    assert told.value.hint.startswith('sb.read_dp("owner/annet")')
    with pytest.raises(NotFound, match=r"there is no data package at 'datapackage\.json'"):
        sb.read_dp("datapackage.json")
    monkeypatch.chdir(tmp_path)
    tall(1, 2, 3).write("tall")
    assert len(sb.read_dp("tall")) == 3


def test_the_newest_version_is_read_without_a_word(twice: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(sb.read_dp(f"{twice}@2")) == 2
        sb.publish(tall(1, 2), owner="demo")


def test_publishing_tells_what_readers_will_miss(home: Path) -> None:
    package = sb.Datapackage(name="tall").add_resource(pl.DataFrame({"t": ["=1+1"]}), name="rows")
    with pytest.warns(DataWarning) as told:
        done = sb.publish(package, owner="demo", dry_run=True)
    words = [str(one.message) for one in told]
    assert any("no licence" in word for word in words)
    assert any("no description" in word for word in words)
    assert any("formula" in word for word in words)
    assert {one.filename for one in told} == {__file__}
    assert len(done.told) == len(words)


def test_a_notebook_shows_what_was_published_as_text_and_link(home: Path) -> None:
    sb.publish(tall(1), owner="demo")
    shown = sb.publish(tall(2), owner="demo")._repr_html_()
    assert "demo/tall@2" in shown
    assert 'href="http://localhost:8800/p/demo/tall/v2"' in shown
    assert "same content" in sb.publish(tall(2), owner="demo")._repr_html_()

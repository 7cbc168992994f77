"""A table that was published as CSV alone has its page, filters and files like every other."""

import json
import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.errors import NoRoom, NotFound
from stabbur.hub.app import create_app
from stabbur.hub.tabular import made
from stabbur.hub.tabular.made import made_parquet
from stabbur.registry import connect

TABLE = "/p/demo/hand/v1/a"
FIELDS = [
    {"name": "nr", "type": "string"},
    {"name": "dato", "type": "date"},
    {"name": "varighet", "type": "duration"},
]


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    folder = tmp_path / "hand"
    folder.mkdir()
    (folder / "a.csv").write_text("nr,dato,varighet\n0301,2021-03-01,P1D\n5444,,\n", encoding="utf-8")
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": FIELDS}}
    descriptor = {"name": "hand", "title": "Hand", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    connect(settings.load()).publish(folder, owner="demo", access="public")
    return TestClient(create_app(settings.load()), base_url="http://localhost")


def test_rows_are_shown_and_found_by_the_types_of_the_schema(client: TestClient) -> None:
    for _ in range(2):  # made the first time, kept the second
        assert "0301" in client.get(TABLE).text
    assert len(list((settings.private() / "cache" / "tables").iterdir())) == 1
    for query in ("dato=2021-03-01", "varighet=PT24H", "nr=0301"):
        text = client.get(f"{TABLE}?{query}&format=csv").text
        assert text.splitlines() == ["nr,dato,varighet", "0301,2021-03-01,P1D"], query


def test_table_that_is_too_large_is_not_made(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    version = connect(settings.load()).open("demo/hand")
    monkeypatch.setattr(made, "MOST_BYTES", 10)
    with pytest.raises(NotFound, match="too large"):
        made_parquet(version, version.descriptor["resources"][0] | {"bytes": 11})
    with pytest.raises(NotFound, match="cannot be read"):
        made_parquet(version, {"name": "b"})


def kept_files() -> list[Path]:
    return sorted((settings.private() / "cache" / "tables").iterdir())


def test_F04_it_is_kept_whole_or_not_at_all(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft lies on a device that is always full."""
    version = connect(settings.load()).open("demo/hand")
    file = made_parquet(version, version.descriptor["resources"][0])
    file.unlink()
    with monkeypatch.context() as full:
        full.setattr(secrets, "token_hex", lambda count: "full")
        file.with_suffix(".full").symlink_to("/dev/full")
        with pytest.raises(NoRoom, match="no space left"):
            made_parquet(version, version.descriptor["resources"][0])
        assert kept_files() == []
        file.with_suffix(".full").symlink_to("/dev/full")
        assert client.get(TABLE).status_code == 507
    assert kept_files() == []
    assert "0301" in client.get(TABLE).text


def test_several_readers_at_once_get_one_whole_file(client: TestClient) -> None:
    version = connect(settings.load()).open("demo/hand")

    def rows(_: int) -> int:
        return int(pq.read_table(made_parquet(version, version.descriptor["resources"][0])).num_rows)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(rows, range(12))) == [2] * 12
    assert [one.suffix for one in kept_files()] == [".parquet"]


def test_F16_a_version_that_is_damaged_since_is_not_shown_from_what_is_kept(client: TestClient) -> None:
    assert client.get(TABLE).status_code == 200
    file = connect(settings.load()).open("demo/hand").file("a.csv")
    file.chmod(0o600)
    file.write_text("nr,dato,varighet\n9999,,\n", encoding="utf-8")
    assert client.get(TABLE).status_code == 502


def test_what_was_used_longest_ago_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "MOST_KEPT", 25)
    now = time.time()
    for age, name in enumerate(("new.parquet", "used.parquet", "old.parquet", "oldest.parquet", "x.draft")):
        (tmp_path / name).write_bytes(b"x" * 10)
        os.utime(tmp_path / name, (now - age * 1_000,) * 2)
    made.tidy(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["new.parquet", "used.parquet"]
    (tmp_path / "y.draft").write_bytes(b"")
    (tmp_path / "large.parquet").write_bytes(b"x" * 100)
    made.tidy(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["large.parquet", "y.draft"]

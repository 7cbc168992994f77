"""SQLite on a disk of another machine is refused; the list of mounts is a stand-in, for no such disk can be had here."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from stabbur import settings
from stabbur.errors import BadInput
from stabbur.runs.here import run_here
from stabbur.runs.queue.values import NewRun
from stabbur.runs.worker import network
from stabbur.runs.worker.network import kind_of_disk, refuse_network_disk
from stabbur.runs.worker.working import Worker

LINE = "36 35 98:0 / {point} rw,noatime master:1 - {kind} /dev/root rw\n"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_sqlite_on_a_stand_in_for_a_network_disk_is_refused(tmp_path: Path, kind: str) -> None:
    home = tmp_path / "my home"
    home.mkdir()
    mounts = tmp_path / "mounts"
    point = str(home).replace(" ", "\\040")
    mounts.write_text(LINE.format(point="/", kind="ext4") + LINE.format(point=point, kind=kind))
    engine = create_engine(f"sqlite:///{home}/state.sqlite")
    with pytest.raises(BadInput, match=kind) as caught:
        refuse_network_disk(engine, mounts)
    assert "PostgreSQL" in caught.value.hint
    assert kind_of_disk(tmp_path / "elsewhere", mounts) == "ext4"


def test_neither_a_worker_nor_a_run_at_the_prompt_begins_on_a_stand_in_for_a_network_disk(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "kind_of_disk", lambda *_: "nfs4")
    with pytest.raises(BadInput, match="nfs4"):
        Worker(create_engine(f"sqlite:///{tmp_path}/state.sqlite"), settings.load())
    with pytest.raises(BadInput, match="nfs4"):
        run_here(NewRun(str(tmp_path), "a.py", "ada", "person"), log=print, say=print)


def test_a_disk_of_this_machine_and_a_server_are_not(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(LINE.format(point="/", kind="nfs4") + LINE.format(point=tmp_path, kind="xfs"))
    refuse_network_disk(create_engine(f"sqlite:///{tmp_path}/state.sqlite"), mounts)
    refuse_network_disk(create_engine("sqlite://"), mounts)
    refuse_network_disk(create_engine("postgresql+psycopg://nowhere/x"), mounts)


def test_a_machine_that_does_not_tell_its_mounts_is_believed(tmp_path: Path) -> None:
    refuse_network_disk(create_engine(f"sqlite:///{tmp_path}/state.sqlite"), tmp_path / "none")
    assert kind_of_disk(tmp_path) not in ("", "nfs4")

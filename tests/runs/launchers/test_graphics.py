"""Graphics processors, with plain files as stand-ins for the devices of a machine that has some."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers import graphics
from stabbur.runs.launchers.local import LocalLauncher
from tests.runs.launchers.test_local import ended, run_of
from tests.runs.working import shell

SAYS = 'echo "<${CUDA_VISIBLE_DEVICES-all}>"'


@pytest.fixture
def launcher(home: Path) -> LocalLauncher:
    return LocalLauncher(settings.load(), shell, grace_seconds=0.5)


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "dev"
    place.mkdir()
    for name in ("nvidia0", "nvidia1", "nvidia2", "nvidiactl", "nvidia-uvm", "null"):
        (place / name).touch()
    monkeypatch.setattr(graphics, "DEVICES", place)
    monkeypatch.delenv(graphics.SHOWN, raising=False)
    return place


def test_stand_ins_are_counted_between_runs_until_they_end(
    launcher: LocalLauncher, tmp_path: Path, devices: Path
) -> None:
    first = run_of(tmp_path, f"{SAYS}; while [ ! -e {tmp_path}/go ]; do sleep 0.02; done", gpu=2)
    launcher.start(first, lease_seconds=0)
    second, third = run_of(tmp_path / "dev", SAYS, gpu=1, id=8), run_of(tmp_path / "dev", SAYS, gpu=2, id=9)
    launcher.start(second, lease_seconds=0)
    with pytest.raises(Unavailable, match=r"it needs 2 graphics processors, and [01] of 3 are free"):
        launcher.start(third, lease_seconds=0)
    (tmp_path / "go").touch()
    outcomes = [ended(launcher, one).outcome for one in (first, second)]
    launcher.start(third, lease_seconds=0)
    outcomes.append(ended(launcher, third).outcome)
    said = [(folders.of(one) / "log").read_text().strip() for one in (first, second, third)]
    assert said == ["<0,1>", "<2>", "<0,1>"]
    assert [one.enforced for one in outcomes if one] == ["gpu assigned"] * 3


def test_stand_ins_are_not_enough_for_a_run_that_needs_more(
    launcher: LocalLauncher, tmp_path: Path, devices: Path
) -> None:
    run = run_of(tmp_path, SAYS, gpu=4)
    with pytest.raises(Unavailable, match="it needs 4 graphics processors, and this machine has 3"):
        launcher.start(run, lease_seconds=0)
    assert not folders.of(run).exists()


def test_stand_ins_are_all_seen_by_a_run_that_asks_for_none(
    launcher: LocalLauncher, tmp_path: Path, devices: Path
) -> None:
    run = run_of(tmp_path, SAYS)
    launcher.start(run, lease_seconds=0)
    ended(launcher, run)
    assert (folders.of(run) / "log").read_text() == "<all>\n"


def test_stand_ins_that_are_not_shown_to_the_worker_are_given_to_nobody(
    devices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(graphics.SHOWN, "2,1,7")
    assert graphics.there() == ["1", "2"]
    monkeypatch.setenv(graphics.SHOWN, "GPU-8932f937")
    assert graphics.there() == ["0", "1", "2"]


def test_a_machine_without_any_says_that_nothing_holds(
    launcher: LocalLauncher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphics, "DEVICES", tmp_path)
    run = run_of(tmp_path, SAYS, gpu=1)
    launcher.start(run, lease_seconds=0)
    outcome = ended(launcher, run).outcome
    assert outcome
    assert (outcome.state, outcome.enforced) == ("succeeded", "gpu not enforced")

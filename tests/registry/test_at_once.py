"""Two publish at once, and one asks twice."""

import os
import threading
from pathlib import Path

import pytest

from stabbur.errors import StabburError
from stabbur.registry.here import Here, connect
from tests.registry.conftest import Child
from tests.registry.making import whole, written

LOOPS = 200 if os.environ.get("STABBUR_SOAK") else 20


@pytest.fixture
def pairs(tmp_path: Path) -> list[tuple[Path, Path]]:
    """What two publish in the same moment: by turns the same content and two that differ."""
    made = [written(tmp_path, 1000 + number) for number in range(LOOPS + LOOPS // 2)]
    turns = iter(made)
    return [(one, one if turn % 2 else next(turns)) for turn in range(LOOPS) for one in [next(turns)]]


@pytest.mark.soak
def test_F16_two_processes_at_once(registry: Here, pairs: list[tuple[Path, Path]], repository: Path) -> None:
    """Two processes start each publication together: two numbers, or one if the content is equal."""
    children = [Child([pair[side] for pair in pairs], begin="step") for side in (0, 1)]
    last = 0
    for ours, theirs in pairs:
        for child in children:
            child.go()
        numbers = sorted((number, not created) for _, number, created in [child.next() for child in children])
        if ours == theirs:
            assert numbers == [(last + 1, False), (last + 1, True)]
        else:
            assert numbers == [(last + 1, False), (last + 2, False)]
        last = numbers[-1][0]
    for child in children:
        assert child.told() == []
        assert child.process.returncode == 0, child.errors
    whole(registry)


@pytest.mark.soak
def test_F16_same_number_wanted_in_the_same_moment(
    registry: Here, pairs: list[tuple[Path, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked, then both write their mark: a barrier stands right before it."""
    for wanted in pairs:
        barrier = threading.Barrier(2)
        met: set[int] = set()

        def meet(name: str, barrier: threading.Barrier = barrier, met: set[int] = met) -> None:
            if name == "publish.4.before" and threading.get_ident() not in met:
                met.add(threading.get_ident())
                barrier.wait(30)

        monkeypatch.setattr("stabbur.registry.publishing.steps.failpoint", meet)
        done: list[tuple[int, bool]] = []

        def publish(folder: Path, done: list[tuple[int, bool]] = done) -> None:
            told = connect().publish(folder, owner="demo")
            done.append((told.version, told.created))

        threads = [threading.Thread(target=publish, args=(folder,)) for folder in wanted]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        same = wanted[0] == wanted[1]
        numbers = sorted(number for number, _ in done)
        assert len(done) == 2
        assert (numbers[0] == numbers[1]) == same
        assert sum(created for _, created in done) == (1 if same else 2)
    whole(connect())


def test_F17_same_request_twice_is_one_version(registry: Here, folders: list[Path]) -> None:
    first = registry.publish(folders[0], owner="demo", key="run-17")
    registry.publish(folders[1], owner="demo")
    again = registry.publish(folders[0], owner="demo", key="run-17")
    assert (again.version, again.created) == (first.version, False)
    with pytest.raises(StabburError, match="has published other content") as caught:
        registry.publish(folders[2], owner="demo", key="run-17")
    assert caught.value.code == "key-used"
    whole(registry)


def test_F17_request_is_known_after_the_state_was_lost(
    registry: Here, folders: list[Path], home: Path, repository: Path
) -> None:
    child = Child([folders[0]], STABBUR_FAIL="publish.4.after:kill")
    assert child.told() == []
    registry.publish(folders[1], owner="demo", key="k")
    again = registry.publish(folders[1], owner="demo", key="k")
    assert (again.version, again.created) == (2, False)

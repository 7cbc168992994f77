"""Two publish at once, and one asks twice."""

import threading
from pathlib import Path

import pytest

from stabbur.errors import StabburError
from stabbur.registry.here import Here, connect
from tests.registry.conftest import Child
from tests.registry.making import whole


@pytest.mark.parametrize("equal", [True, False])
def test_F16_two_at_once(equal: bool, registry: Here, folders: list[Path], repository: Path) -> None:
    """Each publishes ten: of the same content they make one version each time, of other content two."""
    ours, theirs = (folders[:10], folders[:10]) if equal else (folders[:10], folders[10:20])
    children = [Child(ours, wait=True), Child(theirs, wait=True)]
    for child in children:
        child.go()
    told = [child.told() for child in children]
    assert [len(one) for one in told] == [10, 10], [child.errors for child in children]
    made = sorted(number for one in told for _, number, created in one if created)
    assert made == list(range(1, len(made) + 1)), "no number twice, none left out"
    if not equal:
        assert len(made) == 20
    else:
        assert 10 <= len(made) <= 20
    assert registry.check(deep=True).problems == ()
    assert [n for n in registry.repair().notes if n.kind != "index-behind"] == []


def test_F16_same_number_wanted_in_the_same_moment(
    registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look, then both write their mark: a barrier stands right before it."""
    for turn in range(10):
        barrier = threading.Barrier(2)
        first: set[int] = set()

        def meet(name: str, barrier: threading.Barrier = barrier, first: set[int] = first) -> None:
            if name == "publish.4.before" and threading.get_ident() not in first:
                first.add(threading.get_ident())
                barrier.wait(30)

        monkeypatch.setattr("stabbur.registry.publishing.failpoint", meet)
        same = turn % 2 == 0
        wanted = [folders[turn * 2], folders[turn * 2 + (0 if same else 1)]]
        done: list[tuple[int, bool]] = []

        def publish(folder: Path, done: list[tuple[int, bool]] = done) -> None:
            told = connect().publish(folder, owner="demo")
            done.append((told.version, told.created))

        threads = [threading.Thread(target=publish, args=(folder,)) for folder in wanted]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
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

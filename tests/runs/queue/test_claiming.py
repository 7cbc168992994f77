"""A run is claimed once, in order, and within the places of its group; who lost it is told."""

import threading
import time
from datetime import timedelta
from itertools import accumulate

from sqlalchemy import Engine, insert

from stabbur.runs.queue import claiming, reading
from stabbur.runs.queue.cancelling import cancel
from stabbur.runs.queue.finishing import requeue
from stabbur.state.engine import writing
from stabbur.state.tables import concurrency_group
from tests.runs.queue.given import claimed, click, end, make, nothing, put


def test_the_first_comes_first_and_what_a_person_waits_for_before_all(engine: Engine) -> None:
    usual = [put(engine), put(engine)]
    urgent = put(engine, priority=-10)
    assert [claimed(engine).id for _ in range(3)] == [urgent, *usual]
    assert nothing(engine)


def test_a_claim_gives_host_worker_token_and_lease(engine: Engine) -> None:
    put(engine)
    run = claimed(engine, worker="w1", host="h1", lease_seconds=30)
    assert (run.state, run.host, run.worker, run.token, run.launch) == ("running", "h1", "w1", 1, 1)
    assert run.started is not None
    assert run.lease == run.started + timedelta(seconds=30)
    assert run.mark == f"{run.id}.1"
    put(engine)
    assert claimed(engine, lease_seconds=0).lease is None


def test_what_may_not_start_yet_is_left(engine: Engine) -> None:
    put(engine, delay_seconds=3600)
    assert nothing(engine)
    ready = put(engine)
    assert claimed(engine).id == ready
    assert nothing(engine)


def test_only_what_a_worker_can_launch(engine: Engine) -> None:
    put(engine, launcher="kubernetes")
    assert claiming.claim(engine, "h", "w", lease_seconds=30, launchers=["local", "dask"]) is None
    found = claiming.claim(engine, "h", "w", lease_seconds=30, launchers=["local", "kubernetes"])
    assert found is not None


def test_runs_of_one_pipeline_come_one_after_the_other(engine: Engine) -> None:
    make(engine, "a/b")
    click(engine, "a/b", "1")
    click(engine, "a/b", "2")
    other = put(engine)
    first = claimed(engine)
    assert claimed(engine).id == other
    assert nothing(engine)
    end(engine, first)
    assert claimed(engine).occurrence == "2"


def test_R03_a_run_that_never_started_is_queued_again_as_the_same_attempt(engine: Engine) -> None:
    put(engine)
    dead = claimed(engine, worker="dead")
    assert requeue(engine, dead, "its worker died before it started")
    again = claimed(engine)
    assert (again.id, again.attempt, again.launch, again.token) == (dead.id, 1, 2, 2)
    kinds = [one.kind for one in reading.history(engine, dead.id)]
    assert kinds == ["queued", "running", "queued", "running"]
    assert not requeue(engine, dead, "too late")


def test_R03_one_that_was_cancelled_meanwhile_is_not_queued_again(engine: Engine) -> None:
    put(engine)
    dead = claimed(engine)
    cancel(engine, dead.id, "ola")
    assert requeue(engine, dead, "its worker died before it started")
    run = reading.one(engine, dead.id)
    assert (run.state, run.reason) == ("cancelled", "cancelled by ola")
    assert nothing(engine)


def test_R14_never_more_of_a_group_than_it_has_places(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(concurrency_group).values(name="g", cap=2))
    for _ in range(12):
        put(engine, group_name="g")
    done: list[int] = []

    def work(worker: str) -> None:
        while len(done) < 12:
            run = claiming.claim(engine, "h", worker, lease_seconds=30)
            if run is not None:
                time.sleep(0.05)  # so that others would come in, if they could
                end(engine, run)
                done.append(run.id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(set(done)) == len(done) == 12
    runs = reading.listed(engine)
    steps = sorted([(str(one.started), 1) for one in runs] + [(str(one.ended), -1) for one in runs])
    assert max(accumulate(step for _, step in steps)) == 2


def test_a_group_that_nobody_gave_places_has_one(engine: Engine) -> None:
    put(engine, group_name="unknown")
    put(engine, group_name="unknown")
    claimed(engine)
    assert nothing(engine)


def test_eight_workers_claim_eight_runs_each_once(engine: Engine) -> None:
    numbers = [put(engine) for _ in range(8)]
    found: list[int] = []

    def take() -> None:
        run = claiming.claim(engine, "h", "w", lease_seconds=30)
        found.append(run.id if run else 0)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(found) == numbers


def test_a_heartbeat_lengthens_leases_and_tells_what_is_to_be_cancelled(engine: Engine) -> None:
    put(engine)
    put(engine)
    first, second = claimed(engine, lease_seconds=5), claimed(engine, worker="other")
    cancel(engine, first.id, "ola")
    beat = claiming.Beat(first.id, first.token, first.launch, cancel=True)
    assert claiming.heartbeat(engine, "w", lease_seconds=0) == [beat]
    assert reading.one(engine, first.id).lease == first.lease
    assert claiming.heartbeat(engine, "w", lease_seconds=500) == [beat]
    longer = reading.one(engine, first.id).lease
    assert longer is not None
    assert first.lease is not None
    assert longer > first.lease
    assert reading.one(engine, second.id).lease == second.lease


def test_one_of_two_takes_over_what_a_dead_worker_had(engine: Engine) -> None:
    put(engine)
    dead = claimed(engine, worker="dead")
    taken = claiming.take_over(engine, dead, "h2", "w2", lease_seconds=30)
    assert taken is not None
    assert (taken.worker, taken.host, taken.token, taken.launch) == ("w2", "h2", 2, 1)
    assert claiming.take_over(engine, dead, "h3", "w3", lease_seconds=30) is None
    assert reading.history(engine, dead.id)[-1].kind == "taken over"


def test_what_a_launcher_notes_is_kept_while_the_run_is_its_own(engine: Engine) -> None:
    put(engine, commit="HEAD")
    run = claimed(engine)
    assert claiming.keep(engine, run, handle="pod-1", commit="c0ffee")
    kept = reading.one(engine, run.id)
    assert (kept.handle, kept.commit) == ("pod-1", "c0ffee")
    assert claiming.take_over(engine, run, "h", "w2", lease_seconds=0) is not None
    assert not claiming.keep(engine, run, handle="pod-2")
    assert reading.one(engine, run.id).handle == "pod-1"

"""What a stabbur.toml declares comes to stand in the state; a mistake stops the one pipeline and no other."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from stabbur.errors import BadInput, Conflict, NotFound
from stabbur.runs.pipelines import declaring, listing, setting
from stabbur.runs.pipelines.declaring import take_up
from stabbur.runs.pipelines.values import Pipeline
from stabbur.state import audit
from stabbur.state.engine import engine as open_state
from stabbur.state.engine import reading, writing
from stabbur.state.tables import pipeline as table
from tests.runs.pipelines.conftest import MakeProject

MORNING = """
[pipelines.growth]
entry = "notebooks/growth.ipynb"
schedule = "0 6 * * 1-5"
parameters = { year = 2022 }
memory = "2 GB"
retries = 2
tell = ["mailto:team@example.no"]
"""


def kept(engine: Engine) -> dict[str, Pipeline]:
    return {one.pipeline.id: one.pipeline for one in listing.listed(engine)}


def declare(root: Path, toml: str) -> None:
    (root / "stabbur.toml").write_text(f'owner = "skatt"\n{toml}', encoding="utf-8")


def actions(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        return [(row.action, row.subject) for row in reversed(audit.read(connection))]


def test_what_is_declared_is_made_with_its_next_time(engine: Engine, make_project: MakeProject) -> None:
    done = take_up(make_project(MORNING), engine=engine, actor="kari")
    assert done.made == ["skatt/growth"]
    assert not done.refused
    one = kept(engine)["skatt/growth"]
    assert (one.entry, one.schedule, one.timezone) == ("notebooks/growth.ipynb", "0 6 * * 1-5", "Europe/Oslo")
    assert (one.parameters, one.memory_bytes, one.retries) == ({"year": 2022}, 2_000_000_000, 2)
    assert one.declared
    assert one.next_at is not None
    assert one.tell == ("mailto:team@example.no",)
    assert actions(engine) == [("pipeline.made", "skatt/growth")]


def test_taking_up_again_changes_nothing_and_writes_no_line(
    engine: Engine, make_project: MakeProject
) -> None:
    root = make_project(MORNING)
    take_up(root, engine=engine)
    before = kept(engine)
    done = take_up(root, engine=engine)
    assert (done.made, done.changed, done.removed, done.lines) == ([], [], [], [])
    assert kept(engine) == before
    assert len(actions(engine)) == 1


def test_a_change_that_is_not_of_the_plan_leaves_the_next_time(
    engine: Engine, make_project: MakeProject
) -> None:
    root = make_project(MORNING)
    take_up(root, engine=engine)
    due = kept(engine)["skatt/growth"].next_at
    assert due is not None
    late = due.replace(year=2020)
    with writing(engine) as connection:
        connection.execute(update(table).values(next_at=late))
    declare(root, MORNING.replace("retries = 2", "retries = 3"))
    assert take_up(root, engine=engine).changed == ["skatt/growth"]
    assert kept(engine)["skatt/growth"].next_at == late, "a missed time must still be made good"
    declare(root, MORNING.replace("0 6", "0 7"))
    take_up(root, engine=engine)
    changed = kept(engine)["skatt/growth"].next_at
    assert changed is not None
    assert changed > late


def test_what_is_taken_out_of_the_file_is_removed(engine: Engine, make_project: MakeProject) -> None:
    root = make_project(MORNING + '[pipelines.job]\nentry = "job.py"\nafter = ["growth"]\n')
    assert take_up(root, engine=engine).made == ["skatt/growth", "skatt/job"]
    setting.make(engine, root, "by-hand", {"entry": "job.py"})
    declare(root, '[pipelines.job]\nentry = "job.py"\n')
    done = take_up(root, engine=engine)
    assert (done.removed, done.changed) == (["skatt/growth"], ["skatt/job"])
    assert sorted(kept(engine)) == ["skatt/by-hand", "skatt/job"]
    assert kept(engine)["skatt/job"].triggers == ()
    declare(root, "")
    assert take_up(root, engine=engine).removed == ["skatt/job"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ('entry = "notebooks/gone.ipynb"', "entry-unknown"),
        ('entry = "stabbur.toml"', "entry-kind"),
        ('entry = "../outside.py"', "path-outside"),
        ('entry = "job.py"\nschedule = "*/61 * * * *"', "schedule-bad"),
        ('entry = "job.py"\nschedule = "0 0 6 * * *"', "schedule-bad"),
        ('entry = "job.py"\nschedule = "0 0 31 2 *"', "schedule-never"),
        ('entry = "job.py"\ntimezone = "Europe/Olso"', "zone-unknown"),
        ('entry = "notebooks/growth.ipynb"\nparameters = { yaer = 2021 }', "parameter-unknown"),
        ('entry = "notebooks/growth.ipynb"\nparameters = { year = 1999 }', "parameter-value"),
        ('entry = "job.py"\nafter = ["nobody"]', "pipeline-unknown"),
        ('entry = "job.py"\nafter = ["wrong"]', "pipeline-circle"),
        ('entry = "job.py"\nfiles = ["nowhere/in"]', "pipeline-trigger"),
        ('entry = "job.py"\npackages = ["a/b/c"]', "pipeline-trigger"),
        ('entry = "job.py"\nlauncher = "moon"', "seam-unknown"),
        ('entry = "job.py"\ntell = ["pigeon"]', "receiver-bad"),
        ('entry = "job.py"\ntell = ["mailto:nobody"]', "receiver-bad"),
        ('entry = "job.py"\ntell = ["http://example.no/hook"]', "receiver-bad"),
        ('entry = "job.py"\nmemory = "0 GB"', "size-bad"),
    ],
)
def test_one_that_is_wrong_is_told_and_the_others_go_on(
    make_project: MakeProject, wrong: str, code: str
) -> None:
    root = make_project(f"[pipelines.wrong]\n{wrong}\n{MORNING}")
    engine = open_state(declaring.declared(root)[1])
    done = take_up(root, engine=engine)
    assert done.made == ["skatt/growth"]
    assert [(id, error.code) for id, error in done.refused.items()] == [("skatt/wrong", code)]
    assert sorted(kept(engine)) == ["skatt/growth"]


def test_a_mistake_in_the_file_leaves_what_ran_yesterday(engine: Engine, make_project: MakeProject) -> None:
    root = make_project(MORNING)
    take_up(root, engine=engine)
    before = kept(engine)
    declare(root, MORNING.replace("0 6 * * 1-5", "0 61 * * *"))
    done = take_up(root, engine=engine)
    assert done.refused["skatt/growth"].code == "schedule-bad"
    assert kept(engine) == before
    declare(root, MORNING.replace("retries = 2", 'retries = "two"'))
    with pytest.raises(BadInput, match=r"pipelines\.growth\.retries"):
        take_up(root, engine=engine)
    assert kept(engine) == before


def test_three_that_wait_for_each_other_in_a_circle_are_refused(
    engine: Engine, make_project: MakeProject
) -> None:
    names = {"a": "c", "b": "a", "c": "b"}
    toml = "".join(f'[pipelines.{one}]\nentry = "job.py"\nafter = ["{two}"]\n' for one, two in names.items())
    done = take_up(make_project(toml), engine=engine)
    assert {error.code for error in done.refused.values()} == {"pipeline-circle"}
    assert len(done.refused) == 3


def test_two_pipelines_of_one_name_in_a_file_are_an_error_with_the_line(make_project: MakeProject) -> None:
    root = make_project(MORNING + MORNING)
    with pytest.raises(BadInput, match=r"line \d+ is not TOML") as caught:
        take_up(root)
    assert caught.value.code == "settings-not-toml"


def test_a_name_that_another_project_has_stays_with_it(engine: Engine, make_project: MakeProject) -> None:
    first, second = make_project(MORNING), make_project(MORNING, name="copy")
    take_up(first, engine=engine)
    done = take_up(second, engine=engine)
    assert isinstance(done.refused["skatt/growth"], Conflict)
    assert kept(engine)["skatt/growth"].project == first
    for file in first.rglob("stabbur.toml"):
        file.unlink()
    assert take_up(second, engine=engine).changed == ["skatt/growth"], "nobody else has it any more"
    assert kept(engine)["skatt/growth"].project == second


def test_what_was_made_by_hand_is_locked_once_the_repository_declares_it(
    engine: Engine, make_project: MakeProject
) -> None:
    root = make_project()
    setting.make(engine, root, "growth", {"entry": "job.py", "schedule": "@daily"})
    declare(root, MORNING)
    assert take_up(root, engine=engine).changed == ["skatt/growth"]
    one = kept(engine)["skatt/growth"]
    assert (one.entry, one.declared) == ("notebooks/growth.ipynb", True)


def test_pipelines_of_the_person_s_own_settings_belong_to_no_project(
    engine: Engine, make_project: MakeProject, home: Path
) -> None:
    root = make_project(MORNING)
    (home / "stabbur.toml").write_text('[pipelines.other]\nentry = "job.py"\n')
    assert take_up(root, engine=engine).made == ["skatt/growth"]


def test_worker_takes_up_all_projects_and_one_that_is_gone_or_wrong_holds_up_no_other(
    engine: Engine, make_project: MakeProject
) -> None:
    good, gone, wrong = make_project(MORNING), make_project(name="gone"), make_project(name="wrong")
    declare(gone, '[pipelines.gone]\nentry = "job.py"\n')
    declare(wrong, '[pipelines.wrong]\nentry = "job.py"\n')
    for root in (good, gone, wrong):
        take_up(root, engine=engine)
    (gone / "stabbur.toml").unlink()
    declare(wrong, "[pipelines.wrong]\nentry = 1\n")
    declare(good, MORNING.replace("retries = 2", "retries = 1"))
    found = declaring.take_up_all(engine)
    assert sorted(found) == sorted([good, wrong])
    assert isinstance(found[wrong], BadInput)
    assert kept(engine)["skatt/growth"].retries == 1
    states = {one.pipeline.id: one.state for one in listing.listed(engine)}
    assert states["skatt/gone"] == "project gone"
    with pytest.raises(NotFound):
        setting.change(engine, "skatt/nobody", {})


def test_a_broken_sentence_of_a_refusal_names_its_pipeline(engine: Engine, make_project: MakeProject) -> None:
    done = take_up(make_project('[pipelines.wrong]\nentry = "no.py"\n'), engine=engine)
    assert done.lines == ["pipeline 'skatt/wrong' is not in use: there is no 'no.py' in the project"]


def test_a_build_of_what_declares_nothing_makes_no_state(make_project: MakeProject, home: Path) -> None:
    root = make_project()
    assert declaring.told(root) == []
    assert list(home.iterdir()) == []
    declare(root, MORNING)
    assert declaring.told(root) == ["pipeline 'skatt/growth' made"]
    assert declaring.told(root) == []
    declare(root, "")
    assert declaring.told(root) == ["pipeline 'skatt/growth' removed"]


def test_eight_who_take_up_at_once_make_each_pipeline_once(engine: Engine, make_project: MakeProject) -> None:
    root, found, wrong = make_project(MORNING), list[declaring.TakenUp](), list[BaseException]()

    def up() -> None:
        try:
            found.append(take_up(root, engine=engine))
        except BaseException as error:  # noqa: BLE001 (told by the test below)
            wrong.append(error)

    threads = [threading.Thread(target=up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sorted(len(one.made) for one in found) == [0] * 7 + [1]
    assert len(actions(engine)) == 1

"""A test run in lines of a list: each with what to know of it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

import stabbur as sb
from stabbur import settings
from stabbur.errors import Conflict
from stabbur.projects.git.command import git
from stabbur.registry.here import connect
from stabbur.runs.testing.outcome import outcome
from stabbur.runs.testing.published import published
from stabbur.runs.testing.publishing import publish_test
from stabbur.runs.testing.telling import rows
from stabbur.state.engine import writing
from stabbur.state.tables import run
from tests.registry.making import package
from tests.runs.test_starting import WHO
from tests.runs.testing.conftest import TestRuns

pytestmark = pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")


def test_every_line_says_what_and_what_to_know(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo", access="internal")
    sb.publish(package(1), owner="other")
    with test.run() as id:
        sb.publish(package(2), owner="demo")
        sb.publish(package(1), owner="other", access="public")
        sb.publish(package(3), owner="third")
        connect().withdraw("demo/folketall", 1, "feil tall")
    sb.publish(package(9), owner="demo")
    told = rows(outcome(state, id, settings.load()))
    assert [(one["what"], one["name"], one["change"]) for one in told] == [
        ("publish", "demo/folketall@2", "1 row changed."),
        ("publish", "third/folketall@1", "first version"),
        ("access", "other/folketall", "team becomes public"),
        ("package.withdrawn", "demo/folketall", "reason feil tall, version 1"),
    ]
    assert told[0]["note"].startswith(
        "somebody has published version 2 since. 'folketall': the package has no"
    )
    assert told[1]["note"].startswith("new, for team. ")
    assert told[3]["note"] == "held back, and not done by publishing this"
    publish_test(state, id, settings.load(), anyway=True)
    assert rows(outcome(state, id, settings.load()))[0]["note"].startswith("published already as version 3. ")


def test_what_is_the_same_as_the_current_version_says_so(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo")
    with test.run() as id:
        again = sb.publish(package(1), owner="demo")
    assert not again.created
    # as its worker writes it down when it ends
    told = {"kind": "package", "id": again.id, "version": again.version, "created": again.created}
    with writing(state) as connection:
        connection.execute(update(run).where(run.c.id == id).values(report=json.dumps({"published": [told]})))
    same = "'demo/folketall' is the same as version 1: nothing new"
    (line,) = rows(outcome(state, id, settings.load()))
    assert (line["name"], line["change"], line["note"]) == ("demo/folketall@1", "nothing new", same)
    with pytest.raises(Conflict, match=same) as caught:
        publish_test(state, id, settings.load())
    assert "nothing is left to do" in caught.value.hint
    assert published(state, id) == []


def test_what_a_test_run_has_become_is_known(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    assert published(state, id) == []
    publish_test(state, id, settings.load())
    assert published(state, id) == ["demo/folketall@1"]


def test_what_no_commit_has_is_told_before_it_is_published(
    test: TestRuns, state: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("1")
    for words in (["init", "--quiet"], ["add", "a.py"], [*WHO, "commit", "--quiet", "--message", "first"]):
        git(tmp_path, *words)
    for text, told in (("1", False), ("2", True)):
        (tmp_path / "a.py").write_text(text)
        with test.run() as id:
            sb.publish(package(int(text)), owner="demo")
        (line,) = rows(outcome(state, id, settings.load()))
        assert ("made by code that no commit has: commit it" in line["note"]) == told

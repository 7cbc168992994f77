"""A test run in lines of a list: each with what to know of it."""

import pytest
from sqlalchemy import Engine

import stabbur as sb
from stabbur import settings
from stabbur.registry.here import connect
from stabbur.runs.testing.outcome import outcome
from stabbur.runs.testing.publishing import publish_test
from stabbur.runs.testing.telling import rows
from tests.registry.making import package
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

"""stabbur pipelines groups: list them, and give one its places."""

from tests.cli.conftest import Run


def test_a_group_is_given_places_and_listed(run: Run) -> None:
    assert "no groups" in run("pipelines", "groups").err
    row = {"name": "dvh", "places": 2, "running": 0, "waiting": 0}
    assert run("pipelines", "groups", "dvh", "2", "--json").rows == [row]
    assert run("pipelines", "groups", "gpu", "1").code == 0
    assert [one["name"] for one in run("pipelines", "groups", "--json").rows] == ["dvh", "gpu"]
    assert run("pipelines", "groups", "dvh", "--json").rows == [row]
    done = run("pipelines", "groups", "dvh", "0")
    assert (done.code, "needs 1 or more" in done.err) == (2, True)

"""stabbur withdraw."""

from stabbur.registry.here import connect
from tests.cli.conftest import Run
from tests.registry.making import package


def test_withdraws_with_a_reason(run: Run) -> None:
    connect().publish(package(1), owner="demo")
    done = run("withdraw", "demo/folketall", "1", "--reason", "feil tall", "--json")
    assert done.rows == [{"id": "demo/folketall", "version": 1, "withdrawn": "feil tall"}]
    assert connect().open("demo/folketall", 1).withdrawn == "feil tall"
    assert run("withdraw", "demo/folketall", "2", "--reason", "x").code == 3
    assert run("withdraw", "demo/folketall", "1").code == 2

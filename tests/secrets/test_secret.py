"""A secret is shown by reveal() and by nothing else."""

import copy
import json
import logging
import pickle
import traceback

import pytest

from stabbur.secrets import Secret

VALUE = "hunter2-canary"


@pytest.fixture
def secret() -> Secret:
    return Secret(VALUE, name="dvh/password")


def test_reveal(secret: Secret) -> None:
    assert secret.reveal() == VALUE


@pytest.mark.parametrize(
    "show",
    [
        str,
        repr,
        "{}".format,
        "{:>30}".format,
        "{!r}".format,
        lambda s: f"{s}",
        lambda s: "{0} {0!r}".format(*[s]),
        lambda s: [s],
    ],
)
def test_A53_no_way_to_show_it(secret: Secret, show: object) -> None:
    assert callable(show)
    assert VALUE not in str(show(secret))


def test_A53_not_in_a_traceback(secret: Secret) -> None:
    try:
        raise ValueError(f"could not sign in with {secret}", secret)
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert VALUE not in shown


def test_A53_not_in_a_log(secret: Secret, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("elsewhere").warning("signed in with %s %r", secret, {"p": secret})
    assert VALUE not in caplog.text


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_A53_it_is_not_written_anywhere(secret: Secret, way: object) -> None:
    assert callable(way)
    with pytest.raises(TypeError):
        way(secret)


def test_equal_by_value(secret: Secret) -> None:
    assert secret == Secret(VALUE)
    assert secret != Secret("other")
    assert secret != VALUE
    assert not Secret("")
    assert len({secret, Secret(VALUE, name="dvh/password")}) == 1

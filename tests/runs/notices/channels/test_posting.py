"""What a project names is told on the open internet alone, at the number that was looked at."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from stabbur.errors import BadInput, Unavailable
from stabbur.runs.notices.channels.posting import post
from tests.runs.notices.conftest import Given, Web

INNER = (
    "https://169.254.169.254/latest",
    "https://10.0.0.1/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://localhost/x",
    "http://127.0.0.1:1/x",
)


@pytest.fixture(autouse=True)
def nothing_is_let(loopback_is_told: None, home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STABBUR_NOTICES__ALLOW")


@pytest.mark.parametrize("address", INNER)
def test_no_inner_address_is_told(address: str) -> None:
    with pytest.raises(BadInput, match="is not a host of the open internet") as caught:
        post(address, b"{}", {}, seconds=1)
    assert "notices.allow" in caught.value.hint


def test_a_name_that_leads_inside_is_not_told(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(web.address.rpartition(":")[2].partition("/")[0])
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    with pytest.raises(BadInput, match=r"hooks\.example"):
        post(f"https://hooks.example:{port}/x", b"{}", {}, seconds=1)
    assert web.got == []


@pytest.mark.parametrize("key", ["allow", "tell"])
@pytest.mark.parametrize(
    "named",
    [lambda address: address, lambda address: address.removesuffix("/hook") + "/"],
    ids=["address", "origin"],
)
def test_what_the_person_names_is_told(key: str, named: Callable[[str], str], web: Web, given: Given) -> None:
    given(**{key: [named(web.address)]})
    post(web.address, b"{}", {}, seconds=5)
    assert len(web.got) == 1
    with pytest.raises(BadInput):
        post("http://127.0.0.1:1/x", b"{}", {}, seconds=1)


def test_a_host_that_the_person_names_is_told_at_every_port(web: Web, given: Given) -> None:
    given(allow=["127.0.0.1"])
    post(web.address, b"{}", {}, seconds=5)
    assert len(web.got) == 1


def test_a_host_that_is_not_there_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable):
        post("https://nobody.invalid/x", b"{}", {}, seconds=1)

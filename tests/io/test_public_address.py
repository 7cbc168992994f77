"""Which numbers belong to the open internet, in whatever form they are wrapped (A47)."""

import ipaddress
import socket

import hypothesis.strategies as st
import pytest
from hypothesis import given

from stabbur.errors import NotAllowed, Unavailable
from stabbur.io.public_address import is_public, pinned

PRIVATE = [
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "0.0.0.0/8",
    "224.0.0.0/4", "240.0.0.0/4", "192.0.2.0/24", "198.18.0.0/15", "203.0.113.0/24",
]  # fmt: skip
PRIVATE_SIX = ["::1/128", "::/128", "fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32"]


def numbers_of(block: str) -> st.SearchStrategy[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    network = ipaddress.ip_network(block)
    return st.integers(0, network.num_addresses - 1).map(lambda at: network[at])


FOUR = st.sampled_from(PRIVATE).flatmap(numbers_of)
SIX = st.sampled_from(PRIVATE_SIX).flatmap(numbers_of)


@given(FOUR | SIX)
def test_A47_no_number_inside_is_public(
    number: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert not is_public(number)


@given(number=FOUR, wrapping=st.sampled_from(["::ffff:0:0", "64:ff9b::", "2002::"]))
def test_A47_a_number_inside_stays_inside_in_any_wrapping(
    number: ipaddress.IPv4Address, wrapping: str
) -> None:
    shift = 80 if wrapping == "2002::" else 0
    assert not is_public(ipaddress.IPv6Address(int(ipaddress.IPv6Address(wrapping)) + (int(number) << shift)))


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "2a00:1450::1"]
)
def test_numbers_of_the_open_internet(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


def answering(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    found = [(2, 1, 6, "", (number, 443)) for number in numbers]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)


def test_the_address_has_the_number_and_keeps_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34")
    assert pinned("https://x.no/a?b=1#c") == ("https://93.184.216.34:443/a?b=1", "x.no")
    assert pinned("http://x.no:8080/") == ("http://93.184.216.34:8080/", "x.no")
    answering(monkeypatch, "2606:2800:220:1::1")
    assert pinned("http://x.no/") == ("http://[2606:2800:220:1::1]:80/", "x.no")


@pytest.mark.parametrize("numbers", [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["fe80::1%eth0"], []])
def test_A47_one_number_inside_is_enough_to_refuse(
    numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, *numbers)
    with pytest.raises(NotAllowed, match=r"'x\.no' is not a host of the open internet"):
        pinned("http://x.no/")


def test_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with pytest.raises(Unavailable, match=r"there is no host 'x\.no'"):
        pinned("http://x.no/")

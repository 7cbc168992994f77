"""Which hosts are this machine."""

import pytest

from stabbur.secrets.sending import is_loopback


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", [None, "", "localhost.example.no", "127.0.0.1.example.no", "10.0.0.1", "0.0.0.0", "::", "[::1]"]
)
def test_every_other_host_is_another_machine(host: str | None) -> None:
    assert not is_loopback(host)

"""Addresses of forges and owners: what git, a shell or a server would read otherwise never gets through."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.projects.forges.addresses import checked_address, checked_owner, origin
from stabbur.secrets.sending import is_loopback

PARTS = st.sampled_from(
    ["https", "http", "://", ":", "//", "/", "@", "?", "#", "\n", "\t", " ", "-", "..", "user", "127.0.0.1", "git.example.no",
     "%2f", "\\", "[::1]", ":80", "evil.example", "ext::sh -c id", "file", "æ", "%00", ";", "`id`", "--upload-pack=id"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://git.example.no", "https://git.example.no"),
        ("https://git.example.no/", "https://git.example.no"),
        ("HTTPS://Git.Example.NO/", "https://git.example.no"),
        ("https://example.no:8443/gitlab/", "https://example.no:8443/gitlab"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_address_is_taken(given: str, meant: str) -> None:
    assert checked_address(given) == meant


@pytest.mark.parametrize(
    "address",
    [
        "", "git.example.no", "http://git.example.no", "http://127.0.0.1.example.no", "ssh://git@example.no", "file:///tmp",
        "https://kari@git.example.no", "https://kari:secret@git.example.no", "https://git.example.no/?a=b",
        "https://git.example.no/#a", "https://git.example.no\n", "https://git.exa\tmple.no", "https://-x", "https://",
        "https://git.example.no/a b", "https://git.example.no/--x", "https://git.example.no/../x", "https://[::1", "ext::sh",
        "https://git.example.no:0x50", "https://git.example.no//x", "https://git.example.no\\@evil.example", "https://æ.no",
    ],
)  # fmt: skip
def test_A26_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput) as error:
        checked_address(address)
    assert error.value.code == "forge-address"


@given(st.lists(PARTS, max_size=8).map("".join))
def test_A26_address_that_passes_leads_to_one_host_safely(address: str) -> None:
    try:
        kept = checked_address(address)
    except BadInput:
        return
    parts = urlsplit(kept)
    assert parts.scheme == "https" or is_loopback(parts.hostname)
    assert not parts.username
    assert not parts.query
    assert not (set(kept) & set("@?#\n\t \\"))
    assert not (parts.hostname or "").startswith("-")
    assert checked_address(kept) == kept
    assert origin(kept) == origin(f"{kept}/api")


@given(st.text(max_size=40))
def test_A26_owner_that_passes_is_a_path_and_no_option(owner: str) -> None:
    try:
        kept = checked_owner(owner)
    except BadInput:
        return
    assert kept == owner
    assert kept.isascii()
    assert kept.isprintable()
    for part in kept.split("/"):
        assert part
        assert part[0] not in "-."
        assert not part.endswith(".git")


@pytest.mark.parametrize("owner", ["kari", "SSB", "stat/befolkning/tall", "a_b.c-d", "_x"])
def test_owner_is_taken(owner: str) -> None:
    assert checked_owner(owner) == owner


@pytest.mark.parametrize(
    "owner",
    ["", "-x", "--upload-pack=id", "a\nb", "kari\n", "a b", "..", ".x", "a//b", "/a", "a/", "a/../b", "x.git", "x.git/y", "ø"],
)  # fmt: skip
def test_A26_owner_is_refused(owner: str) -> None:
    with pytest.raises(BadInput) as error:
        checked_owner(owner)
    assert error.value.code == "forge-owner"


def test_owner_without_end_is_refused() -> None:
    with pytest.raises(BadInput):
        checked_owner("a" * 256)

"""A57, A58: clients that ask for too much, too slowly or in too many parts hold nobody else up."""

import contextlib
import resource
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import polars as pl
import pytest

import stabbur as sb
from stabbur import settings
from stabbur.registry import connect
from tests.hub import running

FORM = b"POST /choices HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
FIELD = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\n'
NESTED = "[" * 20_000 + "*a_" * 60_000 + "`" * 50_000 + "<" * 50_000 + "\n> " * 50_000
MOMENT = 10  # seconds: the machine may be busy, a blocked hub answers never


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("slow") / "home"
    home.mkdir()
    with running.hub(home) as found:
        large = sb.Datapackage(name="stor", title="Stor", description=NESTED)
        rows = pl.DataFrame({"n": range(400_000), "tekst": ["x" * 40] * 400_000})
        large.add_resource(rows, name="rader", formats=("parquet",))
        folder = large.write(tmp_path_factory.mktemp("large") / "stor")
        connect(settings.load()).publish(folder, owner="demo", access="public")
        yield found


@contextlib.contextmanager
def raw(address: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=60) as made:
        yield made


def answers(address: str) -> bool:
    """Whether somebody else is served within a moment."""
    return httpx.get(address + "/health", timeout=MOMENT).status_code == 200


def answer(one: socket.socket) -> bytes:
    """The first line of an answer; empty when the connection was cut off."""
    try:
        return one.recv(100).partition(b"\r\n")[0]
    except ConnectionError:
        return b""


def test_A57_a_thousand_idle_streams_hold_nobody_up(address: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    port = urlsplit(address).port or 0
    with contextlib.ExitStack() as stack:
        for number in range(1_000):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            one.sendall((b"", b"GET / HTTP/1.1\r\nHost: loc", b"POST /choices HTTP/1.1\r\n")[number % 3])
        assert answers(address)
        assert httpx.get(address + "/p/demo/folketall", timeout=60).status_code == 200
    assert answers(address)


def test_A57_a_hundred_thousand_ranges_are_refused(address: str) -> None:
    ranges = ",".join(f"{at}-{at}" for at in range(100_000)).encode()
    with raw(address) as one, contextlib.suppress(ConnectionError):
        one.sendall(
            b"GET /static/page.js HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + ranges + b"\r\n\r\n"
        )
        assert answer(one).split(b" ")[1:2] in ([], [b"400"], [b"416"], [b"431"])
    assert answers(address)


@pytest.mark.parametrize("count", [8, 500, 4_000])
def test_A57_more_ranges_than_a_reader_needs_are_refused(address: str, count: int) -> None:
    ranges = "bytes=" + ",".join(f"{at}-{at}" for at in range(count + 1))
    answer = httpx.get(address + "/p/demo/folketall/v2/kommuner.parquet", headers={"range": ranges})
    assert answer.status_code == 416


def test_A57_field_of_a_gigabyte_is_refused_before_it_is_read(address: str) -> None:
    with raw(address) as one:
        one.sendall(FORM + b"Content-Length: 1000000000\r\n\r\n" + FIELD)
        assert b" 413 " in answer(one)


def test_A57_field_that_says_no_length_is_cut_at_the_limit(address: str) -> None:
    sent = 0
    with raw(address) as one, contextlib.suppress(ConnectionError):
        one.sendall(FORM + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(FIELD), FIELD))
        one.settimeout(1)
        chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        with contextlib.suppress(TimeoutError):  # whoever does not read any more takes no more either
            while sent < 1_000_000_000:
                one.sendall(chunk)
                sent += len(chunk)
    assert sent < 50_000_000
    assert answers(address)


def test_A57_reading_with_a_body_is_refused(address: str) -> None:
    for head in (b"Transfer-Encoding: chunked\r\n\r\n", b"Content-Length: 5\r\n\r\n"):
        with raw(address) as one:
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + head)
            assert b" 400 " in answer(one)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_A57_ten_thousand_fields_are_refused(address: str, kind: str) -> None:
    form = "&".join(f"f{number}=x" for number in range(10_000)).encode()
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % number for number in range(10_000)
    )
    body = parts + b"--x--\r\n" if kind.startswith("multipart") else form
    answer = httpx.post(address + "/choices", content=body, headers={"content-type": kind}, timeout=60)
    assert answer.status_code in (400, 413, 422)
    assert "set-cookie" not in answer.headers


def test_A57_readers_that_take_nothing_hold_nobody_up(address: str) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(30):
            one = stack.enter_context(raw(address))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall(b"GET /p/demo/stor/v1/rader?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
            one.recv(100)
        assert answers(address)
        assert httpx.get(address + "/p/demo/folketall/v2/kommuner", timeout=60).status_code == 200


def test_A57_body_that_never_ends_does_not_keep_the_hub_from_answering(address: str) -> None:
    with raw(address) as one:
        one.sendall(FORM + b"Content-Length: 900000\r\n\r\n" + FIELD)
        for _ in range(5):
            one.sendall(b"a")
            time.sleep(0.05)
        assert answers(address)


@pytest.mark.parametrize(
    "query",
    [
        "page=1000000",
        "page=999999999999999999999",
        "sort=tekst&page=16000",
        "tekst~=" + "(a%2B)%2B%24" * 50,
        "tekst~=%25%25%25",
        "n%3E=0&n%3C=399999&sort=-n",
    ],
)
def test_A58_costly_questions_to_a_table_end(address: str, query: str) -> None:
    answer = httpx.get(f"{address}/p/demo/stor/v1/rader?{query}", timeout=60)
    assert answer.status_code in (200, 503)
    assert answers(address)


def test_A58_giant_description_with_deep_nesting_is_shown_cut(address: str) -> None:
    for path in ("/p/demo/stor", "/p/demo/stor/v1", "/search?q=stor", "/p/demo/stor/feed.atom"):
        answer = httpx.get(address + path, timeout=60)
        assert answer.status_code == 200
        assert len(answer.content) < 2_000_000
    assert answers(address)

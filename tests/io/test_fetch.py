"""What http may do to us: hang, lead on, swell, fail; and what is fetched on someone's behalf (A47)."""

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import stabbur as sb
from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError, Unavailable
from stabbur.io import fetch as fetching
from stabbur.io.fetch import Request, ask, fetch
from stabbur.io.public_address import is_public, pinned
from tests.servers.web import Handler, Site


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST_WAIT", 0.01)


def get(url: str, **more: object) -> fetching.Answer:
    return ask(Request(url, timeout=0.5, limit_bytes=1000, **more))  # type: ignore[arg-type]


@contextmanager
def dripping(start: bytes) -> Iterator[str]:
    """A server that answers with a start and then a byte every fifth of a second, without end."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with suppress(OSError):
                while not done.is_set():
                    line, _ = server.accept()
                    with line, suppress(OSError):
                        line.sendall(start)
                        while not done.wait(0.2):
                            line.sendall(b"x")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        done.set()


def test_content_name_and_type_come_back(site: Site) -> None:
    site.put("/a/tall.csv", b"x\n1\n", Content_Type="text/csv; charset=utf-8")
    answer = fetch(site.url("/a/tall.csv"), limit_bytes=100, timeout=5)
    assert (answer.content, answer.name, answer.content_type) == (b"x\n1\n", "tall.csv", "text/csv")
    site.put("/b", b"1", Content_Disposition='attachment; filename="../../etc/passwd"')
    assert get(site.url("/b")).name == "passwd"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("..", "there"),
        ("a/..", "there"),
        ("", "there"),
        ("\0", "there"),
        ("tall\0.csv", "tall.csv"),
        ("x" * 300 + ".csv.gz", "x" * 143 + ".csv.gz"),
        ("æ" * 120 + ".csv", "æ" * 73 + ".csv"),
        ("a." + "x" * 300, "x" * 150),
        ("tall.csv", "tall.csv"),
    ],
)
def test_a_strangers_name_is_one_that_a_disk_takes(given: str, said: str) -> None:
    assert fetching.safe_name(given, "there") == said


@pytest.mark.parametrize("name", ["..", "%2e%2e", "%00", "t%00.csv", "x" * 300 + ".csv", "%C3%A6" * 200])
def test_a_table_is_read_whatever_its_server_calls_it(site: Site, home: Path, name: str) -> None:
    site.put(
        "/d/wanted",
        b"x\n1\n",
        Content_Type="text/csv",
        Content_Disposition=f"attachment; filename*=UTF-8''{name}",
    )
    for read in (sb.read_service, lambda url: sb.read_file(url, format="csv")):
        assert read(site.url("/d/wanted"))["x"].tolist() == [1]


def test_five_redirects_are_followed_and_not_six(site: Site) -> None:
    site.put("/0", b"here")
    for step in range(1, 7):
        site.put(f"/{step}", b"", status=302, Location=f"/{step - 1}")
    assert get(site.url("/5")).content == b"here"
    with pytest.raises(Unavailable, match="more than 5"):
        get(site.url("/6"))


@pytest.mark.parametrize(
    "where", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x", "http://[", "data:,x"]
)
def test_redirect_to_another_kind_of_address_is_refused(site: Site, where: str) -> None:
    site.put("/x", b"", status=302, Location=where)
    with pytest.raises((NotAllowed, BadInput, Unavailable)):
        get(site.url("/x"))


def test_credentials_stay_with_their_host(site: Site) -> None:
    site.put("/there", b"ok")
    site.put("/same", b"", status=302, Location="/there")
    site.put("/other", b"", status=302, Location=site.url("/there", host="localhost"))
    secret = {"Authorization": "Bearer hemmelig", "X-Api-Key": "k", "Cookie": "c=1", "Accept": "text/csv"}
    get(site.url("/same"), headers=secret)
    assert site.asked[-1].headers["Authorization"] == "Bearer hemmelig"
    get(site.url("/other"), headers=secret)
    kept = {name.lower() for name in site.asked[-1].headers}
    assert "accept" in kept
    assert not kept & {"authorization", "x-api-key", "cookie"}


def test_a_query_in_a_body_is_kept_where_http_says_so(site: Site) -> None:
    site.put("/there", b"ok")
    for status, kept in (
        (307, ("POST", b"q")),
        (308, ("POST", b"q")),
        (302, ("GET", b"")),
        (303, ("GET", b"")),
    ):
        site.put("/on", b"", status=status, Location="/there")
        get(site.url("/on"), method="POST", body=b"q")
        assert (site.asked[-1].method, site.asked[-1].body) == kept


def test_user_in_the_address_is_never_shown(site: Site) -> None:
    with pytest.raises(NotFound) as missing:
        get(f"http://kari:hemmelig@127.0.0.1:{site.port}/x?token=hemmelig2")
    assert "hemmelig" not in str(missing.value)


def test_hanging_is_given_up(site: Site) -> None:
    def hang(_: Handler) -> None:
        site.closing.wait(5)

    site.answers["/slow"] = hang
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"within 0\.5 s"):
        get(site.url("/slow"))
    assert time.monotonic() - started < 4


def test_never_ending_is_cut(site: Site) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not site.closing.is_set():
            handler.wfile.write(b"x" * 100)

    site.answers["/endless"] = endless
    with pytest.raises(BadInput, match="more than 1000 bytes"):
        get(site.url("/endless"))


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_dripping_for_ever_is_cut(start: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A status line, headers or a body of which a byte comes just before each read would be given up."""
    monkeypatch.setattr(fetching, "PATIENCE", 2)
    with dripping(start) as url, pytest.raises(Unavailable, match=r"not done after 1\.2 s"):
        ask(Request(url, timeout=0.6))


def test_dripping_through_redirects_and_tries_has_one_end(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 2)
    monkeypatch.setattr(fetching, "LONGEST_WAIT", 30)
    site.put("/busy", b"", status=503, Retry_After="25")
    started = time.monotonic()
    with pytest.raises(Unavailable, match="answered 503"):
        ask(Request(site.url("/busy"), timeout=0.6))
    assert time.monotonic() - started < 20
    assert len(site.asked) == 1


def test_announced_and_packed_swelling_is_cut(site: Site) -> None:
    site.put("/big", b"x" * 2000)
    with pytest.raises(BadInput, match="more than 1000 bytes"):
        get(site.url("/big"))
    site.put("/bomb", gzip.compress(b"0" * 1_000_000), Content_Encoding="gzip")
    with pytest.raises(BadInput, match="more than 1000 bytes"):
        get(site.url("/bomb"))


def test_it_is_tried_again_where_that_helps(site: Site) -> None:
    tries: list[int] = []

    def third_time(handler: Handler) -> None:
        tries.append(1)
        handler.send_response(503 if len(tries) < 3 else 200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    site.answers["/busy"] = third_time
    assert get(site.url("/busy")).size == 0
    site.put("/broken", b"stack trace", status=500)
    with pytest.raises(Unavailable, match="answered 500"):
        get(site.url("/broken"))
    assert len([a for a in site.asked if a.path == "/broken"]) == 1
    site.put("/wrong", b'{"error": "too many cells"}', status=400, Content_Type="application/json")
    with pytest.raises(BadInput) as refused:
        get(site.url("/wrong"))
    assert "too many cells" in refused.value.hint


def test_nobody_answers() -> None:
    with pytest.raises(Unavailable, match="could not be reached"):
        get("http://127.0.0.1:1/x")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://10.0.0.1/", "http://172.16.3.4/",
        "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/",
        "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/", "http://255.255.255.255/",
        "file:///etc/passwd", "http://user:pass@93.184.216.34/", "ftp://93.184.216.34/",
    ],
)  # fmt: skip
def test_A47_only_the_open_internet_is_fetched_for_others(url: str) -> None:
    with pytest.raises((NotAllowed, Unavailable)) as refused:
        fetch(url, limit_bytes=1000, timeout=2, public_only=True)
    assert refused.value.code in ("host-refused", "address-refused", "host-unknown")


def test_A47_the_number_that_was_checked_is_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers a public number first and a private one later is connected to by the first."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), site.port))])
    url, host = pinned(f"https://rebind.example:{site.port}/x?y=1")
    assert (url, host) == (f"https://93.184.216.34:{site.port}/x?y=1", "rebind.example")


def test_A47_a_name_that_changes_its_mind_reaches_nobody_inside(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look-up gives a public number (of a block nobody answers in), each later one this machine's."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: object, port: object, *rest: object, **more: object) -> object:
        if host != "rebind.example":
            return real(host, port, *rest, **more)  # type: ignore[arg-type]  # what it was given
        asked.append("rebind.example")
        number = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, site.port))]

    monkeypatch.setattr("socket.getaddrinfo", rebinding)
    with pytest.raises(StabburError):
        fetch(f"http://rebind.example:{site.port}/", limit_bytes=10, timeout=0.5, public_only=True)
    assert (asked, site.asked) == (["rebind.example"], [])


def test_A47_a_mixed_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = [(2, 1, 6, "", (number, 80)) for number in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: mixed)
    with pytest.raises(NotAllowed):
        pinned("http://mixed.example/")


def test_A47_no_redirect_and_no_body_for_others(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stabbur.io.public_address.is_public", lambda number: True)
    site.put("/on", b"", status=302, Location="/there")
    site.put("/there", b"ok")
    with pytest.raises(NotAllowed, match="not followed"):
        fetch(site.url("/on"), limit_bytes=1000, timeout=2, public_only=True)
    assert (
        fetch(site.url("/there", host="localhost"), limit_bytes=9, timeout=2, public_only=True).content
        == b"ok"
    )
    assert site.asked[-1].headers["Host"] == f"localhost:{site.port}"
    site.put("/no", b"inside words", status=400, Content_Type="text/plain")
    with pytest.raises(StabburError) as refused:
        fetch(site.url("/no"), limit_bytes=1000, timeout=2, public_only=True)
    assert "inside" not in str(refused.value) + refused.value.hint


def test_A47_public_numbers_pass() -> None:
    assert is_public(ipaddress.ip_address("93.184.216.34"))
    assert is_public(ipaddress.ip_address("2606:2800:220:1::1"))


def test_download_goes_to_a_file(site: Site, tmp_path: Path) -> None:
    site.put("/x.bin", b"abc")
    answer = fetching.download(site.url("/x.bin"), tmp_path / "x", limit_bytes=10, timeout=5)
    assert (answer.content, answer.size, (tmp_path / "x").read_bytes()) == (b"", 3, b"abc")

"""What keeps a hub on loopback safe: hosts, origins, sizes, the one-time address, and a log without secrets."""

import asyncio
import html
import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from stabbur import errors, settings
from stabbur.hub import serve
from stabbur.hub.serving import entry
from tests.hub import running

CANARY = "canary-5f1e9c"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("guard") / "home"
    home.mkdir()
    with running.hub(home) as found:
        yield found


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "10.0.0.1:8800", "", "localhost:x"]
)
def test_A48_other_host_is_refused(address: str, host: str) -> None:
    answer = httpx.get(address + "/", headers={"host": host})
    assert answer.status_code == 400
    assert "Host" in answer.text or not host


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_A48_own_hosts_are_served(address: str, name: str) -> None:
    port = urlsplit(address).port
    assert httpx.get(address + "/health", headers={"host": f"{name}:{port}"}).status_code == 200


@pytest.mark.parametrize("name", ["content.localhost", "CONTENT.localhost", "Content.LocalHost"])
def test_A48_content_host_is_known_however_it_is_written(address: str, name: str) -> None:
    for host in (name, f"{name}:{urlsplit(address).port}"):
        answer = httpx.get(address + "/search", headers={"host": host})
        assert answer.status_code == 404
        assert "sandbox" in answer.headers["content-security-policy"]


def test_A48_two_hosts_in_one_request_are_refused(address: str) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert b" 400 " in raw.recv(100)


def test_A32_browser_at_the_ipv6_address_is_led_to_where_frames_are_allowed(address: str) -> None:
    port = urlsplit(address).port
    headers = {"host": f"[::1]:{port}", "accept": "text/html"}
    answer = httpx.get(address + "/search?q=%22%3E&x=1", headers=headers)
    assert answer.status_code == 307
    assert answer.headers["location"] == f"http://localhost:{port}/search?q=%22%3E&x=1"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://localhost"},
        {"origin": "http://localhost:1"},
        {"origin": "http://content.localhost"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_A48_change_from_another_site_is_refused(address: str, headers: dict[str, str]) -> None:
    answer = httpx.post(address + "/choices", data={"language": "nn"}, headers=headers)
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_listens_on_loopback_only(home: Path, host: str) -> None:
    with pytest.raises(errors.NotAllowed, match="not a loopback address"):
        serve.sockets(0, host)


def test_taken_port_says_the_way_out(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(errors.Conflict, match="is taken") as caught:
            serve.sockets(taken.getsockname()[1])
        assert caught.value.hint.startswith("stabbur up --port ")


def test_one_time_address_works_once(address: str) -> None:
    found = serve.running()
    assert found
    once = serve.one_time_address(found)
    first = httpx.get(once)
    assert first.status_code == 303
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie
    second = httpx.get(once)
    assert second.status_code == 403
    assert "set-cookie" not in second.headers


def test_public_sees_public_things_only(address: str) -> None:
    with httpx.Client(base_url=address) as public, running.enter(address) as local:
        for client, status in ((public, 404), (local, 200)):
            assert client.get("/p/demo/folketall").status_code == 200
            assert client.get("/p/demo/hemmelig").status_code == status
            assert client.get("/api/v1/packages/demo/hemmelig").status_code == status
            assert ("hemmelig" in client.get("/api/v1/packages").text) == (status == 200)
            assert ("Hemmelig" in client.get("/search?q=hemmelig").text) == (status == 200)


@pytest.mark.parametrize("value", ["", "x", "9999999999.", "9999999999.0000", "1.abc", "٣.x"])
def test_forged_cookie_is_the_public(address: str, home: Path, value: str) -> None:
    assert not entry.is_local(value)


def test_old_cookie_is_the_public(home: Path) -> None:
    until = str(int(time.time()) - 1)
    assert not entry.is_local(f"{until}.{entry.sign('person ' + until)}")
    assert entry.is_local(entry.cookie())


def test_pages_carry_headers_that_hold_a_browser_back(address: str) -> None:
    headers = httpx.get(address + "/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_content_host_has_no_pages_and_no_cookies(address: str) -> None:
    port = urlsplit(address).port
    for path in ("/", "/search", "/api/v1/packages", "/enter?token=x", "/p/demo/folketall"):
        answer = httpx.get(address + path, headers={"host": f"content.localhost:{port}"})
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers
        assert "sandbox" in answer.headers["content-security-policy"]


def test_A32_htmx_is_held_to_our_own_site(address: str) -> None:
    answer = httpx.get(address + '/search?q=" hx-get="http://evil.example')
    page = answer.text
    found = re.search(r"<meta name=\"htmx-config\" content='([^']+)'", page)
    assert found
    config = json.loads(html.unescape(found[1]))
    assert (config["mode"], config["history"], config["extensions"]) == ("same-origin", "reload", "none")
    assert 'hx-get="http://evil' not in page
    rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert rules["script-src"] == "'self'", (
        "neither eval nor a script in the page: what htmx 4 has no switch for"
    )
    assert rules["frame-ancestors"] == "'none'"
    assert answer.headers["x-frame-options"] == "DENY"
    assert httpx.get(address + "/").headers["cache-control"] == "private, no-cache"


def test_A53_secrets_reach_neither_log_nor_page(address: str) -> None:
    headers = {
        "cookie": f"{entry.COOKIE}={CANARY}",
        "authorization": CANARY,
        "user-agent": CANARY,
        "referer": CANARY,
    }
    paths = ("/search?page=x", "/nope", "/enter", "/search?sort=x", "/p/demo/folketall/v2/kommuner?column=x")
    for path in paths:
        mark = "&" if "?" in path else "?"
        page = httpx.get(f"{address}{path}{mark}token={CANARY}", headers=headers).text
        assert page.count(CANARY) == 0 or "kommuner" in path
    httpx.post(address + "/choices", content=f"language={CANARY}", headers=headers)
    written = settings.private() / "log"
    assert all(CANARY not in file.read_text(encoding="utf-8") for file in written.iterdir())


@pytest.mark.parametrize(
    "path",
    ["/docs", "/redoc", "/openapi.json", "/metrics", "/debug", "/config", "/.env", "/static/icons.json"],
)
def test_A55_nothing_of_the_inside_is_served(address: str, path: str) -> None:
    assert httpx.get(address + path + "?_trace=1&debug=1").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/search?page=100000",
        "/search?q=" + "a" * 5_000,
        "/api/v1/search?offset=1000000",
        "/api/v1/packages?limit=9999",
    ],
)
def test_A58_costly_reads_are_refused(address: str, path: str) -> None:
    assert httpx.get(address + path).status_code in (400, 422)


def test_A58_a_pattern_is_plain_text(address: str) -> None:
    start = time.monotonic()
    assert httpx.get(address + "/search", params={"q": "(a+)+$ .*.*.* ~999 a*" * 8}).status_code == 200
    assert time.monotonic() - start < 3


def test_many_at_once_are_served(address: str) -> None:
    async def ask() -> list[int]:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            return [
                one.status_code
                for one in await asyncio.gather(*(client.get("/search?q=folketall") for _ in range(20)))
            ]

    assert running.awaited(ask()) == [200] * 20

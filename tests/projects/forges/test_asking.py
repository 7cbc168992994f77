"""Questions to a forge: what is tried again, what is not, and the times that forges write."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from stabbur.errors import StabburError, Unavailable
from stabbur.projects.forges import asking
from stabbur.projects.forges.asking import Answer, Rest, moment
from stabbur.secrets import Secret
from tests.servers import between, web
from tests.servers.between import Break


@pytest.fixture
def site() -> Iterator[web.Site]:
    with web.serve() as site:
        yield site


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PAUSE", 0.0)


def rest(address: str) -> Rest:
    return Rest("Forge", address, Secret("of-this-test"), {}, page=f"{address}/tokens")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-01 10:00:00 UTC", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01 12:00:00 +0200", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01 12:00:00 +02:00", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01T10:00:00Z", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01T12:00:00.000+02:00", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("soon", None),
        ("", None),
        (None, None),
        (17, None),
    ],
)
def test_moment_of_each_forge_is_read(text: object, meant: datetime | None) -> None:
    assert moment(text) == meant


def test_reason_is_found_however_deep_it_is_packed() -> None:
    def said(body: object) -> str:
        return Answer(400, httpx.Headers(), body).said

    assert (
        said({"message": {"path": ["has already been taken"], "name": []}}) == "path has already been taken"
    )
    assert (
        said({"message": "no", "errors": [{"resource": "R", "code": "custom", "message": "taken"}]})
        == "no; taken"
    )
    assert said({"error": "narrow", "error_description": "needs more"}) == "narrow; needs more"
    assert said({}) == said([]) == said("text") == "status 400"
    assert "\x1b" not in said({"message": "red \x1b[31m"})
    assert len(said({"message": "x" * 10_000})) <= 500


def test_change_is_asked_for_once(site: web.Site) -> None:
    with between.serve(site.url("")) as server:
        server.breaks.append(Break("POST", "unheard"))
        with pytest.raises(Unavailable, match="does not answer"):
            rest(server.address).send("POST", "/x", {})
        server.breaks[0] = Break("POST", "status", 502)
        with pytest.raises(Unavailable, match="answers 502"):
            rest(server.address).send("POST", "/x", {})
        assert server.seen == ["POST /x"] * 2


def test_question_is_asked_three_times(site: web.Site) -> None:
    with between.serve(site.url("")) as server:
        server.breaks.append(Break("GET", "unheard"))
        with pytest.raises(Unavailable, match="does not answer"):
            rest(server.address).get("/x")
        assert server.seen == ["GET /x"] * 3


def test_answer_without_end_is_cut_off(site: web.Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 1_000)
    site.put("/x", b'"' + b"x" * 2_000 + b'"')
    with pytest.raises(Unavailable, match="without end"):
        rest(site.url("")).get("/x")


def test_way_on_within_the_host_is_followed(site: web.Site) -> None:
    site.put("/old", b"", status=301, Location="/new")
    site.put("/new", b'{"a": 1}')
    assert rest(site.url("")).get("/old")["a"] == 1
    site.put("/round", b"", status=302, Location="/round")
    with pytest.raises(Unavailable, match="round in circles"):
        rest(site.url("")).get("/round")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "kari@evil.example", "127.0.0.1:9"]
)
def test_token_goes_to_one_host(site: web.Site, host: str) -> None:
    site.put("/old", b"", status=302, Location=f"http://{host}/new")
    with pytest.raises(Unavailable, match="where the token does not belong"):
        rest(site.url("")).get("/old")


def test_proxy_of_the_environment_sees_no_question_to_this_machine(
    site: web.Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.put("/x", b'{"a": 1}')
    assert rest(site.url("")).get("/x")["a"] == 1


def test_nobody_there_is_said_without_the_token() -> None:
    with pytest.raises(StabburError, match="can't be asked") as error:
        rest("http://127.0.0.1:9").get("/x")
    assert "of-this-test" not in f"{error.value}{error.value.hint}"

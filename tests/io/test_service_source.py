"""Services of the settings: addresses seen from theirs, and secrets that no other host and no log sees."""

import logging
from pathlib import Path

import pytest

import stabbur as sb
from stabbur.io.service_source import answers, place
from stabbur.io.sources_read import forget, recorded
from stabbur.secrets import Secret
from tests.servers.web import Site

SETTINGS = """
[sources.tall]
kind = "service"
address = "{address}"
user = "kari"
{password}

[sources.tall.options]
{options}

[sources.dvh]
kind = "sqlite"
address = "dvh.sqlite"

[sources.feil]
kind = "service"
address = "tall.csv"
"""
TOKEN = 'token = {{ secret = "tall/token" }}\nX-Api-Key = {{ secret = "tall/key" }}\nAccept-Language = "nb"'


@pytest.fixture
def source(site: Site, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A source with a token and a key, the settings of which are the project's."""
    write(tmp_path, site.url("/api/v1/"), options=TOKEN.replace("{{", "{").replace("}}", "}"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STABBUR_SECRET_TALL_TOKEN", "hemmelig-token")
    monkeypatch.setenv("STABBUR_SECRET_TALL_KEY", "hemmelig-nøkkel".replace("ø", "o"))
    return "tall"


def write(folder: Path, address: str, *, options: str = "", password: str = "") -> None:
    text = SETTINGS.format(address=address, options=options, password=password)
    (folder / "stabbur.toml").write_text(text, encoding="utf-8")


def test_a_path_is_seen_from_the_source_and_its_headers_go_along(site: Site, source: str) -> None:
    site.put("/api/v1/folk", b'[{"n": 1}]')
    for url in ("folk", "/folk", site.url("/api/v1/folk")):
        assert sb.read_service(url, source=source)["n"].tolist() == [1]
        sent = site.asked[-1].headers
        assert sent["Authorization"] == "Bearer hemmelig-token"
        assert (sent["X-Api-Key"], sent["Accept-Language"]) == ("hemmelig-nokkel", "nb")
    sb.read_service("folk", source=source, headers={"authorization": "Bearer egen"})
    assert site.asked[-1].headers["authorization"] == "Bearer egen"
    assert "Authorization" not in site.asked[-1].headers


def test_user_and_password_are_basic(site: Site, source: str, tmp_path: Path) -> None:
    write(tmp_path, site.url("/api"), password='password = { secret = "tall/token" }')
    site.put("/api", b'[{"n": 1}]')
    assert sb.read_service(source=source)["n"].tolist() == [1]
    assert site.asked[-1].headers["Authorization"] == "Basic a2FyaTpoZW1tZWxpZy10b2tlbg=="


@pytest.mark.parametrize(
    "url",
    ["http://localhost:{port}/x", "https://127.0.0.1:{port}/x", "http://127.0.0.1:1/x", "file:///etc/passwd",
     "http://kari@annen.example/x", "gopher:x"],
)  # fmt: skip
def test_secrets_of_a_source_never_go_to_another_host(site: Site, source: str, url: str) -> None:
    with pytest.raises(sb.NotAllowed, match="its secrets stay there"):
        sb.read_service(url.format(port=site.port), source=source)
    assert not site.asked


def test_what_looks_like_another_host_is_a_path_of_this_one(site: Site, source: str) -> None:
    for url in ("//annen.example/x", "\\\\annen.example/x", "@annen.example/x", "../../x"):
        with pytest.raises(sb.NotFound):
            sb.read_service(url, source=source)
        assert site.asked[-1].headers["Authorization"] == "Bearer hemmelig-token"


def test_secrets_stay_when_the_service_leads_elsewhere(site: Site, source: str) -> None:
    there = site.url("/there", host="localhost")
    site.put("/there", b'[{"n": 2}]')
    site.put("/api/v1/on", b"", status=302, Location=there)
    site.put("/api/v1/pages", b'{"data": [{"n": 1}], "next": "%s"}' % there.encode())
    for url in ("on", "pages"):
        assert sb.read_service(url, source=source)["n"].tolist()[-1] == 2
        assert site.asked[-1].path == "/there"
        assert not {"Authorization", "X-Api-Key"} & site.asked[-1].headers.keys()


def test_secrets_are_in_no_error_record_or_log(
    site: Site, source: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    forget()
    site.put("/api/v1/ok", b'[{"n": 1}]')
    site.put("/api/v1/nei", b"", status=403)
    sb.read_service("ok", source=source)
    with pytest.raises(sb.NotAllowed) as refused:
        sb.read_service("nei", source=source)
    shown = (
        caplog.text + str(refused.value) + refused.value.hint + str(refused.value.params) + str(recorded())
    )
    assert "hemmelig" not in shown


def test_a_secret_that_is_missing_is_named(site: Site, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STABBUR_SECRET_TALL_KEY")
    with pytest.raises(sb.NotFound, match="no secret 'tall/key'"):
        sb.read_service("folk", source=source)
    assert not site.asked


def test_sources_that_are_no_services(source: str) -> None:
    with pytest.raises(sb.NotFound, match="services of the settings are feil, tall"):
        sb.read_service("x", source="tal")
    with pytest.raises(sb.BadInput, match="kind 'sqlite', not a service"):
        sb.read_service("x", source="dvh")
    with pytest.raises(sb.BadInput, match="begins with https"):
        sb.read_service("x", source="feil")
    with pytest.raises(sb.BadInput, match="is a web service, not a database"):
        sb.connect(source)


@pytest.mark.parametrize(
    "headers", [{"a b": "x"}, {"": "x"}, {"a": "x\r\nb: y"}, {"a": 1}, {"a": Secret("x\n")}]
)
def test_a_header_that_would_be_two_is_refused_unseen(headers: dict[str, str | Secret]) -> None:
    with pytest.raises(sb.BadInput, match="cannot be sent") as refused:
        place("http://x.example/", None, headers)
    assert "b: y" not in str(refused.value)


def test_an_address_that_is_no_text(home: Path) -> None:
    with pytest.raises(sb.BadInput, match="the address is NoneType"):
        sb.read_service(None)  # type: ignore[arg-type]  # what a user may do


def test_a_source_answers_when_its_host_does(site: Site, source: str, tmp_path: Path) -> None:
    answers(source)  # there is nothing at its own address
    site.put("/api/v1", b"", status=401)
    with pytest.raises(sb.NotAllowed):
        answers(source)
    write(tmp_path, "http://127.0.0.1:1")
    with pytest.raises(sb.Unavailable):
        answers(source)

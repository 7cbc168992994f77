"""What is kept of a page is that of its version, its state and its reader: as if it were made anew."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from tests.hub.published import package, publish

PAGE = "/p/demo/folketall"
LANGUAGES = ("nb", "en", "nn")


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    publish(package(), tmp_path / "one")
    return opened()


def opened() -> TestClient:
    cookies = {entry.COOKIE: entry.cookie()}
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800", cookies=cookies)


def seen(client: TestClient, language: str = "nb") -> str:
    answer = client.get(PAGE, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.text


def test_C12_each_reader_gets_the_page_in_the_own_language(client: TestClient) -> None:
    pages = {language: seen(client, language) for language in LANGUAGES}
    assert pages == {language: seen(opened(), language) for language in LANGUAGES}
    assert len({page.partition("<main")[2] for page in pages.values()}) == len(LANGUAGES)


def test_page_tells_of_an_access_that_was_changed(client: TestClient, tmp_path: Path) -> None:
    before = seen(client)
    publish(package(), tmp_path / "again", access="team")
    after = seen(client)
    assert after == seen(opened())
    assert "Bare teamet" in after
    assert "Bare teamet" not in before


def test_page_tells_of_a_withdrawal(client: TestClient, tmp_path: Path) -> None:
    before = seen(client)
    registry = publish(package(rows=4), tmp_path / "two")
    newer = seen(client)
    assert newer == seen(opened()) != before
    registry.withdraw("demo/folketall", 2, "Feil i tallene")
    assert seen(client) == seen(opened()) != newer
    registry.withdraw("demo/folketall", 1, "Feil her også")
    last = seen(client)
    assert last == seen(opened())
    assert "Feil" in last

"""A hub in this process with pipelines and runs in its state, asked as the local person and as the public."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from tests.hub.jobs import filled


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Path:
    """The project whose pipelines and runs the state has."""
    made = filled.project(tmp_path / "prosjekt")
    filled.fill(made)
    return made


@pytest.fixture
def public(project: Path) -> TestClient:
    """Whoever comes by."""
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800", follow_redirects=False)


@pytest.fixture
def own(project: Path) -> TestClient:
    """The local person, who reads English."""
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800", follow_redirects=False)
    client.headers["cookie"] = f"{entry.COOKIE}={entry.cookie()}; language=en"
    client.headers["accept"] = "text/html"
    return client

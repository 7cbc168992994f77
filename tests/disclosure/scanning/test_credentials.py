"""What opens a door is found in columns and texts; a placeholder is not."""

import polars as pl
import pytest

from stabbur.disclosure.scanning.credentials import HEADS, SHAPES, secrets_in
from stabbur.disclosure.scanning.scan import scan

# put together here: no secret, and nothing that looks like one, stands in this file
A, B = "aB3dE6gH9j", "xY7zW2vU5t"
FOUND = {
    "GitHub token": "ghp_" + (A + B) * 2,
    "AWS access key": "AKIA" + "QWERTYUI12345678",
    "Slack token": "xoxb-" + A + B,
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "JSON Web Token": "eyJ" + A + B + ".eyJ" + A + B + "." + A + B,
    "GitLab token": "glpat-" + A + B,
    "password in an address": "postgres://eva:" + "Kornband7" + "@db.internal/base",
    "password or token written out": "api_key = '" + A + B + "'",
}


@pytest.mark.parametrize("what", FOUND)
def test_secret_is_found_in_text_and_column(what: str) -> None:
    assert what in {kind for _, kind in secrets_in(f"x {FOUND[what]} y")}
    (found,) = scan(pl.DataFrame({"verdi": ["ingenting", FOUND[what], "heller ikke"]}))
    assert (found.kind, found.count, found.direct, found.examples) == ("secret", 1, True, ("***",))
    assert found.confidence >= 0.8


@pytest.mark.parametrize(
    "text",
    ["postgres://user:pass@host/db", "password = '********'", "token = '<your token>'", "sort key: navn"],
)
def test_placeholder_is_none(text: str) -> None:
    assert not list(secrets_in(text))


def test_each_shape_is_looked_for_at_once() -> None:
    for what, value in FOUND.items():
        if what in {name for name, _ in SHAPES}:
            assert any(head in value for head in HEADS), what

"""What a report is made of: error, versions, names of settings; nothing that tells of data or persons."""

import getpass
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.cli.installation.bundle import as_text, bundle, clean
from stabbur.errors import NotFound
from stabbur.secrets import log
from tests.cli.conftest import Run


def noted(error: ValueError) -> str:
    try:
        raise error
    except ValueError as caught:
        return log.record(caught, during="stabbur read")


def test_versions_of_what_matters(home: Path) -> None:
    made = bundle()
    assert {"python", "system", "stabbur", "polars", "duckdb"} <= made["versions"].keys()
    assert made["error"] == {}
    assert "  none in the log" in as_text(made)


def test_unknown_id_is_an_error(home: Path) -> None:
    with pytest.raises(NotFound, match="no error 'ffffffff' in the log"):
        bundle("ffffffff")


def test_line_cut_by_a_full_disk_is_passed_over(home: Path) -> None:
    first = noted(ValueError("x"))
    with log.file().open("a", encoding="utf-8") as file:
        file.write(
            '{"at": "2026-\n[]\nnull\n{"at": "yesterday", "id": "a"}\n{"at": "2026-01-01T00:00:00Z"}\n'
        )
    assert bundle()["error"]["id"] == first


def test_errors_of_prompt_and_hub_are_put_in_order(home: Path) -> None:
    noted(ValueError("x"))
    entry = {"at": "2999-01-01T00:00:00+00:00", "reference": "abcd", "error": "KeyError", "status": 500}
    log.file().with_name("hub.log").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    assert bundle()["error"]["id"] == "abcd"
    assert "status: 500" in as_text(bundle())


def test_lines_with_and_without_a_zone_are_put_in_order(home: Path) -> None:
    first = noted(ValueError("x"))
    older = {"at": "2001-02-03 04:05:06,789", "reference": "abcd", "error": "KeyError", "status": 500}
    log.file().with_name("hub.log").write_text(json.dumps(older) + "\n", encoding="utf-8")
    assert bundle()["error"]["id"] == first
    assert bundle("abcd")["error"]["at"].endswith("+00:00")


def test_settings_are_named_and_counted_never_told(run: Run) -> None:
    Path("stabbur.toml").write_text(
        'owner = "hemmelig-team"\n[sources.a]\nkind = "sqlite"\n[sources.b]\nkind = "sqlite"\n'
    )
    made = bundle()
    assert made["settings"] == ["owner (project)", "sources.*.kind (project) × 2"]
    assert "hemmelig" not in as_text(made)


def test_wrong_settings_are_told_by_their_code(run: Run) -> None:
    Path("stabbur.toml").write_text("[hemmelig")
    made = bundle()
    assert made["settings"] == ["can't be read: settings-not-toml"]
    assert "hemmelig" not in as_text(made)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no column 'fødselsnummer' in it", "no column '…' in it"),
        ("at https://kari:pw@db.internal:5432/base now", "at <address> now"),
        ("in /home/kari/tall/stabbur.toml line 5", "in <path> line 5"),
        (r"in C:\\Users\\kari\\tall.csv", "in <path>"),
        ("run by " + getpass.getuser() * (len(getpass.getuser()) > 2), None),
    ],
)
def test_A53_values_addresses_and_paths_are_left_out(home: Path, text: str, left: str | None) -> None:
    found = clean(text)
    assert "kari" not in found
    assert left is None or found == left


@given(st.text(alphabet="abcæøå0123456789 ", min_size=1).map(lambda text: f"canary{text}"))
def test_nothing_in_quotes_survives(value: str) -> None:
    assert "canary" not in clean(f"no '{value}' in \"{value}\"")

"""A table in two formats is scanned once where both are known to hold the same rows, and only there."""

import gzip
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.disclosure import forms
from stabbur.disclosure.scanning import files

FRAME = pl.DataFrame({"kommune": ["0301", "1103", None], "tekst": ["a", "b", "c"], "tall": [1.5, 2.0, 3.0]})


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_ALIKE", {})


def written(folder: Path, frame: pl.DataFrame = FRAME, schema: dict[str, object] | None = None) -> Path:
    dp = sb.Datapackage(name="tall", title="Tall", description="Tall.", licenses=["CC0-1.0"])
    return dp.add_resource(frame, name="rader", schema=schema or {}).write(folder / "tall")


def looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the endings of the tables that a scan looks into."""
    seen: list[Path] = []

    def noted(path: Path, name: str = "") -> list[object]:
        seen.append(path)
        return []

    with monkeypatch.context() as patched:
        patched.setattr(files, "scan_path", noted)
        files.scan_folder(folder)
    return {path.suffix for path in seen if path.name.startswith("rader")}


def test_what_one_process_wrote_is_scanned_once_and_a_form_changed_by_hand_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path)
    assert looked_at(folder, monkeypatch) == {".parquet"}
    with gzip.open(folder / "rader.csv.gz", "at", encoding="utf-8") as file:
        file.write("0301,13097248022,1.0\n")
    assert any(one.direct and one.column == "tekst" for one in sb.scan(folder))
    # nor does it pass for the same once its package has been looked at
    assert not sb.Datapackage.open(folder).validate().valid
    assert looked_at(folder, monkeypatch) == {".parquet", ".gz"}


def test_what_another_process_wrote_is_scanned_once_when_its_rows_were_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path)
    forms._ALIKE.clear()
    assert looked_at(folder, monkeypatch) == {".parquet", ".gz"}
    assert sb.Datapackage.open(folder).validate().valid
    assert looked_at(folder, monkeypatch) == {".parquet"}


@pytest.mark.parametrize(
    ("frame", "schema"),
    [
        (FRAME, {"missingValues": ["13097248022"]}),
        (FRAME.with_columns(flere=pl.lit([1, 2], dtype=pl.List(pl.Int64))), {}),
    ],
)
def test_a_mark_of_its_own_or_a_list_is_scanned_in_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, frame: pl.DataFrame, schema: dict[str, object]
) -> None:
    folder = written(tmp_path, frame, schema)
    sb.Datapackage.open(folder).validate()
    assert looked_at(folder, monkeypatch) == {".parquet", ".gz"}

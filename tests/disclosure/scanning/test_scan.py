"""Precision and recall on labelled columns; every kind of thing that can be scanned."""

import gzip
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner

import stabbur as sb
from stabbur.cli.projects.scan import scan as command
from stabbur.disclosure.scanning.scan import Finding, Findings, scan
from tests.disclosure.scanning.samples import (
    MUNICIPALITIES,
    generator,
    identity,
    negatives,
    open_data,
    positives,
)

SURE = 0.8


def told(found: list[Finding]) -> set[str]:
    """Return what a gate would refuse."""
    return {one.kind for one in found if one.direct and one.confidence >= SURE}


def test_precision_and_recall_on_labelled_columns(capsys: pytest.CaptureFixture[str]) -> None:
    right, missed, wrong = Counter[str](), Counter[str](), Counter[str]()
    for kind, column in positives():
        kinds = told(scan(column.to_frame()))
        right[kind] += kind in kinds
        missed[kind] += kind not in kinds
        wrong.update(kinds - {kind, "national identity number"} if kind == "D-number" else kinds - {kind})
    nobody = 0
    for column in negatives():
        kinds = told(scan(column.to_frame()))
        wrong.update(kinds)
        nobody += not kinds
    with capsys.disabled():
        print()
        for kind in right:
            recall = right[kind] / (right[kind] + missed[kind])
            precision = right[kind] / (right[kind] + wrong[kind])
            print(
                f"{kind:26} precision {precision:.3f}  recall {recall:.3f}  of {right[kind] + missed[kind]}"
            )
        print(f"columns of nobody left alone: {nobody} of {len(negatives())}")
    for kind in right:
        assert right[kind] / (right[kind] + missed[kind]) >= 0.9, kind
        assert right[kind] / (right[kind] + wrong[kind]) >= 0.97, kind
    assert nobody >= 0.985 * len(negatives())


def test_nothing_direct_in_open_data() -> None:
    frames = open_data()
    assert len(frames) >= 15
    for frame in frames:
        assert not told(scan(frame)), frame.head(2)


def test_names_of_places_are_no_names_of_persons() -> None:
    assert not told(scan(pl.DataFrame({"navn": MUNICIPALITIES})))


@pytest.fixture(scope="module")
def persons() -> pl.DataFrame:
    fake, chance = generator(6)
    rows = range(30)
    return pl.DataFrame(
        {
            "fnr": [identity(chance) for _ in rows],
            "navn": [fake.name() for _ in rows],
            "kommune": [chance.choice(MUNICIPALITIES) for _ in rows],
            "beløp": [round(chance.gauss(5e5, 9e4)) for _ in rows],
        }
    )


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow", "lazy"])
def test_frames_of_each_kind_say_the_same(persons: pl.DataFrame, kind: str) -> None:
    frames = {
        "polars": persons,
        "pandas": persons.to_pandas(),
        "arrow": persons.to_arrow(),
        "lazy": persons.lazy(),
    }
    found = scan(frames[kind])
    assert {(one.column, one.kind) for one in found.direct} == {
        ("fnr", "national identity number"),
        ("navn", "name"),
    }
    assert [one.share for one in found if one.column == "fnr"] == [1.0]


def test_index_labels_records_and_mixed_columns_are_looked_at(persons: pl.DataFrame) -> None:
    numbers = persons["fnr"].to_list()
    indexed = pd.DataFrame({"beløp": range(30)}, index=pd.Index(numbers, name="nr"))
    assert [(one.column, one.kind) for one in scan(indexed).direct] == [("nr", "national identity number")]
    assert "national identity number" in told(scan(pd.DataFrame({"beløp": range(30)}, index=numbers)))
    same = pd.DataFrame({"nr": range(30)}, index=pd.Index(numbers, name="nr"))
    assert [one.column for one in scan(same).direct] == ["index nr"]
    whole = pd.DataFrame({"beløp": range(30)}, index=[int(one) for one in numbers])
    assert "national identity number" in told(scan(whole))
    assert "national identity number" in told(scan(pl.Series("nr", numbers)))
    wide = pl.DataFrame({one: [1] for one in numbers})
    assert "national identity number" in told(scan(wide))
    records = pl.DataFrame({"person": [{"nr": [one]} for one in numbers]})
    assert [one.column for one in scan(records).direct] == ["person.nr"]
    mixed = pd.DataFrame({"blandet": [*numbers, 5, 7.5, None]})
    assert "national identity number" in told(scan(mixed))
    category = pl.DataFrame({"nr": pl.Series(numbers, dtype=pl.Categorical)})
    assert "national identity number" in told(scan(category))


def test_numbers_that_lost_a_zero_are_known(persons: pl.DataFrame) -> None:
    numbers = pl.Series([int(one) for one in persons["fnr"].to_list()])
    for values in (numbers, numbers.cast(pl.Float64)):
        found = scan(values.alias("nr").to_frame()).direct
        assert [(one.kind, one.count) for one in found] == [("national identity number", 30)]


def test_caller_s_frame_is_not_changed(persons: pl.DataFrame) -> None:
    frame = persons.to_pandas()
    before = frame.copy(deep=True)
    scan(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_package_being_made_and_written_says_the_same(
    persons: pl.DataFrame, tmp_path: Path, home: Path
) -> None:
    package = sb.Datapackage(name="personer", title="Personer", description="Prøve")
    package.add_resource(persons, name="tabell")
    package.add_resource(pl.DataFrame({"kommune": MUNICIPALITIES}), name="kommuner")
    folder = package.write(tmp_path / "ut")
    wanted = {("tabell", "fnr", "national identity number"), ("tabell", "navn", "name")}
    for data in (package, folder, folder / "datapackage.json", sb.Datapackage.open(folder)):
        assert {(one.resource, one.column, one.kind) for one in scan(data).direct} == wanted
    (folder / "tabell.parquet").unlink()
    assert {(one.resource, one.column, one.kind) for one in scan(folder).direct} == wanted


def test_notebook_is_looked_at_in_outputs_and_sources(persons: pl.DataFrame, tmp_path: Path) -> None:
    number = persons["fnr"][0]
    output = {
        "output_type": "execute_result",
        "data": {"text/html": [persons.to_pandas().to_html()]},
        "metadata": {},
    }
    cells = [
        {"cell_type": "code", "source": "vis(tabell)", "outputs": [output], "metadata": {}},
        {"cell_type": "code", "source": f"finn('{number}')", "outputs": [], "metadata": {}},
    ]
    path = tmp_path / "vis.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    found = scan(path)
    places = {(one.kind, one.place.split(",")[0]) for one in found.direct}
    assert {
        ("national identity number", "output of cell 1"),
        ("national identity number", "cell 2"),
    } <= places
    assert ("name", "output of cell 1") in places
    assert all(one.resource == "vis.ipynb" for one in found)


def test_folder_of_files_names_each_by_its_path(persons: pl.DataFrame, tmp_path: Path) -> None:
    inside = tmp_path / "inne"
    inside.mkdir()
    persons.write_csv(inside / "a.csv", separator=";")
    persons.write_parquet(tmp_path / "b.parquet")
    persons.to_pandas().to_excel(tmp_path / "c.xlsx", sheet_name="Skjult", index=False)
    (tmp_path / "d.md").write_text(f"Se {persons['fnr'][0]}.\n")
    (tmp_path / "e.bin").write_bytes(bytes(range(256)))
    persons.write_ndjson(tmp_path / "f.ndjson")
    direct = scan(tmp_path).direct
    assert {one.resource for one in direct if one.kind == "national identity number"} == {
        "inne/a.csv",
        "b.parquet",
        "c.xlsx",
        "d.md",
        "f.ndjson",
    }


def test_files_that_nobody_looks_into_are_named(persons: pl.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "brev.pdf").write_bytes(b"%PDF-1.7 02013299997")
    (tmp_path / "base.db").write_bytes(b"SQLite format 3\0")
    (tmp_path / "delt.parquet").write_bytes(b"PAR1 broken")
    (tmp_path / "bok.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "notat.txt").write_text("Hei")
    found = scan(tmp_path)
    assert found.unread == ("base.db", "bok.xlsx", "brev.pdf", "delt.parquet")
    assert str(found) == "nothing found\nnot looked into: base.db, bok.xlsx, brev.pdf, delt.parquet"
    assert "not looked into" in found._repr_html_()
    told = CliRunner().invoke(command, [str(tmp_path)])
    assert "not looked into" in told.output
    assert all(name in told.output for name in ("base.db", "brev.pdf", "delt.parquet"))
    assert scan(persons).unread == ()


def test_demo_holds_nobody(tmp_path: Path) -> None:
    demo = Path(__file__).parents[3] / "demo"
    shutil.copytree(demo, tmp_path / "demo", ignore=shutil.ignore_patterns(".*", "build", "__pycache__"))
    assert not told(scan(tmp_path / "demo"))


def test_result_is_a_list_a_frame_and_a_text(persons: pl.DataFrame) -> None:
    found = scan(persons)
    assert isinstance(found, Findings)
    assert isinstance(found, list)
    assert list(found.frame["kind"]) == [one.kind for one in found]
    assert str(found).count("\n") == len(found) - 1
    assert "direct identifier" in str(found)
    for shown in (str(found), repr(found), found.frame.to_string(), found._repr_html_()):
        assert not any(one in shown for one in [*persons["fnr"], *persons["navn"]])
    assert str(scan(pl.DataFrame({"n": [1]}))) == "nothing found"


def test_same_answer_each_time(persons: pl.DataFrame) -> None:
    many = pl.concat([persons] * 40).sample(fraction=1, shuffle=True, seed=1)
    assert list(scan(many)) == list(scan(many.reverse()))


def test_what_is_not_there_and_what_is_nothing() -> None:
    with pytest.raises(sb.NotFound, match="no file 'borte"):
        scan("borte.csv")
    with pytest.raises(sb.BadInput, match="not a frame"):
        scan(3)


def test_scan_is_among_the_public_names_and_stabbur_stays_light() -> None:
    code = "import stabbur, sys; stabbur.scan; print('faker' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False\n"


def test_A23_no_part_form_or_preview_of_a_table_is_passed_over(tmp_path: Path) -> None:
    """Of several files the last, the text beside the Parquet file, and rows that a preview still has."""
    numbers = pl.DataFrame({"x": ["02013299997", "01010750160", "02013299997"]})
    harmless = pl.DataFrame({"x": ["a", "b", "c"]})
    sb.Datapackage(name="tall").add_resource(harmless, name="t").write(tmp_path / "0")
    for at in "123":
        shutil.copytree(tmp_path / "0", tmp_path / at)
    (tmp_path / "1" / "t.csv.gz").write_bytes(gzip.compress(numbers.write_csv().encode()))
    preview = json.loads((tmp_path / "2" / "preview.json").read_text())
    preview["resources"]["t"]["sample"] = numbers.to_dicts()
    (tmp_path / "2" / "preview.json").write_text(json.dumps(preview))
    parts = {"a.parquet": harmless, "b.parquet": numbers}
    for name, frame in parts.items():
        frame.write_parquet(tmp_path / "3" / name)
    mark = tmp_path / "3" / "datapackage.json"
    descriptor = json.loads(mark.read_text())
    descriptor["resources"] = [{"name": "t", "path": list(parts), "format": "parquet"}]
    mark.write_text(json.dumps(descriptor))

    told_of = [told(scan(tmp_path / at)) for at in "0123"]

    assert told_of == [set(), *[{"national identity number"}] * 3]


def test_half_a_letter_is_looked_into_as_a_sign_that_is_none() -> None:
    frame = pd.DataFrame({"a": ["ola@example.no", "\ud800r"], "n": [1, 5]}, dtype=object)
    assert [(one.column, one.kind) for one in scan(frame) if one.direct] == [("a", "e-mail")]
    assert sb.anonymise(frame, "n", evaluator=lambda n: n < 2)["n"].tolist() == ["*", 5]

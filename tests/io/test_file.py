"""Files from every place and to them: whole or not at all, inside the bucket, and no pickle ever."""

import gzip
import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
import zstandard

import stabbur as sb
from stabbur import settings as settings_module
from stabbur.io.place import found, local_path
from stabbur.io.sources_read import forget, recorded
from tests.servers.web import Site

pytestmark = pytest.mark.usefixtures("home")
DATA = Path(__file__).parents[1] / "data" / "norway"
TABLE = pa.table({"kommune": ["0301", None], "n": pa.array([1, None], pa.int64()), "x": [1.5, 2.0]})


@pytest.mark.parametrize("name", ["t.parquet", "t.feather", "t.json", "t.ndjson", "t.xlsx", "t.csv", "t.csv.gz", "t.tsv",
                                  "t.json.zst", "t.ndjson.gz"])  # fmt: skip
@pytest.mark.parametrize("as_", ["pandas", "polars", "arrow"])
def test_what_is_written_is_read(tmp_path: Path, name: str, as_: str) -> None:
    path = sb.to_file(TABLE, tmp_path / name)
    back = sb.read_file(path, as_=as_)  # type: ignore[arg-type]
    assert pa.table(back).to_pylist() == TABLE.to_pylist() or back["n"].tolist()[0] == 1
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == [name]


@pytest.mark.parametrize("name", ["t.parquet", "t.feather"])
def test_every_type_survives_where_the_format_has_it(tmp_path: Path, name: str) -> None:
    table = pa.table(
        {
            "d": pa.array(["1.10", None]).cast(pa.decimal128(10, 2)),
            "z": pa.array([1, None], pa.timestamp("us", "Europe/Oslo")),
            "c": pa.array(["b", None]).dictionary_encode(),
            "l": [[1], None],
        }
    )
    back = sb.read_file(sb.to_file(table, tmp_path / name), as_="arrow")
    assert back.to_pylist() == table.to_pylist()
    assert back.schema.types == table.schema.types
    frame = sb.read_file(tmp_path / name)
    assert [str(kind) for kind in frame.dtypes][1:3] == ["datetime64[us, Europe/Oslo]", "category"]


def test_places(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "æ ø.csv"
    path.write_text("kommune\n0301\n")
    monkeypatch.chdir(tmp_path)
    site.put("/a/t.csv.gz", gzip.compress(b"kommune\n0301\n"))
    for place in (path, str(path), "æ ø.csv", path.as_uri(), site.url("/a/t.csv.gz")):
        assert sb.read_file(place)["kommune"].tolist() == ["0301"], place


def test_columns_are_picked_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    for name in ("t.parquet", "t.csv"):
        path = sb.to_file(TABLE, tmp_path / name)
        assert sb.read_file(path, columns=["x", "kommune"]).columns.tolist() == ["x", "kommune"]
        with pytest.raises(sb.NotFound, match="no column 'alder' in t"):
            sb.read_file(path, columns=["alder"])


def test_bucket_addresses(tmp_path: Path) -> None:
    address = "bucket://local/kilde/2021/tall.csv.gz"
    assert sb.to_file(TABLE, address) == address
    assert sb.read_file(address, as_="arrow").to_pylist() == TABLE.to_pylist()


@pytest.mark.parametrize("key", ["../x.csv", "a/../../x.csv", "a/..", "a//../../x.csv", "./x.csv"])
def test_A40_nothing_leads_out_of_a_bucket(key: str) -> None:
    for act in (lambda a: sb.read_file(a), lambda a: sb.to_file(TABLE, a)):
        with pytest.raises((sb.NotAllowed, sb.NotFound, sb.BadInput)):
            act(f"bucket://local/{key}")


@pytest.mark.parametrize(
    "address",
    [
        *("a\0b.csv", "ftp://x/y.csv", "s3:/x.csv", "file://annen/x.csv", "bucket://local"),
        *("http://[::1/x.csv", f"http://{'a' * 70}.no/x.csv", "http://a..b/x.csv", "x" * 5_000 + ".csv"),
    ],
)
def test_A40_addresses_that_are_not_read(address: str) -> None:
    with pytest.raises(sb.BadInput):
        sb.read_file(address)


def test_missing_folder_and_unreadable(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("a\n1\n")
    with pytest.raises(sb.NotFound, match=r"has 'b\.csv'"):
        sb.read_file(tmp_path / "a.csv")
    with pytest.raises(sb.BadInput, match="a folder"):
        sb.read_file(tmp_path)
    with pytest.raises(sb.NotFound, match="no folder"):
        sb.to_file(TABLE, tmp_path / "nei" / "t.csv")


def test_formats_by_word_and_contradictions(tmp_path: Path) -> None:
    path = tmp_path / "uten"
    path.write_text("a\n1\n")
    with pytest.raises(sb.BadInput, match="does not say which format"):
        sb.read_file(path)
    assert sb.read_file(path, format="csv")["a"].tolist() == [1]
    with pytest.raises(sb.NotFound, match="no files named 'spss'"):
        sb.read_file(path, format="spss")
    with pytest.raises(sb.BadInput, match="has no option 'skiprows'") as unknown:
        sb.read_file(path, format="csv", skiprows=1)
    assert "skip_rows" in unknown.value.hint
    with pytest.raises(sb.BadInput, match="says csv, format='parquet'"):
        sb.to_file(TABLE, tmp_path / "t.csv", format="parquet")
    for name in ("t.csv.zip", "t.parquet.gz", "t.xlsx.gz"):
        with pytest.raises(sb.BadInput):
            sb.to_file(TABLE, tmp_path / name)
    assert sb.to_file(TABLE, tmp_path / "t", format="csv").read_bytes().startswith(b"kommune")  # type: ignore[union-attr]


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("gammel\n")
    with pytest.raises(sb.BadInput):
        sb.to_file(pa.table({"b": [b"x"]}), path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(sb.Unavailable, match="no room left"):
        sb.to_file(TABLE, path)
    assert path.read_text() == "gammel\n"
    assert os.listdir(tmp_path) == ["t.csv"] or {p.name for p in tmp_path.iterdir()} == {"home", "t.csv"}


def test_a_folder_for_reading_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so the refusal of the system is put in its place."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(sb.NotAllowed, match="may not be written to"):
        sb.to_file(TABLE, tmp_path / "t.csv")


def test_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = (sb.to_file(TABLE, tmp_path / name) for name in ("a.csv.gz", "b.csv.gz"))
    assert Path(first).read_bytes() == Path(second).read_bytes()


@pytest.mark.parametrize("name", ["t.pkl", "t.pickle", "t.joblib", "t.pkl.gz", "t.PKL"])
def test_A45_pickles_are_never_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(sb.BadInput, match="never read"):
        sb.read_file(path)


@pytest.mark.parametrize(
    "name", ["t.parquet", "t.feather", "t.xlsx", "t.json", "t.geojson", "t.csv.gz", "t.csv.zst", "t.zip"]
)
@pytest.mark.parametrize(
    "content",
    [b"", b"PAR1", b"PAR1" + b"\xff" * 200 + b"PAR1", pickle.dumps([1]), b"PK\x03\x04", b"\x1f\x8b\x08"],
)
def test_A45_crafted_files_are_refused_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(sb.BadInput, match="'t"):
        sb.read_file(path)


def _zip(members: dict[str, bytes], mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_A43_bombs_links_and_crowds_are_refused(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "stabbur.toml").write_text("[io]\nmax_bytes = 100000\n")
    monkeypatch.chdir(tmp_path)
    swollen = b"a\n" + b"0\n" * 1_000_000
    for name, packed in (
        ("b.csv.gz", gzip.compress(swollen)), ("b.csv.zst", zstandard.compress(swollen)), ("b.zip", _zip({"b.csv": swollen})),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(packed)
        with pytest.raises(sb.BadInput, match="unpacks to more than 100000 bytes"):
            sb.read_file(tmp_path / name)
    (tmp_path / "l.zip").write_bytes(_zip({"l.csv": b"/etc/passwd"}, mode=0o120777))
    with pytest.raises(sb.BadInput, match="link"):
        sb.read_file(tmp_path / "l.zip")
    (tmp_path / "m.zip").write_bytes(_zip({f"{n}.csv": b"" for n in range(1001)}))
    with pytest.raises(sb.BadInput, match="1001 members"):
        sb.read_file(tmp_path / "m.zip")
    (tmp_path / "two.zip").write_bytes(_zip({"a.csv": b"a", "b.csv": b"b"}))
    with pytest.raises(sb.BadInput, match=r"'a\.csv', 'b\.csv'"):
        sb.read_file(tmp_path / "two.zip")


def test_A43_a_path_in_an_archive_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "z.zip").write_bytes(_zip({"../../ut.csv": b"a\n1\n"}))
    assert sb.read_file(tmp_path / "z.zip")["a"].tolist() == [1]
    assert not (tmp_path.parent / "ut.csv").exists()


def test_json_forms(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    for text, rows in (
        ('[{"a": 1, "b": "NA"}, {"b": null}]', [{"a": 1, "b": "NA"}, {"a": None, "b": None}]),
        ('{"a": 1}\n{"a": 2.5}\n', [{"a": 1.0}, {"a": 2.5}]),
        ('{"meta": 1, "data": [{"a": {"b": [1]}}]}', [{"a": {"b": [1]}}]),
        ('\ufeff[{"dato": "2021-01-01"}]', [{"dato": "2021-01-01"}]),
    ):
        path.write_text(text, encoding="utf-8")
        assert sb.read_file(path, as_="arrow").to_pylist() == rows
    path.write_text('[{"a": 1}, {"a": "x"}]')
    with pytest.raises(sb.BadInput, match="record 2 is str, those before are int"):
        sb.read_file(path)
    path.write_text('{"a": 1}\n{"a": \n')
    with pytest.raises(sb.BadInput, match="line 2"):
        sb.read_file(path)
    path.write_text("[" * 100_000)
    with pytest.raises(sb.BadInput):
        sb.read_file(path)


def test_geojson_there_and_back(tmp_path: Path) -> None:
    frame = sb.read_file(DATA / "municipalities-cut.geojson", as_="polars")
    assert frame.columns == ["kommunenummer", "navn", "geometry"]
    assert json.loads(frame["geometry"][0])["type"] in ("Polygon", "MultiPolygon")
    assert sb.read_file(sb.to_file(frame, tmp_path / "t.geojson"), as_="polars").equals(frame)
    with pytest.raises(sb.BadInput, match="no column 'geometry'"):
        sb.to_file(pl.DataFrame({"a": [1]}), tmp_path / "u.geojson")
    with pytest.raises(sb.BadInput, match="row 1 is not GeoJSON"):
        sb.to_file(pl.DataFrame({"geometry": ["x{"]}), tmp_path / "u.geojson")


def test_what_was_read_is_recorded(tmp_path: Path) -> None:
    forget()
    path = sb.to_file(TABLE, tmp_path / "t.csv.gz")
    sb.read_file(path)
    (entry,) = recorded()
    assert (entry["kind"], entry["path"], entry["rows"]) == ("file", str(path), 2)


def test_copies_are_gone_afterwards(tmp_path: Path) -> None:
    path = sb.to_file(TABLE, tmp_path / "t.csv.gz")
    with found(path, settings_module.load().io) as file:
        assert file.name == "t.csv"
        copy = file.path
        assert copy.exists()
    assert not copy.exists()
    assert local_path("C:\\x.csv") is not None


def test_A45_features_without_properties_are_rows(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": null}]}'
    )
    assert sb.read_file(tmp_path / "a.geojson", as_="arrow").to_pydict() == {"geometry": [None]}

"""A package that is more than a table: opened, its files given back, and what it was read from remembered."""

import copy
import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.errors import BadInput, Damaged, NotFound
from stabbur.hub.app import create_app
from stabbur.io import sources_read
from stabbur.packages.reading.opening import Opened
from stabbur.registry import connect
from stabbur.registry.package import MODELS, Package

WEIGHTS = bytes(range(256)) * 9


def trained(folder: Path, ending: str = "joblib") -> sb.Datapackage:
    """A package with a model, a table of how good it is, and a card."""
    (folder / f"weights.{ending}").write_bytes(WEIGHTS)
    (folder / "card.md").write_text("# What it is for\n")
    dp = sb.Datapackage(name="vekst", title="Vekst", description="En modell.", licenses=["CC0-1.0"])
    dp.add_resource(folder / f"weights.{ending}", name="model", title="The trained model")
    dp.add_resource(pl.DataFrame({"measure": ["error"], "value": [0.1]}), name="metrics")
    return dp.add_resource(folder / "card.md", name="card")


@pytest.fixture
def opened(home: Path, tmp_path: Path) -> Package:
    sources_read.forget()
    sb.publish(trained(tmp_path), owner="demo", access="public")
    found = sb.read_dp("demo/vekst")
    assert isinstance(found, Package)
    return found


def test_a_file_is_given_back_as_it_was_published(opened: Package) -> None:
    assert opened.path("model").read_bytes() == WEIGHTS
    assert opened.path("model").suffix == ".joblib"
    assert opened.path("card").read_text() == "# What it is for\n"
    assert (opened.id, opened.version) == ("demo/vekst", 1)
    assert opened.names == ("model", "metrics", "card")


def test_tables_of_an_opened_package_are_read(opened: Package) -> None:
    assert opened.read("metrics", as_="polars").rows() == [("error", 0.1)]
    assert opened.read()["value"].tolist() == [0.1], "the only table needs no name"
    assert gzip.decompress(opened.path("metrics").read_bytes()).startswith(b"measure,value\n")
    assert sb.read_dp("demo/vekst", "metrics", as_="polars").height == 1
    assert sb.read_dp("demo/vekst", as_="polars").height == 1


def test_a_file_that_was_changed_where_it_lies_is_not_given_back(opened: Package, home: Path) -> None:
    stored = next((home / "private" / "bucket").rglob("model-*.joblib"))
    stored.chmod(0o644)
    stored.write_bytes(b"others' code")
    with pytest.raises(Damaged, match="is not what was published"):
        opened.path("model")
    with pytest.raises(Damaged):
        sb.read_dp("demo/vekst").path("model")


def test_what_is_published_next_tells_which_version_the_file_was_of(opened: Package, tmp_path: Path) -> None:
    opened.path("model")
    made = sb.Datapackage(name="bruk").add_resource(pl.DataFrame({"n": [1]}), name="rows")
    sb.publish(made, owner="demo")
    found = connect().open("demo/bruk").sibling("lineage") or {}
    assert [one["source"] for one in found["packages"]] == ["demo/vekst@1"]


def test_a_package_with_a_model_is_valid_and_can_be_downloaded(opened: Package, tmp_path: Path) -> None:
    report = sb.Datapackage.open(trained(tmp_path).write(tmp_path / "written")).validate()
    assert not report.errors
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    assert client.get("/p/demo/vekst/v1/model.joblib").content == WEIGHTS
    assert client.get("/p/demo/vekst/v1/card.md").content == b"# What it is for\n"
    page = client.get("/p/demo/vekst/v1")
    assert page.status_code == 200
    assert "The trained model" in page.text
    assert "model.joblib" in page.text


@pytest.mark.parametrize("ending", ["joblib", "onnx", "safetensors"])
def test_a_model_opens_the_package_even_beside_one_table(tmp_path: Path, ending: str) -> None:
    folder = trained(tmp_path, ending).write(tmp_path / "written")
    assert isinstance(sb.read_dp(folder), Package)
    assert sb.read_dp(folder).path("model").read_bytes() == WEIGHTS
    assert sb.read_dp(folder).version is None


def test_several_tables_are_opened_where_nobody_says_which(tmp_path: Path) -> None:
    dp = sb.Datapackage(name="to")
    for name in ("fylker", "kommuner"):
        dp.add_resource(pl.DataFrame({"n": [len(name)]}), name=name)
    folder = dp.write(tmp_path / "to")
    assert sb.read_dp(folder).read("fylker")["n"].tolist() == [6]
    with pytest.raises(AttributeError, match=r'2 resources has no \'head\': read one: \.read\("fylker"\)'):
        sb.read_dp(folder).head()
    with pytest.raises(NotFound, match="'to' is a package of 2 resources") as told:
        sb.read_dp(folder)["n"]
    assert told.value.hint == 'read one: .read("fylker")'
    assert repr(copy.copy(sb.read_dp(folder))) == repr(sb.read_dp(folder))
    with pytest.raises(NotFound, match="say which resource: the package has 'fylker', 'kommuner'"):
        sb.read_dp(folder).path()
    with pytest.raises(NotFound, match="no resource 'land': it has"):
        sb.read_dp(folder).path("land")


def test_one_table_is_read_at_once_and_opened_on_request(tmp_path: Path) -> None:
    folder = (
        sb.Datapackage(name="en").add_resource(pl.DataFrame({"n": [1]}), name="rows").write(tmp_path / "a")
    )
    assert sb.read_dp(folder)["n"].tolist() == [1]
    assert sb.read_dp(folder, as_="package").read()["n"].tolist() == [1]
    with pytest.raises(BadInput, match="'rows' is a part of it"):
        sb.read_dp(folder, "rows", as_="package")


def test_several_files_of_one_resource_are_all_given(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for name in ("a.txt", "b.md"):
        (tmp_path / "parts" / name).write_text(name)
    folder = sb.Datapackage(name="deler").add_resource(tmp_path / "parts", name="parts").write(tmp_path / "p")
    found = sb.read_dp(folder, as_="package")
    assert [file.read_text() for file in found.paths("parts")] == ["a.txt", "b.md"]
    with pytest.raises(BadInput, match="'parts' has 2 files"):
        found.path("parts")


def test_a_file_elsewhere_is_named_and_not_fetched(tmp_path: Path) -> None:
    dp = sb.Datapackage(name="langt").add_resource("https://example.invalid/model.onnx", name="model")
    with pytest.raises(BadInput, match=r"it lies at https://example\.invalid/model\.onnx"):
        sb.read_dp(dp.write(tmp_path / "p")).path("model")


@pytest.mark.parametrize("path", ["../secret.onnx", "/etc/passwd", "link.onnx"])
def test_A40_a_path_out_of_a_package_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.onnx").write_text("secret")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "link.onnx").symlink_to(tmp_path / "secret.onnx")
    about = {"name": "p", "resources": [{"name": "model", "path": path, "format": "onnx"}]}
    (tmp_path / "p" / "datapackage.json").write_text(json.dumps(about))
    with pytest.raises(BadInput, match=r"unsafe|leads out"):
        sb.read_dp(tmp_path / "p").path("model")


def test_a_file_of_a_folder_that_is_not_the_one_described_is_not_given(tmp_path: Path) -> None:
    folder = trained(tmp_path).write(tmp_path / "written")
    (folder / "model.joblib").write_bytes(b"another")
    with pytest.raises(Damaged, match=r"model\.joblib' is not what the package says of it"):
        sb.read_dp(folder).path("model")


def test_what_is_shown_tells_how_to_go_on(opened: Package) -> None:
    assert repr(opened).splitlines() == [
        "<Package demo/vekst version 1>",
        '  model    joblib  The trained model  .path("model")',
        '  metrics  table                      .read("metrics")',
        '  card     md                         .path("card")',
    ]
    assert "<code>.path(&quot;model&quot;)</code>" in opened._repr_html_()


def test_A29_a_title_is_shown_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"1")
    dp = sb.Datapackage(name="a").add_resource(tmp_path / "a.onnx", title="<script>alert(1)</script>")
    assert "<script>" not in sb.read_dp(dp.write(tmp_path / "a"))._repr_html_()


resource = st.fixed_dictionaries(
    {
        "name": st.sampled_from("abcd"),
        "path": st.sampled_from(["x.csv", "x.png", "x.md", "x.onnx", "x.geojson"]),
    },
    optional={"type": st.just("table")},
)


@given(st.lists(resource, min_size=1, max_size=4))
def test_a_package_is_opened_exactly_where_one_table_is_not_all(resources: list[dict[str, str]]) -> None:
    descriptor = {"name": "a", "resources": resources}
    found = Package("a", None, descriptor, Opened(descriptor, ".")).is_more_than_a_table
    said = [one for one in resources if one.get("type")]
    tables = said or [one for one in resources if one["path"].endswith(("csv", "geojson"))]
    model = any(one["path"].rsplit(".")[-1] in MODELS for one in resources)
    assert found == (model or len(tables) != 1)

"""Notebooks, stories, views and other files beside a protected table: what shows a hidden figure is refused by its place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import stabbur as sb
from stabbur.registry.publishing.gate.beside import beside
from stabbur.registry.publishing.gate.disclosing import Concern

RAW = pd.DataFrame({"kommune": ["A", "B", "C", "I alt"], "personer": [2, 20, 30, 52]})
SAFE: pd.DataFrame = sb.suppress(RAW, "kommune", "personer")
REFUSED = "shows figures that table 'kommuner' hides"

Package = Callable[..., Path]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a protected table, written once."""
    dp = sb.Datapackage(name="tall", title="Tall")
    # its proof is found by the process that protected it, unless a test has forgotten it since
    dp.add_resource(sb.suppress(RAW, "kommune", "personer"), name="kommuner", aggregateOf="persons")
    return dp.write(tmp_path_factory.mktemp("beside") / "tall")


@pytest.fixture
def package(written: Path, tmp_path: Path) -> Package:
    """Make a copy with more in its descriptor and more files."""

    def make(files: dict[str, str | bytes], **parts: Any) -> Path:
        folder = shutil.copytree(written, tmp_path / "tall")
        told = json.loads((folder / "datapackage.json").read_text("utf-8"))
        (folder / "datapackage.json").write_text(json.dumps(told | parts), "utf-8")
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


def page_of(frame: Any) -> str:
    """A frame as a notebook shows it."""
    return str(frame._repr_html_())


def notebook(*outputs: dict[str, Any], source: str = "vis()") -> str:
    """A notebook of a text, and a cell with outputs."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": source},
        {"cell_type": "code", "metadata": {}, "source": "vis()", "outputs": list(outputs)},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def displayed(frame: Any, **more: Any) -> dict[str, Any]:
    """An output as Jupyter keeps it."""
    data = {"text/html": page_of(frame).splitlines(keepends=True), "text/plain": repr(frame)}
    return {"output_type": "execute_result", "data": data | more, "metadata": {}}


def stream(text: str) -> dict[str, Any]:
    """What was printed."""
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def said(folder: Path) -> tuple[list[str], list[str]]:
    """What is refused, and what is told."""
    found = list(beside(folder))
    refused = [one.message for one in found if isinstance(one, Concern)]
    return refused, [one for one in found if isinstance(one, str)]


ANALYSIS: dict[str, Any] = {
    "notebooks": [{"name": "analyse", "path": "notebooks/a.ipynb", "html": "notebooks/a.html"}]
}
REPORT: dict[str, Any] = {"stories": [{"name": "rapport", "path": "stories/rapport/index.html"}]}
VEGA = {"data": {"name": "d"}, "datasets": {"d": RAW.to_dict("records")}}


@pytest.mark.parametrize(
    "output",
    [
        displayed(RAW.head()),
        {"output_type": "display_data", "data": {"text/html": page_of(RAW)}},
        {"output_type": "execute_result", "data": {"text/plain": repr(RAW)}},
        stream(f"Leste fila\n{RAW}\n"),
        stream(f"\x1b[1m{RAW.set_index('kommune').personer}\x1b[0m"),
        {"output_type": "display_data", "data": {"application/vnd.vegalite.v5+json": VEGA}},
        {
            "output_type": "display_data",
            "data": {"text/html": f"<script>const spec = {json.dumps(VEGA)};</script>"},
        },
        {"output_type": "display_data", "data": {"application/json": RAW.to_dict("list")}},
        stream(RAW.to_csv(index=False)),
        stream(str(RAW.to_dict("records"))),
    ],
)
def test_A23_a_notebook_that_shows_the_frame_before_protection_is_refused(
    package: Package, output: dict[str, Any]
) -> None:
    folder = package({"notebooks/a.ipynb": notebook(displayed(SAFE), output)}, **ANALYSIS)
    refused, told = said(folder)
    assert [one.replace(", table 1", "") for one in refused] == [
        f"notebook 'analyse', output of cell 2 {REFUSED}"
    ]
    assert told == []


def test_a_notebook_that_shows_what_is_published_says_nothing(package: Package) -> None:
    marked = SAFE.assign(personer=SAFE["personer"].astype(object).fillna("*"))
    shown = [displayed(SAFE), stream(f"{SAFE}\n"), displayed(marked), stream("Skrev fila\n")]
    assert said(package({"notebooks/a.ipynb": notebook(*shown)}, **ANALYSIS)) == ([], [])


@pytest.mark.parametrize(
    "output",
    [
        stream("A har 2 innbyggere\n"),
        {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo="}},
        displayed(pd.DataFrame({"alder": [7], "antall": [2]})),
        {"output_type": "display_data", "data": {"text/latex": r"\begin{tabular} A & 2 \end{tabular}"}},
        {"output_type": "display_data", "data": {"application/vnd.plotly.v1+json": {"data": [{"y": [2]}]}}},
    ],
)
def test_figures_that_nobody_can_hold_against_a_table_are_told_of(
    package: Package, output: dict[str, Any]
) -> None:
    told = ["nobody has audited what it printed: 'analyse' may tell of hidden figures"]
    assert said(package({"notebooks/a.ipynb": notebook(output)}, **ANALYSIS)) == ([], told)


def test_tables_in_texts_and_in_the_page_of_a_notebook_are_looked_at(package: Package) -> None:
    pipes = "Tall:\n\n| kommune | personer |\n|---|---|\n| A | 2 |\n"
    folder = package({"notebooks/a.ipynb": notebook(source=pipes)}, **ANALYSIS)
    assert said(folder)[0] == [f"notebook 'analyse', cell 1 {REFUSED}"]
    (folder / "notebooks/a.ipynb").write_text(notebook(), "utf-8")
    (folder / "notebooks/a.html").write_text(f"<p>1</p><pre>{RAW}</pre>", "utf-8")
    assert said(folder) == ([f"the page of notebook 'analyse' {REFUSED}"], [])


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("index.html", page_of(SAFE) + page_of(RAW)),
        ("side2.html", f"<h1>Tall</h1><pre>{RAW}</pre>"),
        ("data/tall.csv", RAW.to_csv(index=False)),
        ("data/tall.json", RAW.to_json(orient="records")),
        ("data/tall.parquet", RAW.to_parquet()),
        ("figur.svg", '<svg><path aria-label="kommune: A; personer: 2"/></svg>'),
        ("tall.js", f"export const rows = {RAW.to_json(orient='records')};"),
    ],
)
def test_A23_every_file_of_a_story_is_looked_at(package: Package, path: str, content: str | bytes) -> None:
    files: dict[str, str | bytes] = {"index.html": "<p>Hei</p>", path: content}
    refused, _ = said(package({f"stories/rapport/{name}": one for name, one in files.items()}, **REPORT))
    place = f"{path}, table 2" if path == "index.html" else path
    assert refused == [f"story 'rapport', {place} {REFUSED}"]


def test_a_story_without_figures_is_not_told_of_and_one_with_them_is(package: Package) -> None:
    page = "<title>Rapport 2026</title><style>p {top: 3px}</style><p>Hei</p>"
    folder = package({"stories/rapport/index.html": f"{page}{page_of(SAFE)}"}, **REPORT)
    (folder / "stories/rapport/index.html").write_text("<p>Hei</p>" + page_of(SAFE), "utf-8")
    assert said(folder) == ([], [])
    (folder / "stories/rapport/index.html").write_text("<p>I A bor det 2</p>", "utf-8")
    assert said(folder)[1] == ["nobody has audited what it shows: 'rapport' may tell of hidden figures"]


def test_drawings_and_texts_of_the_descriptor_are_looked_at(package: Package) -> None:
    views = [{"name": "tegning", "spec": {}, "files": {"json": "views/a.json", "svg": "views/a.svg"}}]
    pipes = "Tall:\n\n| kommune | personer |\n|---|---|\n| A | 2 |\n"
    files: dict[str, str | bytes] = {
        "views/a.json": json.dumps({"rows": SAFE.astype(object).to_dict("records")})
    }
    files["views/a.svg"] = '<svg><path aria-label="personer: 20; kommune: B"/></svg>'
    folder = package(files, views=views, description=pipes)
    hidden = set(SAFE.loc[SAFE["personer"].isna(), "kommune"])
    assert hidden == {"A", "B"}
    assert said(folder)[0] == [f"view 'tegning' {REFUSED}", f"the description {REFUSED}"]
    (folder / "views/a.svg").write_text('<svg><path aria-label="personer: 30; kommune: C"/></svg>', "utf-8")
    assert said(folder)[0] == [f"the description {REFUSED}"]


def test_files_that_are_no_tables_of_the_package_are_looked_at(package: Package) -> None:
    folder = package({"raa.txt": str(RAW), "mer.csv": RAW.to_csv(), "bilde.png": b"\x89PNG\0"})
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))
    told["resources"] += [{"name": "raa", "path": "raa.txt"}, {"name": "bilde", "path": "bilde.png"}]
    told["siblings"]["mer"] = "mer.csv"
    (folder / "datapackage.json").write_text(json.dumps(told), "utf-8")
    refused, words = said(folder)
    assert refused == [f"file 'raa' {REFUSED}", f"file 'mer' {REFUSED}"]
    assert words == ["nobody has audited what file 'bilde' tells of hidden figures"]


def test_what_cannot_be_read_is_told_of(package: Package) -> None:
    folder = package({"notebooks/a.ipynb": "{", "notebooks/a.html": ""}, **ANALYSIS)
    assert said(folder) == ([], ["nobody has audited what it printed: 'analyse' may tell of hidden figures"])


def test_beside_rounded_figures_nobody_knows_which_are_hidden_and_it_is_told(package: Package) -> None:
    folder = package({"notebooks/a.ipynb": notebook(displayed(RAW))}, **ANALYSIS)
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))
    told["resources"][0]["protection"]["kind"] = "rounding"
    (folder / "datapackage.json").write_text(json.dumps(told), "utf-8")
    assert said(folder)[1] == ["nobody has audited what it printed: 'analyse' may tell of hidden figures"]

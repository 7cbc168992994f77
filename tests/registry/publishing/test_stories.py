"""Stories: pages of their own, with versions, drafts and the same gate as packages."""

import json
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.accounts.actor import PUBLIC
from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.registry.here import Here


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "bilder").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Min &amp; din</title><img src='bilder/a.svg'>")
    (folder / "bilder" / "a.svg").write_text("<svg/>")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("secret")
    return folder


def test_folder_has_versions_and_keeps_its_links(registry: Here, pages: Path) -> None:
    done = registry.publish_story(pages, "demo/rapport", access="public")
    assert (done.version, done.address) == (1, "/s/demo/rapport/v1")
    assert not registry.publish_story(pages, "demo/rapport").created
    (pages / "bilder" / "a.svg").write_text("<svg></svg>")
    again = registry.publish_story(pages, "demo/rapport")
    assert again.version == 2
    assert again.diff is not None
    assert again.diff["changed"] == ["bilder/a.svg"]
    one = registry.open_story("demo/rapport")
    assert (one.title, one.entry, one.number, one.access) == ("Min & din", "index.html", 2, "public")
    assert sorted(one.paths) == ["bilder/a.svg", "index.html"]
    assert one.file("bilder/a.svg").parent.parent == one.file("index.html").parent
    assert registry.open_story("demo/rapport", 1).file("bilder/a.svg").read_text() == "<svg/>"
    assert [one.number for one in registry.versions("demo/rapport", kind="story")] == [2, 1]
    assert [one.id for one in registry.stories(PUBLIC)] == ["demo/rapport"]
    with pytest.raises(NotFound):
        one.file("../story.json")
    assert registry.repair().notes == ()


def test_html_and_notebook(registry: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "side.html").write_text("<p>Hei</p>")
    assert sb.publish_story(tmp_path / "side.html", "demo/side").version == 1
    assert registry.open_story("demo/side").title == "side"
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Tall"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "analyse.ipynb").write_text(json.dumps(notebook))
    sb.publish_story(tmp_path / "analyse.ipynb", "demo/analyse", title="Analyse")
    one = registry.open_story("demo/analyse")
    assert one.title == "Analyse"
    assert "Tall" in one.file("index.html").read_text()


def test_a_name_alone_gets_the_owner_that_a_package_gets(registry: Here, pages: Path) -> None:
    mine = registry.publish(sb.Datapackage(name="tall").add_resource(pl.DataFrame({"n": [1]}), name="rows"))
    assert registry.publish_story(pages, "rapport").id == mine.id.replace("tall", "rapport")
    with pytest.raises(BadInput, match="'' is no id"):
        registry.publish_story(pages, "")


def test_draft_has_an_address_of_its_own(registry: Here, pages: Path) -> None:
    draft = registry.publish_story(pages, "demo/rapport", draft=True)
    code = draft.address.rpartition("/")[2]
    assert registry.stories() == []
    one = registry.open_story("demo/rapport", code)
    assert one.draft
    assert one.file("index.html").exists()
    with pytest.raises(NotFound, match="has no draft"):
        registry.open_story("demo/rapport", code, actor=PUBLIC)
    for wrong in ("0" * 12, "../v1", ""):
        with pytest.raises(NotFound):
            registry.open_story("demo/rapport", wrong)
    assert registry.check(deep=True).notes == ()
    registry.publish_story(pages, "demo/rapport")
    with pytest.raises(NotFound):
        registry.open_story("demo/rapport", code)


def test_A40_links_and_other_files_are_refused(registry: Here, pages: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a")
    with pytest.raises(BadInput, match="cannot be a story"):
        registry.publish_story(tmp_path / "a.csv", "demo/a")
    with pytest.raises(BadInput, match=r"has no index\.html"):
        registry.publish_story(pages / "bilder", "demo/a")
    with pytest.raises(NotFound, match="there is no file"):
        registry.publish_story(tmp_path / "none.html", "demo/a")
    (pages / "out").symlink_to(tmp_path)
    with pytest.raises(BadInput, match="is a link"):
        registry.publish_story(pages, "demo/a")


def test_F08_changed_page_is_never_served(registry: Here, pages: Path) -> None:
    registry.publish_story(pages, "demo/rapport")
    file = registry.open_story("demo/rapport").file("index.html")
    file.write_text(file.read_text().replace("Min", "Din"))
    with pytest.raises(StabburError, match="is not what was published"):
        registry.open_story("demo/rapport").file("index.html")
    assert [one.kind for one in registry.check(deep=True).problems] == ["file-changed"]


@pytest.mark.parametrize(
    ("cells", "about", "title"),
    [
        (["Innledning uten tittel", "tekst\n\n## Folketall i *2021* ##\n# Senere"], {}, "Folketall i 2021"),
        (["```\n# kode\n```", "# [Folk](x.html) & `tall`"], {"title": "Annet"}, "Folk & tall"),
        (["#merke"], {"title": " Fra metadata "}, "Fra metadata"),
        ([], {}, "eldre"),
    ],
)
def test_notebook_is_titled_by_its_first_heading(
    registry: Here, tmp_path: Path, cells: list[str], about: dict[str, object], title: str
) -> None:
    listed = [
        {
            "cell_type": "code",
            "id": "k",
            "metadata": {},
            "source": "# kode",
            "outputs": [],
            "execution_count": None,
        },
        *(
            {"cell_type": "markdown", "id": f"c{place}", "metadata": {}, "source": source}
            for place, source in enumerate(cells)
        ),
    ]
    notebook = {"cells": listed, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "eldre.ipynb").write_text(json.dumps(notebook))
    registry.publish_story(tmp_path / "eldre.ipynb", "demo/annet")
    assert registry.open_story("demo/annet").title == title


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<h1>Min <em>side</em></h1>", "Min side"),
        ("<title> </title><h1>Side</h1>", "Side"),
        ("<title>Tittel</title><h1>Side</h1>", "Tittel"),
        ("<h1></h1>", "side"),
    ],
)
def test_page_is_titled_by_its_title_else_its_heading(
    registry: Here, tmp_path: Path, page: str, title: str
) -> None:
    (tmp_path / "x.html").write_text(page)
    registry.publish_story(tmp_path / "x.html", "demo/side")
    assert registry.open_story("demo/side").title == title

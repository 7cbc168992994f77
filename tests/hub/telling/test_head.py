"""The top of a package's pages: tables, licence, files, which version it is and which is the newest."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from stabbur.hub.telling.head import Head, Link, file_names, licence_of, tables_of
from stabbur.packages.licences import completed, in_language
from stabbur.registry.values import VersionInfo

MOMENT = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)


def head(number: int, *versions: tuple[int, str | None], access: str = "public") -> Head:
    known = tuple(VersionInfo(one, MOMENT, reason, "") for one, reason in versions)
    standing = [one for one, reason in versions if reason is None] or [number]
    return Head(
        id="demo/x",
        owner="demo",
        name="x",
        number=number,
        title="X",
        lead="",
        language="nb",
        own_language="nb",
        access=access,
        published=MOMENT,
        withdrawn=None,
        licence=None,
        topics=(),
        tables=(),
        versions=known,
        latest=max(standing),
        said={},
    )


@pytest.mark.parametrize(
    ("resources", "names"),
    [
        ([{"name": "a", "schema": {"fields": [{"name": "x"}]}}, {"name": "b"}], ["a"]),
        ([{"name": "a", "schema": {"fields": []}}, {"name": "b", "schema": None}], []),
        ([{"schema": {"fields": [{}]}}, "x", None], []),
        (None, []),
    ],
)
def test_tables_are_what_has_columns(resources: Any, names: list[str]) -> None:
    assert [one.name for one in tables_of(resources)] == names


def test_table_is_told_by_title_and_rows_when_they_are_known() -> None:
    fields = {"fields": [{"name": "x"}]}
    first, second = tables_of(
        [
            {"name": "a", "title": "A", "rows": 5, "schema": fields},
            {"name": "b", "rows": "x", "schema": fields},
        ]
    )
    assert (first.title, first.rows) == ("A", 5)
    assert (second.title, second.rows) == ("b", None)


@pytest.mark.parametrize(
    ("licences", "link"),
    [
        (
            [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://x.no"}],
            Link("CC BY 4.0", "https://x.no"),
        ),
        ([{"name": "CC-BY-4.0"}], Link("CC-BY-4.0")),
        ([{}, {"name": " "}, {"name": "NLOD"}], Link("NLOD")),
        ([{"title": "x", "path": "javascript:alert(1)"}], Link("x")),
        ("MIT", None),
        (None, None),
    ],
)
def test_licence_by_the_name_that_people_know(licences: Any, link: Link | None) -> None:
    assert licence_of({"licenses": licences}, "nb") == link


@pytest.mark.parametrize(
    ("language", "link"),
    [
        ("en", Link("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/")),
        (
            "nb",
            Link("Creative Commons Navngivelse 4.0", "https://creativecommons.org/licenses/by/4.0/deed.no"),
        ),
        (
            "nn",
            Link("Creative Commons Navngivelse 4.0", "https://creativecommons.org/licenses/by/4.0/deed.no"),
        ),
    ],
)
def test_known_licence_has_its_name_in_the_language_of_the_page(language: str, link: Link) -> None:
    for licence in (completed({"name": "cc-by-4.0"}), in_language(completed({"name": "CC-BY-4.0"}), "nb")):
        assert licence_of({"licenses": [licence]}, language) == link


def test_files_are_named_by_format_without_their_hash() -> None:
    resource = {
        "name": "a",
        "path": "a-0123456789ab.csv.gz",
        "alternatives": [{"path": "a-0123456789ab.parquet"}],
    }
    assert file_names(resource) == {"csv": "a.csv.gz", "parquet": "a.parquet"}
    assert file_names({"name": "a", "path": ["x.csv"]}) == {}


@pytest.mark.parametrize(
    ("made", "newest"),
    [
        (head(1, (2, None), (1, None)), 2),
        (head(2, (2, None), (1, None)), None),
        (head(1, (2, "feil"), (1, None)), None),
        (head(1, (3, None), (2, "feil"), (1, None)), 3),
    ],
)
def test_banner_leads_to_the_newest_that_stands(made: Head, newest: int | None) -> None:
    assert (made.newest.number if made.newest else None) == newest


@pytest.mark.parametrize("access", ["public", "internal", "team", "somebody"])
def test_every_access_has_a_sign_that_is_built(access: str) -> None:
    icons = (Path(__file__).parents[3] / "src/stabbur/hub/static/icons.json").read_text("utf-8")
    made = head(1, (1, None), access=access)
    assert f'"{made.access_icon}"' in icons
    assert made.access_colour
    assert (made.address, made.home) == ("/p/demo/x/v1", "/p/demo/x")

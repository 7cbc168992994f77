"""What a registry answers with: plain values, shown in a notebook without letting anything through."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stabbur.registry.values import CheckReport, Info, PackageInfo, Problem, Published, StoryInfo

DONE = Published("demo/a", 2, "/p/demo/a/v2", True, {"summary": "1 row changed."})


def test_notebook_shows_what_was_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_HUB_URL", "https://hub.example.no/")
    shown = DONE._repr_html_()
    assert "demo/a@2" in shown
    assert "1 row changed." in shown
    assert 'href="https://hub.example.no/p/demo/a/v2"' in shown
    assert "same content as before" in replace(DONE, created=False)._repr_html_()


def test_page_is_where_the_hub_serves_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STABBUR_HUB_URL", raising=False)
    assert DONE.page == "http://localhost:8800/p/demo/a/v2"
    monkeypatch.setenv("STABBUR_HUB__PORT", "8123")
    assert DONE.page == "http://localhost:8123/p/demo/a/v2"
    monkeypatch.setenv("STABBUR_HUB__ADDRESS", "https://data.example.no")
    assert DONE.page == "https://data.example.no/p/demo/a/v2"


def test_prompt_shows_the_sentence_of_a_difference_and_not_all_of_it() -> None:
    drawn = replace(DONE, diff={"summary": "1 row changed.", "views": [{"spec": {"mark": "bar"}}] * 100})
    assert repr(drawn) == (
        "Published(id='demo/a', version=2, address='/p/demo/a/v2', created=True, summary='1 row changed.')"
    )
    assert drawn.diff is not None
    assert len(drawn.diff["views"]) == 100
    bare = repr(replace(DONE, diff=None, told=("no licence",)))
    assert bare.endswith("created=True, told=('no licence',))")


@pytest.mark.parametrize("evil", ["<script>x</script>", '"><img src=x onerror=y>', "&lt;"])
def test_A31_nothing_of_a_value_becomes_markup(evil: str) -> None:
    one = Published(evil, 1, f"/p/{evil}", True, {"summary": evil})
    assert evil not in one._repr_html_().replace("&amp;lt;", "")


@pytest.mark.parametrize("problems", [0, 1])
def test_whole_is_without_problems_whatever_the_notes(problems: int) -> None:
    one = Problem("leftover", "bucket", "a", "no version names it")
    assert CheckReport(1, (one,) * problems, (one, one)).whole == (problems == 0)


def test_package_and_story_are_told_alike_and_told_apart() -> None:
    told = ("demo/a", "demo", "a", "A", "team", 1, datetime(2026, 1, 1, tzinfo=UTC), None)
    package: Info = PackageInfo(*told)
    story: Info = StoryInfo(*told)
    assert asdict(package) == asdict(story)
    assert package != story

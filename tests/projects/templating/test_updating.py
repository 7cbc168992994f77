"""A template that has got newer is merged into a project: what the person did always survives."""

import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabbur.errors import BadInput, MissingExtra, NotFound
from stabbur.projects.project import Project
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import bases, merging, updating
from stabbur.projects.templating.rendering import render
from tests.projects.templating.small import LINES, NAME, begun, commit, git, newer, templates_in


def test_what_the_template_and_what_the_person_changed_are_both_there(project: Project, source: Path) -> None:
    lines = project.root / "lines.txt"
    lines.write_text(lines.read_text().replace("line 1\n", "mine\n"))
    commit(project.root)
    head = git(project.root, "rev-parse", "HEAD")
    newer(source, {9: "new"})
    assert updating.behind(project, source=source)
    done = updating.update(project, source=source)
    assert lines.read_text().splitlines() == [
        {1: "mine", 9: "new"}.get(at, line) for at, line in enumerate(LINES)
    ]
    assert done.changed == (kept.FILE, "lines.txt")
    assert done.conflicts == ()
    assert not updating.behind(project, source=source)
    assert git(project.root, "rev-parse", "HEAD") == head, "the person commits, not we"


def test_a_second_update_starts_where_the_first_ended(project: Project, source: Path) -> None:
    newer(source, {3: "first"})
    updating.update(project, source=source)
    commit(project.root)
    newer(source, {3: "first", 9: "second"})
    updating.update(project, source=source)
    assert (project.root / "lines.txt").read_text().splitlines()[3:10:6] == ["first", "second"]
    commit(project.root)
    newer(source, {9: "second"})
    assert updating.update(project, source=source).conflicts == ()
    assert (project.root / "lines.txt").read_text().splitlines()[3] == "line 3"


def test_an_update_that_is_thrown_away_can_be_made_again(project: Project, source: Path) -> None:
    newer(source, {3: "first"})
    (source / "small" / "added.txt").write_text("added\n")
    first = updating.update(project, source=source)
    assert first.changed == (kept.FILE, "added.txt", "lines.txt")
    git(project.root, "checkout", "--", ".")
    assert updating.update(project, source=source) == first
    assert "first" in (project.root / "lines.txt").read_text()


def test_conflicts_are_left_as_markers_and_named(project: Project, source: Path) -> None:
    lines = project.root / "lines.txt"
    lines.write_text(lines.read_text().replace("line 3\n", "mine\n"))
    commit(project.root)
    newer(source, {3: "theirs"})
    done = updating.update(project, source=source)
    assert done.conflicts == ("lines.txt",)
    text = lines.read_text()
    assert "<<<<<<<" in text
    assert text.index("mine") < text.index("theirs")


def test_a_file_that_the_person_deleted_stays_deleted(project: Project, source: Path) -> None:
    (project.root / "more.txt").unlink()
    commit(project.root)
    newer(source, {3: "new"})
    updating.update(project, source=source)
    assert not (project.root / "more.txt").exists()


def test_a_file_that_the_template_dropped_goes_unless_the_person_changed_it(
    project: Project, source: Path
) -> None:
    (project.root / "lines.txt").write_text("all mine\n")
    commit(project.root)
    (source / "small" / "more.txt.jinja").unlink()
    (source / "small" / "lines.txt.jinja").unlink()
    done = updating.update(project, source=source)
    assert not (project.root / "more.txt").exists()
    assert (project.root / "lines.txt").read_text() == "all mine\n"
    assert done.conflicts == ("lines.txt",)


def test_what_is_not_committed_is_not_touched(project: Project, source: Path) -> None:
    (project.root / "lines.txt").write_text("not committed\n")
    newer(source, {3: "new"})
    with pytest.raises(BadInput, match=r"not committed: lines\.txt"):
        updating.update(project, source=source)
    assert (project.root / "lines.txt").read_text() == "not committed\n"


def without_base(project: Project) -> None:
    for ref in bases.refs(project.root):
        bases.forget(project.root, ref)


def test_update_that_can_not_keep_its_base_writes_nothing(
    project: Project, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> str:
        raise OSError("no space left")

    before = bases.refs(project.root)
    newer(source, {3: "new"})
    monkeypatch.setattr(bases, "keep", full)
    with pytest.raises(OSError, match="no space"):
        updating.update(project, source=source)
    monkeypatch.undo()
    assert git(project.root, "status", "--porcelain") == ""
    monkeypatch.setattr(merging, "put", full)
    with pytest.raises(OSError, match="no space"):
        updating.update(project, source=source)
    assert bases.refs(project.root) == before


def test_without_a_base_nothing_is_merged_and_the_way_on_is_said(project: Project, source: Path) -> None:
    without_base(project)
    lines = project.root / "lines.txt"
    lines.write_text(lines.read_text().replace("line 1\n", "mine\n"))
    commit(project.root)
    newer(source, {9: "new"})
    with pytest.raises(NotFound) as error:
        updating.update(project, source=source)
    assert error.value.code == "base-missing"
    assert "--from-answers" in error.value.hint
    done = updating.update(project, from_answers=True, source=source)
    assert done.changed == (kept.FILE,)
    assert done.differing == ("lines.txt",)
    assert lines.read_text().splitlines()[1] == "mine"


def test_the_stabbur_that_a_project_carries_gives_the_base_again(
    project: Project, source: Path, tmp_path: Path
) -> None:
    (project.root / "vendor").mkdir()
    with zipfile.ZipFile(project.root / "vendor" / "stabbur-0.0.1-py3-none-any.whl", "w") as wheel:
        for file in (source / "small").rglob("*"):
            wheel.write(file, updating.INSIDE + file.relative_to(source).as_posix())
    without_base(project)
    lines = project.root / "lines.txt"
    lines.write_text(lines.read_text().replace("line 1\n", "mine\n"))
    commit(project.root)
    newer(source, {9: "new"})
    assert updating.update(project, source=source).conflicts == ()
    assert lines.read_text().splitlines()[1:10:8] == ["mine", "new"]


@pytest.mark.parametrize("about", ["", "[[", 'place = 1\ntitle = "x"\nparts = ["../../../../../../etc"]\n'])
def test_A25_stabbur_that_somebody_sent_with_broken_templates_gives_none(
    project: Project, source: Path, about: str
) -> None:
    (project.root / "vendor").mkdir()
    with zipfile.ZipFile(project.root / "vendor" / "stabbur-0.0.1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{updating.INSIDE}small/template.toml", about)
    without_base(project)
    commit(project.root)
    newer(source, {9: "new"})
    with pytest.raises(NotFound) as error:
        updating.update(project, source=source)
    assert error.value.code == "base-missing"


def test_after_from_answers_the_next_update_merges(project: Project, source: Path) -> None:
    without_base(project)
    newer(source, {9: "new"})
    updating.update(project, from_answers=True, source=source)
    commit(project.root)
    newer(source, {9: "new", 3: "newest"})
    updating.update(project, source=source)
    assert (project.root / "lines.txt").read_text().splitlines()[3] == "newest"


def test_another_answer_is_taken_up_like_a_newer_template(tmp_path: Path) -> None:
    root = tmp_path / NAME
    root.mkdir()
    render("package", root, {"name": NAME})
    git(root, "init", "--quiet", "-b", "main")
    updating.keep_base(root, root, "package", {"name": NAME})
    readme, mine = root / "README.md", root / "tests" / "test_growth.py"
    mine.write_text(mine.read_text() + "# mine\n")
    answers = root / kept.FILE
    answers.write_text(answers.read_text().replace("language: nb", "language: en"))
    commit(root)
    assert updating.update(Project(root, NAME)).conflicts == ()
    assert "## Get started" in readme.read_text()
    assert mine.read_text().endswith("# mine\n")
    assert "language: en" in (root / "datapackage.yaml").read_text()


def test_without_copier_it_is_said_what_to_install(
    project: Project, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer(source, {3: "new"})
    monkeypatch.delitem(sys.modules, "stabbur.projects.templating.rendering")
    monkeypatch.setitem(sys.modules, "copier", None)
    assert updating.behind(project, source=source), "which asks for nothing that an extra brings"
    with pytest.raises(MissingExtra, match="rendered by copier") as told:
        updating.update(project, source=source)
    assert told.value.hint == 'pip install "stabbur[projects]"'


def test_a_project_of_no_template_is_not_behind(tmp_path: Path) -> None:
    assert not updating.behind(Project(tmp_path, NAME))


lines_of_one = st.dictionaries(
    st.integers(0, len(LINES) - 1), st.text("abc", min_size=1, max_size=3), max_size=3
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mine=lines_of_one, theirs=lines_of_one)
def test_edits_apart_from_the_templates_survive_word_by_word(
    mine: dict[int, str], theirs: dict[int, str]
) -> None:
    # git merges what has at least one line between it
    apart = {at: text for at, text in mine.items() if all(abs(at - other) > 1 for other in theirs)}
    with TemporaryDirectory() as place:
        source = templates_in(Path(place) / "templates")
        project = begun(Path(place) / NAME, source)
        lines = project.root / "lines.txt"
        lines.write_text("".join(f"{apart.get(at, line)}\n" for at, line in enumerate(LINES)))
        (project.root / "own.txt").write_text(f"{mine}\n")
        commit(project.root)
        newer(source, theirs)
        done = updating.update(project, source=source)
        assert done.conflicts == ()
        assert lines.read_text().splitlines() == [
            (apart | theirs).get(at, line) for at, line in enumerate(LINES)
        ]
        assert (project.root / "own.txt").read_text() == f"{mine}\n"

"""A template that has got newer is merged into a project: what the person did always survives."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabbur.errors import BadInput, NotFound
from stabbur.projects.project import Project
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import bases, merging, updating
from stabbur.projects.templating.rendering import render

NAME = "folketall"
LINES = [f"line {number}" for number in range(12)]


def git(folder: Path, *words: str | Path) -> str:
    """What git wrote; the person that commits is nobody."""
    who = ["-c", "user.name=N", "-c", "user.email=n@localhost.invalid"]
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path) -> None:
    """Commit everything there is."""
    git(folder, "add", "--all", ".")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "Work")


def templates_in(folder: Path) -> Path:
    """A folder with one small template, that a test may change."""
    small = folder / "small"
    (small / "src" / "{{ package }}").mkdir(parents=True)
    (small / "template.toml").write_text('place = 1\ntitle = "Small"\n')
    (small / "more.txt.jinja").write_text("more of {{ name }}\n")
    (small / "src" / "{{ package }}" / "code.py.jinja").write_text("# {{ title }}\nONE = 1\nTWO = 2\n")
    newer(folder)
    return folder


def newer(source: Path, lines: dict[int, str] | None = None) -> None:
    """Let the template have other lines than it has at first."""
    text = "".join(f"{(lines or {}).get(at, line)}\n" for at, line in enumerate(LINES))
    (source / "small" / "lines.txt.jinja").write_text(text)


def begun(root: Path, source: Path, repository: Path | None = None) -> Project:
    """A project of the small template with its first commit and its base."""
    repository = repository or root
    root.mkdir(parents=True)
    render("small", root, {"name": NAME}, source=source)
    if not (repository / ".git").exists():
        git(repository, "init", "--quiet", "-b", "main")
    updating.keep_base(repository, root, "small", {"name": NAME}, source=source)
    commit(repository)
    return Project(root, NAME)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Templates that a test may change."""
    return templates_in(tmp_path / "templates")


@pytest.fixture
def project(tmp_path: Path, source: Path) -> Project:
    """A project of the small template."""
    return begun(tmp_path / NAME, source)


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


BOOK = "notebooks/folketall.ipynb"


@pytest.fixture
def book(source: Path, tmp_path: Path) -> Project:
    """A project of a template with a notebook of three cells."""
    cells(source, "x = 1", "y = 2", "z = 3")
    return begun(tmp_path / NAME, source)


def cells(source: Path, *code: str) -> None:
    """Let the notebook of the template have these cells."""
    (source / "small" / "notebooks").mkdir(exist_ok=True)
    text = "".join(f"# %% c{at}\n{one}\n\n" for at, one in enumerate(code))
    (source / "small" / "notebooks" / "{{ name }}.nb.py.jinja").write_text(text)


def sources(project: Project) -> list[str]:
    """The code of the cells of a project's notebook, which is one that Jupyter can open."""
    found = json.loads((project.root / BOOK).read_text())
    nbformat.validate(found)
    return ["".join(cell["source"]) for cell in found["cells"]]


def edited(project: Project, old: str, new: str) -> None:
    """Change the person's notebook, and commit it."""
    file = project.root / BOOK
    file.write_text(file.read_text().replace(old, new))
    commit(project.root)


def test_cells_of_a_notebook_are_merged_one_by_one(book: Project, source: Path) -> None:
    edited(book, "x = 1", "x = 10")
    cells(source, "x = 1", "y = 22", "z = 3", "new = 4")
    assert updating.update(book, source=source).conflicts == ()
    assert sources(book) == ["x = 10", "y = 22", "z = 3", "new = 4"]


def test_a_notebook_with_a_choice_to_make_can_still_be_opened(book: Project, source: Path) -> None:
    edited(book, "y = 2", "y = 20")
    cells(source, "x = 1", "y = 222", "z = 3")
    assert updating.update(book, source=source).conflicts == (BOOK,)
    first, second, third = sources(book)
    assert (first, third) == ("x = 1", "z = 3")
    assert "<<<<<<<" in second
    assert second.index("y = 20") < second.index("y = 222")


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


@pytest.mark.parametrize("name", ["untracked.txt", "secret.env"])
def test_a_file_that_git_does_not_know_is_never_written_over(
    project: Project, source: Path, name: str
) -> None:
    (project.root / ".git" / "info" / "exclude").write_text("secret.env\n")
    (project.root / name).write_text("mine\n")
    (source / "small" / f"{name}.jinja").write_text("theirs\n")
    newer(source, {3: "new"})
    with pytest.raises(BadInput, match=f"'{name}' can't be brought in"):
        updating.update(project, source=source)
    assert (project.root / name).read_text() == "mine\n"
    assert "new" not in (project.root / "lines.txt").read_text(), "all or nothing"


def test_A25_a_folder_that_is_a_link_is_not_written_through(
    project: Project, source: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    shutil.move(project.root / "src" / NAME, outside)
    (project.root / "src" / NAME).symlink_to(outside)
    code = (outside / "code.py").read_bytes()
    commit(project.root)
    changed = source / "small" / "src" / "{{ package }}" / "code.py.jinja"
    changed.write_text("ONE = 100\n")
    (changed.parent / "another.py.jinja").write_text("THREE = 3\n")
    with pytest.raises(BadInput, match="can't be brought in"):
        updating.update(project, source=source)
    assert (outside / "code.py").read_bytes() == code
    assert not (outside / "another.py").exists()


def test_A25_a_new_file_is_not_written_through_a_link_that_git_does_not_know(
    project: Project, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "disk").mkdir()
    (project.root / "extra").symlink_to(tmp_path / "disk")
    (source / "small" / "extra").mkdir()
    (source / "small" / "extra" / "another.txt").write_text("new\n")
    with pytest.raises(BadInput, match=r"'extra/another\.txt' can't be brought in .* leads out"):
        updating.update(project, source=source)
    assert list((tmp_path / "disk").iterdir()) == []


def test_a_disk_that_fills_half_way_leaves_the_project_as_it_was(
    project: Project, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file: file.read_bytes() for file in project.root.glob("*.txt")}
    newer(source, {3: "new"})
    (source / "small" / "more.txt.jinja").write_text("other\n")
    put = merging.put

    def full(target: Path, ready: Path | None) -> None:
        if target.name == "more.txt" and ready is not None and ready.read_text() == "other\n":
            raise OSError(28, "No space left on device")
        put(target, ready)

    monkeypatch.setattr(merging, "put", full)
    with pytest.raises(OSError, match="No space"):
        updating.update(project, source=source)
    assert {file: file.read_bytes() for file in project.root.glob("*.txt")} == before
    assert updating.behind(project, source=source)


def test_a_renamed_project_takes_up_what_is_new_under_its_own_name(project: Project, source: Path) -> None:
    root = project.root
    (root / "src" / NAME).rename(root / "src" / "innbyggere")
    for file in (root / kept.FILE, root / "more.txt", root / "src" / "innbyggere" / "code.py"):
        file.write_text(file.read_text().replace(NAME, "innbyggere").replace("Folketall", "Innbyggere"))
    commit(root)
    (source / "small" / "src" / "{{ package }}" / "code.py.jinja").write_text(
        "# {{ title }}\nONE = 1\nTWO = 22\n"
    )
    done = updating.update(Project(root, "innbyggere"), source=source)
    assert (root / "src" / "innbyggere" / "code.py").read_text() == "# Innbyggere\nONE = 1\nTWO = 22\n"
    assert done.conflicts == ()
    assert not (root / "src" / NAME).exists()


def test_two_projects_of_one_repository_have_each_their_base(tmp_path: Path, source: Path) -> None:
    repository = tmp_path / "repository"
    git(tmp_path, "init", "--quiet", "-b", "main", repository)
    one = begun(repository / "one", source, repository)
    two = begun(repository / "deep" / "two", source, repository)
    newer(source, {3: "new"})
    assert updating.update(one, source=source).changed == (kept.FILE, "lines.txt")
    assert updating.behind(two, source=source)
    commit(repository)
    newer(source, {3: "new", 9: "newer"})
    assert updating.update(two, source=source).conflicts == ()
    assert "newer" in (two.root / "lines.txt").read_text()
    assert "newer" not in (one.root / "lines.txt").read_text()


def test_a_clone_gets_the_base_from_its_origin(project: Project, source: Path, tmp_path: Path) -> None:
    origin = tmp_path / "origin.git"
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", origin)
    git(project.root, "remote", "add", "origin", str(origin))
    updating.refspecs(project.root)
    updating.refspecs(project.root)
    git(project.root, "push", "--quiet")
    git(tmp_path, "clone", "--quiet", origin, "clone")
    newer(source, {3: "new"})
    done = updating.update(Project(tmp_path / "clone", NAME), source=source)
    assert done.changed == (kept.FILE, "lines.txt")
    assert git(project.root, "config", "--get-all", "remote.origin.push").split() == [
        "HEAD",
        "+refs/stabbur/*:refs/stabbur/*",
    ]


def test_fetching_does_not_fail_where_nobody_pushed_a_base(project: Project, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", project.root, "plain.git")
    git(tmp_path, "clone", "--quiet", "plain.git", "clone")
    updating.refspecs(tmp_path / "clone")
    git(tmp_path / "clone", "fetch")


def test_without_a_base_nothing_is_merged_and_the_way_on_is_said(project: Project, source: Path) -> None:
    git(project.root, "update-ref", "-d", bases.REF)
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
    git(project.root, "update-ref", "-d", bases.REF)
    lines = project.root / "lines.txt"
    lines.write_text(lines.read_text().replace("line 1\n", "mine\n"))
    commit(project.root)
    newer(source, {9: "new"})
    assert updating.update(project, source=source).conflicts == ()
    assert lines.read_text().splitlines()[1:10:8] == ["mine", "new"]


def test_after_from_answers_the_next_update_merges(project: Project, source: Path) -> None:
    git(project.root, "update-ref", "-d", bases.REF)
    newer(source, {9: "new"})
    updating.update(project, from_answers=True, source=source)
    commit(project.root)
    newer(source, {9: "new", 3: "newest"})
    updating.update(project, source=source)
    assert (project.root / "lines.txt").read_text().splitlines()[3] == "newest"


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

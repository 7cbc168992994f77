"""What a merge writes: all or nothing, nothing out of the project, nothing over what git does not know."""

import shutil
from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects.project import Project
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import merging, updating
from tests.projects.templating.small import NAME, commit, newer


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

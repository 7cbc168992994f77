"""Trees of git made beside a repository: content goes in and out as it is, and nothing of the repository runs."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.projects.templating.trees import FILE, Entry, desk
from tests.projects.templating.small import git

NAMES = st.sampled_from(["a.txt", "b/c.txt", "b/æ ø.bin", "-x", "d.ipynb"])


@settings(max_examples=10, deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=40), min_size=1))
def test_files_come_back_byte_by_byte(contents: dict[str, bytes]) -> None:
    with TemporaryDirectory() as place:
        git(Path(place), "init", "--quiet", "repository")
        made = Path(place) / "made"
        for name, content in contents.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(content)
        with desk(Path(place) / "repository") as table:
            tree = table.tree(table.written(table.stored(made)))
            assert {path: table.content(entry) for path, entry in tree.items()} == contents


def test_A26_filters_and_hooks_of_the_repository_are_not_run(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "repository")
    repository = tmp_path / "repository"
    ran = tmp_path / "ran"
    git(repository, "config", "filter.bad.clean", f"touch {ran}; cat")
    git(repository, "config", "filter.bad.smudge", f"touch {ran}; cat")
    git(repository, "config", "merge.bad.driver", f"touch {ran}")
    (repository / ".gitattributes").write_text("* filter=bad merge=bad\n")
    with desk(repository) as table:
        base, left, right = ({"a": Entry(FILE, table.keep(text))} for text in (b"1\n", b"2\n", b"3\n"))
        above = table.commit(base, [], "base")
        tree, conflicts = table.merge(table.commit(left, [above], "l"), table.commit(right, [above], "r"))
        assert conflicts == ("a",)
        assert b"<<<<<<<" in table.content(table.tree(tree)["a"])
    assert not ran.exists()


def test_the_same_template_makes_the_same_commit_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for who in ("Kari", "Ola"):
        monkeypatch.setenv("GIT_AUTHOR_NAME", who)
        git(tmp_path, "init", "--quiet", who)
        with desk(tmp_path / who) as table:
            made.append(table.commit({"a": Entry(FILE, table.keep(b"1"))}, [], "What the template gave"))
    assert made[0] == made[1]


def test_a_repository_of_longer_hashes_is_served_too(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "repository")
    with desk(tmp_path / "repository") as table:
        commit = table.commit({"a": Entry(FILE, table.keep(b"1"))}, [], "longer")
    assert len(commit) == 64
    done = subprocess.run(
        ["git", "cat-file", "-t", commit], cwd=tmp_path / "repository", capture_output=True, check=True
    )
    assert done.stdout == b"commit\n"

"""Addresses that somebody typed: what is fetched, and what never reaches git."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.projects.origin.fetching import clone, place
from tests.projects.origin.conftest import git


@pytest.mark.parametrize(
    "address",
    [
        "--upload-pack=touch /tmp/owned",
        "-oProxyCommand=touch",
        "ext::sh -c touch% /tmp/owned",
        "fd::17/foo",
        "transport::address",
        "ssh://-oProxyCommand=touch/x",
        "ssh:///x",
        "git://example.no/x.git",
        "ftp://example.no/x",
        "https://kari:canary-9@example.no/x.git",
        "https://canary-9@example.no/x.git",
        "https://example.no/x.git\nnew",
        "https://[broken/x",
        "file\0",
        "",
        "  ",
    ],
)
def test_A26_address_that_git_could_misread_is_refused(address: str) -> None:
    with pytest.raises(BadInput) as error:
        place(address)
    assert error.value.code == "origin-address"
    assert error.value.hint
    assert "canary-9" not in f"{error.value}{error.value.hint}{error.value.params}"
    assert "\n" not in str(error.value)


@given(st.text(max_size=30))
@example("~0")
def test_A26_no_text_gives_an_option_or_a_helper(text: str) -> None:
    try:
        found = place(text)
    except (BadInput, NotFound):
        return
    assert isinstance(found, Path) or not found.startswith("-")
    assert isinstance(found, Path) or "::" not in found.partition("/")[0]


@pytest.mark.parametrize(
    "address",
    ["https://example.no/a/b.git", "ssh://git@example.no:22/a", "git@example.no:a/b.git", "file:///srv/a"],
)
def test_address_of_a_repository_stays_as_it_is(address: str) -> None:
    assert place(address) == address


def test_folder_is_found_and_a_missing_one_named(tmp_path: Path) -> None:
    assert place(str(tmp_path)) == tmp_path.resolve()
    with pytest.raises(NotFound, match="not-here"):
        place(str(tmp_path / "not-here"))


def test_clone_has_no_files_and_one_commit(old: Path, tmp_path: Path) -> None:
    clone(old, tmp_path / "clone")
    assert [path.name for path in (tmp_path / "clone").iterdir()] == [".git"]
    assert git(tmp_path / "clone", "rev-list", "--count", "HEAD") == "1\n"
    clone(f"file://{old}", tmp_path / "whole", history=True)
    assert git(tmp_path / "whole", "rev-list", "--count", "HEAD") == "2\n"


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("https://stabbur.invalid/a/b.git", "look at the address and at your network"),
        ("http://127.0.0.1:9/a/b.git", "look at the address and at your network"),
        ("file:///nowhere/b.git", "git ls-remote file:///nowhere/b.git"),
    ],
)
def test_address_that_can_not_be_fetched_is_told_with_what_to_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, hint: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(StabburError) as error:
        clone(address, tmp_path / "clone")
    assert hint in error.value.hint
    assert error.value.code == "git-failed"


def test_A26_hooks_and_settings_of_the_origin_do_not_run(old: Path, tmp_path: Path) -> None:
    owned = tmp_path / "owned"
    hook = old / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {owned}\n")
    hook.chmod(0o755)
    git(old, "config", "uploadpack.packObjectsHook", f"touch {owned};")
    git(old, "config", "core.fsmonitor", f"touch {owned};")
    clone(old, tmp_path / "clone")
    assert not owned.exists()


def test_A24_tree_with_git_in_it_is_refused(old: Path, tmp_path: Path) -> None:
    blob = git(old, "rev-parse", "HEAD:README.md").strip()
    entry = tmp_path / "tree"
    entry.write_text(f"100644 blob {blob}\tpost-checkout\n")
    import subprocess

    def tree(text: str) -> str:
        done = subprocess.run(
            ["git", "mktree"], cwd=old, input=text, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    inner = tree(f"100644 blob {blob}\tconfig\n")
    root = tree(f"040000 tree {inner}\t.git\n100644 blob {blob}\tpyproject.toml\n")
    commit = git(old, "commit-tree", root, "-m", "bad").strip()
    git(old, "update-ref", "refs/heads/trunk", commit)
    with pytest.raises(StabburError, match="hasDotgit"):
        clone(old, tmp_path / "clone")

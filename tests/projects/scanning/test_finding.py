"""What is to be done about a finding is a command that can be pasted."""

import shlex

import pytest

from stabbur.projects.scanning.finding import KINDS, cure


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a.csv", "-x.csv", "a b'c.csv", "a;rm -r.csv"])
def test_names_are_quoted_for_the_shell(kind: str, name: str) -> None:
    told = cure(kind, name, "git restore --staged --")
    assert shlex.quote(name) in told
    if kind not in ("output", "conflict"):
        assert shlex.split(told.partition(f"{shlex.quote(name)}")[0]) == ["git", "restore", "--staged", "--"]

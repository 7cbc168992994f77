"""Names that look like another one, and names that the installation does not let in."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput, NotAllowed
from stabbur.projects.dependencies import add, names
from stabbur.projects.project import Project
from stabbur.settings import Settings
from tests.projects.small import settle, small
from tests.servers.index import Index

LONG = sorted(name for name in names.known() if len(name) >= 6)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reqeusts", "requests"),
        ("request", "requests"),
        ("pandsa", "pandas"),
        ("numpi", "numpy"),
        ("p0lars", "polars"),
        ("scikit-leran", "scikit-learn"),
        ("scikitlearn", "scikit-learn"),
        ("dateutil", "python-dateutil"),
        ("python-pandas", "pandas"),
        ("beautifulsoup", "beautifulsoup4"),
        ("matplotlib-", "matplotlib"),
        ("matpotllib", "matplotlib"),
    ],
)
def test_name_that_looks_like_another_is_found(typed: str, meant: str) -> None:
    assert names.looks_like(typed, names.known()) == meant


@pytest.mark.parametrize(
    "name", ["pandas", "scapy", "scipy", "six", "attr5-of-mine", "folketall", "zzz", "ab"]
)
def test_name_of_its_own_is_let_through(name: str) -> None:
    assert names.looks_like(name, names.known()) == ""


@given(st.sampled_from(LONG), st.data())
def test_one_slip_in_a_known_name_is_always_seen(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    slip = data.draw(st.sampled_from(["out", "in", "changed", "swapped"]))
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    typed = {
        "out": name[:at] + name[at + 1 :],
        "in": name[:at] + letter + name[at:],
        "changed": name[:at] + letter + name[at + 1 :],
        "swapped": swapped,
    }[slip]
    assert typed in names.known() or names.looks_like(typed, names.known())


@given(st.sampled_from(sorted(names.known())))
def test_known_name_looks_like_no_other(name: str) -> None:
    assert names.looks_like(name, names.known()) == ""


def test_name_is_held_against_what_the_project_has(project: Project, index: Index) -> None:
    index.add("folketallet-registeret", "1.0")
    index.add("folketallet-registret", "1.0")
    add(project, ["folketallet-registeret"])
    with pytest.raises(BadInput, match="looks like 'folketallet-registeret'") as error:
        add(project, ["folketallet-registret"])
    assert error.value.code == "package-alike"
    assert error.value.hint.endswith("stabbur add folketallet-registret --accept name")
    changes = add(project, ["folketallet-registret"], accept=["name"])
    assert [one.name for one in changes] == ["folketallet-registret"]


def test_name_that_looks_like_another_is_refused_before_anything_is_asked(
    project: Project, index: Index
) -> None:
    with pytest.raises(BadInput, match="'reqeusts' looks like 'requests'"):
        add(project, ["reqeusts"])
    assert not index.asked


def ruled(**packages: object) -> Settings:
    return Settings.model_validate({"packages": packages})


@pytest.mark.parametrize("rule", ["left-pad", "Left_Pad", "left-*", "*"])
def test_denied_name_is_refused_whatever_is_accepted(rule: str) -> None:
    with pytest.raises(NotAllowed, match="not let in here") as error:
        names.ruled("left-pad", ruled(deny=[rule], allow=["left-pad"]))
    assert error.value.code == "package-denied"
    names.ruled("right-pad", ruled(deny=["left-pad"]))


def test_list_of_what_is_let_in_refuses_the_rest() -> None:
    allowed = ruled(allow=["pandas", "ssb-*"])
    names.ruled("pandas", allowed)
    names.ruled("ssb-klass-python", allowed)
    with pytest.raises(NotAllowed, match=r"not among the packages that packages\.allow lets in"):
        names.ruled("polars", allowed)
    names.ruled("polars", allowed, named=False)


def test_denied_package_does_not_come_in_with_another(project: Project, index: Index, home: Path) -> None:
    settle(home, index, 'advisories = "off"\ndeny = ["stabbur-test-leaf"]\n')
    before = (project.root / "pyproject.toml").read_bytes()
    with pytest.raises(NotAllowed, match="'stabbur-test-leaf' is not let in"):
        add(project, ["stabbur-test-tree"], accept=["name", "age", "advisories"])
    assert (project.root / "pyproject.toml").read_bytes() == before
    assert not project.environment.exists()


def test_denied_package_does_not_come_in_by_git_either(project: Project, index: Index, home: Path) -> None:
    settle(home, index, 'deny = ["left-pad"]\n')
    with pytest.raises(NotAllowed, match="'left-pad' is not let in"):
        add(project, ["left-pad @ git+https://git.example.no/a/left-pad@v1"])
    settle(home, index, 'allow = ["pandas"]\nadvisories = "off"\n')
    with pytest.raises(NotAllowed, match=r"packages\.allow"):
        add(project, ["left-pad @ git+https://git.example.no/a/left-pad@v1"])
    own = small(project.root.parent / "own", name="own")
    assert [one.name for one in add(project, [str(own.root)])] == ["own"]

"""What a person may ask for, and what is said of the rest; no password of an address is ever taken or shown."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from stabbur.errors import BadInput, StabburError
from stabbur.projects.dependencies import wanted
from stabbur.projects.dependencies.wanted import Wanted
from stabbur.projects.project import Project
from tests.projects.small import small


@pytest.fixture
def project(tmp_path: Path, home: Path) -> Project:
    return small(tmp_path / "small")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pandas", Wanted("pandas", "pandas")),
        (" Ruamel.YAML ", Wanted("ruamel-yaml", "ruamel-yaml")),
        ("pandas[excel]>=3,<4", Wanted("pandas", "pandas[excel]<4,>=3")),
        (
            "other @ git+https://git.example.no/a/other.git@v1",
            Wanted("other", "other", {"git": "https://git.example.no/a/other.git", "rev": "v1"}),
        ),
        (
            "Other[x]@git+ssh://git@git.example.no/a/other@main#subdirectory=py/other",
            Wanted(
                "other",
                "other[x]",
                {"git": "ssh://git@git.example.no/a/other", "rev": "main", "subdirectory": "py/other"},
            ),
        ),
    ],
)
def test_what_is_asked_for_is_read(project: Project, text: str, found: Wanted) -> None:
    assert wanted.read(text, project) == found


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("pandas-", "package-name", "did you mean 'pandas'?"),
        ("pаndas", "package-name", "did you mean 'pandas'?"),
        ("", "package-name", "such as pandas"),
        ("--index-url", "package-name", "such as pandas"),
        ("pandas >= ", "package-name", "did you mean 'pandas'?"),
        ("pandas @ https://files.example.no/pandas.whl", "package-name", "git+https://"),
        ("small", "package-itself", "another package"),
        ("../nowhere", "package-path", "the folder of a project"),
        ("some/folder", "package-path", "the folder of a project"),
        ("/", "package-path", "the folder of a project"),
        ("git+http://git.example.no/a/b", "package-git", "git+https://"),
    ],
)
def test_what_can_not_be_asked_for_says_what_can(project: Project, text: str, code: str, told: str) -> None:
    with pytest.raises(BadInput) as error:
        wanted.read(text, project)
    assert error.value.code == code
    assert told in error.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "git+ext::sh -c id",
        "git+https://git.example.no/a/b@--upload-pack=id",
        "git+https://git.example.no/a/b@v1\n--upload-pack=id",
        "git+ssh://-oProxyCommand=id/a/b",
        "git+file://--upload-pack=id",
        "b @ git+https://git.example.no/a/b@v1#subdirectory=../../etc",
    ],
)
def test_A26_address_and_version_of_a_repository_are_no_options(project: Project, text: str) -> None:
    with pytest.raises(BadInput) as error:
        wanted.read(text, project)
    assert error.value.code == "package-git"


@pytest.mark.parametrize("user", ["kari:hemmelig-ord@", "hemmelig-ord@", "hemmelig-ord:x-oauth-basic@"])
def test_address_with_a_password_is_refused_and_not_repeated(project: Project, user: str) -> None:
    for text in (
        f"git+https://{user}git.example.no/a/b@v1",
        f"b @ git+https://{user}git.example.no/a/b",
        f"b @ https://{user}a.no/b",
        f"https://{user}a.no/b",
    ):
        with pytest.raises(BadInput) as error:
            wanted.read(text, project)
        assert "hemmelig-ord" not in f"{error.value} {error.value.hint} {error.value.params}"


def test_folder_without_a_project_in_it_is_said(project: Project, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match=r"there is no stabbur\.toml in it"):
        wanted.read(str(tmp_path / "empty"), project)


def test_repository_that_is_not_there_is_said(project: Project, tmp_path: Path) -> None:
    with pytest.raises(StabburError, match="'git") as error:
        wanted.read(f"git+file://{tmp_path}/nowhere", project)
    assert error.value.code == "git-failed"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "there is no 'py/pyproject.toml' in it"),
        ("[project", "its 'py/pyproject.toml' is not TOML"),
        ("[project]", "its 'py/pyproject.toml' gives no project.name"),
    ],
)
def test_repository_that_is_no_package_is_named_and_no_folder_of_ours(
    project: Project, tmp_path: Path, text: str | None, told: str
) -> None:
    folder = tmp_path / "repository"
    (folder / "py").mkdir(parents=True)
    (folder / "py" / "kept").touch()
    if text is not None:
        (folder / "py" / "pyproject.toml").write_text(text, encoding="utf-8")
    who = ("-c", "user.name=N", "-c", "user.email=n@localhost.invalid")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "Work")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    with pytest.raises(BadInput) as error:
        wanted.read(f"git+file://{folder}#subdirectory=py", project)
    assert str(error.value).startswith(f"'git+file://{folder}' is no package of Python: {told}")
    assert error.value.code == "package-git"
    assert "/clone/" not in str(error.value)


@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="ab@/:~.+-#[]<>=;, git\0\n\\", max_size=40),
        st.text(max_size=20).map(lambda one: f"~{one}/x"),
        st.text(max_size=20).map(lambda one: f"x @ git+https://{one}"),
        st.text(max_size=20).map(lambda one: f"x @ git+file:///{one}"),
        st.integers(100, 6000).map(lambda n: "./" + "a" * n),
        st.integers(100, 6000).map(lambda n: "a" * n),
    )
)
def test_whatever_is_typed_is_read_or_refused_with_a_word(text: str) -> None:
    with TemporaryDirectory() as folder:
        project = small(Path(folder, "small"))
        try:
            found = wanted.read(text, project)
        except StabburError as error:
            said = error
        else:
            assert found.name == canonicalize_name(found.name)
            assert Requirement(found.text).name == found.name
            return
    assert said.hint
    assert "\n" not in str(said)

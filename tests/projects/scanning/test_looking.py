"""A commit with data, outputs, secrets or personal data is stopped; one without passes."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.projects.scanning import Finding, advice, scan
from stabbur.projects.scanning.files import Looked
from stabbur.projects.scanning.finding import KINDS
from stabbur.projects.scanning.looking import look
from tests.disclosure.scanning.test_identity import numbered
from tests.projects.git.repositories import asked, person

HIDDEN = "Sommer" + "2021!"
PARQUET = b"PAR1" + b"\0" * 100
ROOT = Path(__file__).parents[3]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, which is where the test stands."""
    person(monkeypatch, tmp_path)
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    asked(folder, "init", "-q", "-b", "main")
    return folder


def staged(top: Path, name: str, content: bytes | str) -> list[Finding]:
    """Stage one file and return what is found."""
    (top / name).parent.mkdir(parents=True, exist_ok=True)
    (top / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    asked(top, "add", "-f", "--", name)
    return scan(folder=top)


def noted(*outputs: object, source: str = "1 + 1") -> str:
    cell = {
        "cell_type": "code",
        "source": [source],
        "outputs": [*outputs],
        "metadata": {},
        "execution_count": 1,
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


PRINTED = {"output_type": "stream", "name": "stdout", "text": ["42\n"]}


@pytest.mark.parametrize(
    ("name", "content", "kind", "place"),
    [
        ("data.parquet", PARQUET, "data", ""),
        ("x.csv", "a,b\n1,2\n", "data", ""),
        ("renamed.txt", PARQUET, "data", ""),
        ("film.mp4", b"\1" * 1_000_001, "large", ""),
        ("nb.ipynb", noted(PRINTED), "output", "cell 1"),
        ("a.py", f'# a\npassword = "{HIDDEN}"\n', "secret", "line 2"),
        ("nb.ipynb", noted(source=f'password = "{HIDDEN}"'), "secret", "cell 1, line 1"),
        ("stabbur.toml", f'[sources.dvh]\npassword = "{HIDDEN}"\n', "secret", "line 2"),
        ("a.md", f"Kari\nhar {numbered('010190')}\n", "personal", "line 2"),
    ],
    ids=["data", "csv", "renamed", "large", "output", "secret", "in-notebook", "settings", "personal"],
)
def test_dapla_P5_what_is_staged_is_found(
    top: Path, name: str, content: bytes | str, kind: str, place: str
) -> None:
    (found,) = staged(top, name, content)
    assert (found.path, found.kind, found.place) == (name, kind, place)
    assert found.cure
    shown = f"{found} {' '.join(advice([found]))}"
    assert HIDDEN[:3] not in shown
    assert numbered("010190")[:4] not in shown


def test_dapla_P5_notebook_without_outputs_and_code_pass(top: Path) -> None:
    assert staged(top, "nb.ipynb", noted()) == []
    assert staged(top, "a.py", "print('Hei')\n") == []


def test_secret_in_what_a_notebook_printed_is_found(top: Path) -> None:
    printed = PRINTED | {"text": [f"postgresql://kari:{HIDDEN}@db/base\n"]}
    assert {one.kind for one in staged(top, "nb.ipynb", noted(printed))} == {"output", "secret"}


def test_cure_takes_the_file_out(top: Path) -> None:
    (before,) = staged(top, "x.csv", "a\n")
    assert before.cure.startswith("git rm --cached -- x.csv; "), (
        "before the first commit restore has no source"
    )
    asked(top, "rm", "-q", "--cached", "--", "x.csv")
    staged(top, "a.py", "1\n")
    asked(top, "commit", "-qm", "x")
    (after,) = staged(top, "x y.csv", "a\n")
    command = after.cure.partition(";")[0]
    assert command == "git restore --staged -- 'x y.csv'"
    asked(top, "restore", "--staged", "--", "x y.csv")
    assert scan(folder=top) == []


def test_one_word_of_advice_for_each_kind() -> None:
    found = [Finding(f"{n}.csv", "", "data", "table", f"git rm {n}.csv") for n in range(9)]
    assert list(advice(found)) == ["data: git rm FILE"]


def test_outputs_kept_by_choice_pass(top: Path) -> None:
    (top / ".gitattributes").write_text("*.ipynb -filter\n", encoding="utf-8")
    asked(top, "add", ".gitattributes")
    assert staged(top, "nb.ipynb", noted(PRINTED)) == []


def test_marks_and_lists_allow(top: Path) -> None:
    assert staged(top, "a.py", f'password = "{HIDDEN}"  # stabbur: allow secret\n') == []
    (top / "pyproject.toml").write_text('[tool.stabbur.scan]\nallow = ["x.csv"]\n', encoding="utf-8")
    assert staged(top, "x.csv", "a,b\n") == []
    # who allows the table has not allowed the persons in it
    (found,) = staged(top, "x.csv", f"navn,fnr\nKari,{numbered('010190')}\n")
    assert found.kind == "personal"


def test_reference_to_a_secret_is_what_we_ask_for(top: Path) -> None:
    text = '[sources.dvh]\npassword = { secret = "dvh/password" }\n[sources.b.password]\nsecret = "b/password-1"\n'
    assert staged(top, "stabbur.toml", text) == []


def test_paths_are_looked_at_where_they_lie(top: Path) -> None:
    (top / "x.csv").write_bytes(b"a\n")
    (found,) = scan([Path("x.csv")])
    assert found.cure.startswith("move x.csv elsewhere")
    assert scan(folder=top) == []


def test_list_counts_wherever_one_stands(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (top / "pyproject.toml").write_text('[tool.stabbur.scan]\nallow = ["deep/*.csv"]\n', encoding="utf-8")
    (top / "deep").mkdir()
    for name in ("deep/x.csv", "y.csv"):
        (top / name).write_bytes(b"a\n")
    assert [one.path for one in scan([Path()])] == ["y.csv"]
    monkeypatch.chdir(top / "deep")
    assert scan([Path("x.csv")]) == []
    assert [one.path for one in scan([Path("..")])] == ["../y.csv"]


def test_demo_and_lock_give_no_false_alarm() -> None:
    assert scan([ROOT / "demo", ROOT / "requirements.lock"]) == []


def test_templates_give_no_false_alarm() -> None:
    assert scan([ROOT / "src" / "stabbur" / "projects"]) == []


ENDINGS = st.sampled_from(["py", "ipynb", "toml", "md", "yaml", "env", "json", "txt", "lock", "bin", ""])
PIECES = st.sampled_from(
    [
        b'{"cells": [',
        b"]}",
        b'"outputs": [1]',
        b"password = ",
        b'"',
        b"'",
        b"://",
        b"@",
        b"PAR1",
        b"\xff\xfe",
        b"\n",
    ]
)


@given(ENDINGS, st.lists(PIECES | st.binary(max_size=40), max_size=30).map(b"".join))
def test_looking_never_fails(ending: str, content: bytes) -> None:
    for place, kind, what in look(Looked(f"stabbur.{ending}", len(content), content)):
        assert kind
        assert what
        assert re.fullmatch(r"((output of )?cell \d+)?(, )?(line \d+)?", place)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["cells", "outputs", "source", "metadata", "data", "text"]), inner
            )
        ),
    )
)
def test_any_json_can_call_itself_a_notebook(value: object) -> None:
    for content in (
        value,
        {"cells": [value], "metadata": value},
        {"cells": [{"outputs": [value], "source": value}]},
    ):
        raw = json.dumps(content).encode()
        assert all(kind in KINDS for _, kind, _ in look(Looked("a.ipynb", len(raw), raw)))

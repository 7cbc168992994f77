"""Functions leave a notebook for src/ with all they need, and it gives the same results as before."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.projects import project as projects
from stabbur.projects.notebooks import extracting
from stabbur.projects.notebooks.extracting import extract
from tests.projects.notebooks.written import project, sources, tree

FORMAT: Any = nbformat
CLIENT: Any = nbclient
CELLS = (
    "%config InlineBackend.figure_format = 'svg'\nimport math\nimport functools as ft, os\nfrom statistics import mean",
    "STEP = 3  # how far\ndata = [1, 2, 3]",
    "# adds a step\n"
    "@ft.lru_cache(maxsize=None)  # quick\n"
    "def add(x,   y=STEP):\n"
    "    '''Add: æøå.\n\n    %odd'''\n"
    "    return math.floor(x)+y  # done\n"
    "    # end\n\n\n"
    "def tell(): return add(1)\n\n\n"
    "print(add(2), tell())",
    "place = !pwd\nmean(data), STEP, add(5)",
)


def printed(file: Path) -> list[Any]:
    """Run a notebook with the project's code at hand, and return what its cells gave."""
    found = FORMAT.read(file, as_version=4)
    FORMAT.validate(found)
    CLIENT.NotebookClient(found, timeout=120, kernel_name="python3").execute()
    return [(one.get("text"), one.get("data")) for cell in found["cells"] for one in cell["outputs"]]


def test_notebook_gives_the_same_before_and_after(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project(tmp_path / "p", *CELLS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "p" / "src"))
    before = printed(file)
    done = extract(file, ["tell", "add"])
    assert done.names == ("STEP", "add", "tell")
    assert printed(file) == before
    assert sources(file)[1:3] == [
        "from folketall.analyse import STEP\ndata = [1, 2, 3]",
        "from folketall.analyse import add, tell\n\n\nprint(add(2), tell())",
    ]
    module = (tmp_path / "p" / "src" / "folketall" / "analyse.py").read_text(encoding="utf-8")
    assert module == (
        '"""Functions of analyse.ipynb."""\n\nimport functools as ft\nimport math\n\nSTEP = 3  # how far\n\n\n'
        + CELLS[2].partition("\n\n\ndef tell")[0]
        + "\n\n\ndef tell(): return add(1)\n"
    )
    environ = os.environ | {"PYTHONPATH": str(tmp_path / "p" / "src")}
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    told = subprocess.run(run, cwd=tmp_path / "p", env=environ, capture_output=True, text=True, check=False)
    assert "2 passed" in told.stdout, told.stdout


def test_again_changes_nothing(tmp_path: Path) -> None:
    file = project(tmp_path, *CELLS)
    extract(file, ["add", "tell"])
    once = tree(tmp_path)
    assert extract(file, ["add", "tell"]).names == ()
    assert extract(file, ["add"], module="other").names == ()
    assert tree(tmp_path) == once


def test_cell_with_the_tag_is_moved(tmp_path: Path) -> None:
    file = project(
        tmp_path, "import math", ("import os\nLIMIT = 3\n\n\ndef f(x):\n    return math.pi * LIMIT", "export")
    )
    assert extract(file).names == ("LIMIT", "f")
    assert sources(file)[1] == "import os\nfrom folketall.analyse import LIMIT, f"
    assert extract(file).names == ()


def test_module_and_tests_that_are_there_are_added_to(tmp_path: Path) -> None:
    file = project(
        tmp_path,
        "import math\nimport os.path\nimport os",
        "def f(x): return math.pi + os.sep",
        "def g(): return f",
    )
    extract(file, ["f"], module="mine")
    module, tests = tmp_path / "src" / "folketall" / "mine.py", tmp_path / "tests" / "test_mine.py"
    first, tested = module.read_text(encoding="utf-8"), tests.read_text(encoding="utf-8")
    extract(file, ["g"], module="mine")
    assert module.read_text(encoding="utf-8") == first + "\n\ndef g(): return f\n"
    assert tests.read_text(encoding="utf-8").endswith(
        "\n\ndef test_g() -> None:\n    assert list(inspect.signature(g).parameters) == []\n"
    )
    assert tested.partition("def test_f")[2] in tests.read_text(encoding="utf-8")
    compile(tests.read_text(encoding="utf-8"), "tests", "exec")


def test_dry_run_shows_and_changes_nothing(tmp_path: Path) -> None:
    file = project(tmp_path, *CELLS)
    before = tree(tmp_path)
    told = extract(file, ["add", "tell"], dry_run=True).difference()
    assert "+def add(x,   y=STEP):\n" in told
    assert '+    "from folketall.analyse import add, tell\\n",\n' in told
    assert tree(tmp_path) == before
    assert not (tmp_path / "tests").exists()


REFUSED = {
    "variable": ("df = int(1)", "def f(): return df", r"uses 'df', a variable of the notebook of cell 1"),
    "computed": ("x = len('a')", "def f(): return x", r"uses 'x'"),
    "changed": ("N = 1\nN += 1", "def f(): return N", r"uses 'N'"),
    "loop": ("for n in range(3): pass", "def f(): return n", r"uses 'n'"),
    "default": ("df = [i for i in 'a']", "def f(x=df): return x", r"uses 'df'"),
    "decorator": ("dec = str.upper", "@dec\ndef f(): return 1", r"uses 'dec'"),
    "inner": (
        "df = 1 + 1",
        "def f():\n    def g():\n        return [df for i in 'a']\n    return g",
        r"uses 'df'",
    ),
    "global": ("n = 1", "def f():\n    global n\n    n = 2", r"gives a new value to 'n'"),
    "changed by another": ("N = 1\ndef g():\n    global N\n    N = 2", "def f(): return N", r"uses 'N'"),
    "helper": ("def g(): return 1", "def f(): return g()", r"uses 'g', which the notebook defines in cell 1"),
    "star": ("from math import *", "def f(): return pi", r"uses 'pi', and no cell says"),
    "nowhere": ("", "def f(): return unheard", r"uses 'unheard', and no cell says"),
    "magic": ("", "def f():\n    %time 1\n    return 1", r"only IPython reads: '%time 1'"),
    "shell": ("", "def f():\n    a = !ls\n    return a", r"only IPython reads"),
    "one line": ("X = 1; Y = 2", "def f(): return X", r"'X' in cell 1 shares a line with another statement"),
    "twice": ("def f(): return 1", "def f(): return 2", r"more than once, in the cells 1, 2"),
    "inside": ("if True:\n    def f(): return 1", "", r"neither a function nor a class by itself"),
    "beside": ("import mine", "def f(): return mine.x", r"file beside the notebook: 'mine.py'"),
    "broken": ("", "def f(:\n", r"no function 'f'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cant_be_moved_is_named_and_nothing_changes(tmp_path: Path, name: str) -> None:
    first, second, told = REFUSED[name]
    file = project(tmp_path, first, second)
    (file.parent / "mine.py").write_text("x = 1\n", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(StabburError, match=told) as error:
        extract(file, ["f"])
    assert error.value.hint
    assert tree(tmp_path) == before


def test_name_that_the_code_has_is_refused(tmp_path: Path) -> None:
    file = project(tmp_path, "def f(): return 1")
    other = tmp_path / "src" / "folketall" / "other.py"
    other.write_text("def f(): return 2\n", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(Conflict, match=r"'f' is there already, in '.*other.py' line 1"):
        extract(file, ["f"])
    other.unlink()
    (tmp_path / "src" / "folketall" / "analyse.py").write_text(
        "from math import floor as f\n", encoding="utf-8"
    )
    with pytest.raises(Conflict, match="already"):
        extract(file, ["f"])
    assert sources(file) == ["def f(): return 1"]
    assert len(tree(tmp_path)) == len(before)


def test_other_meaning_of_an_import_is_refused(tmp_path: Path) -> None:
    file = project(tmp_path, "import numpy as np", "def f(): return np.pi")
    (tmp_path / "src" / "folketall" / "analyse.py").write_text("import math as np\n", encoding="utf-8")
    with pytest.raises(Conflict, match="is not what the notebook means"):
        extract(file, ["f"])


def test_notebook_of_r_is_refused_with_a_word(tmp_path: Path) -> None:
    file = project(tmp_path, "f <- function(x) x", language="R")
    with pytest.raises(BadInput, match="a notebook in r") as told:
        extract(file, ["f"])
    assert "source()" in told.value.hint


def test_neither_notebook_nor_project_nor_module_name(tmp_path: Path) -> None:
    file = project(tmp_path / "p", "def f(): return 1")
    for module in ("1a", "class", "../x", "A"):
        with pytest.raises(BadInput, match="can't be a module's name"):
            extract(file, ["f"], module=module)
    with pytest.raises(NotFound, match=r"there are notebooks/analyse\.ipynb"):
        extract(file.with_name("none.ipynb"), ["f"])
    (file.parent / "text.ipynb").write_text("[]", encoding="utf-8")
    with pytest.raises(BadInput, match="no notebook"):
        extract(file.parent / "text.ipynb", ["f"])
    with pytest.raises(NotFound, match="no function"):
        extract(file, ["g"])
    with pytest.raises(NotFound, match="no cell with the tag 'export'") as told:
        extract(file)
    assert told.value.hint == "name the functions: it has f"


@pytest.mark.parametrize("name", ["../../victim/startup", "/victim", "..", "a/b", "", "x\n"])
def test_A26_name_of_a_clone_leads_nowhere(tmp_path: Path, name: str) -> None:
    file = project(tmp_path / "p", "def f():\n    return 1")
    (tmp_path / "p" / "pyproject.toml").write_text(
        f"[project]\nname = {json.dumps(name)}\n", encoding="utf-8"
    )
    (tmp_path / "victim").mkdir()
    with pytest.raises(BadInput) as error:
        extract(file, ["f"])
    assert error.value.code == "project-bad"
    with pytest.raises(BadInput):
        projects.every(tmp_path)
    assert [*(tmp_path / "victim").iterdir()] == []


@pytest.mark.parametrize("link", ["src/folketall", "src", "tests", "src/folketall/analyse.py"])
def test_A26_link_of_a_clone_leads_nowhere(tmp_path: Path, link: str) -> None:
    file = project(tmp_path / "p", "def f():\n    return 1")
    victim, place = tmp_path / "victim", tmp_path / "p" / link
    (victim / "folketall").mkdir(parents=True)
    (victim / "analyse.py").touch()
    if place.is_dir():
        shutil.rmtree(place)
    place.symlink_to(victim / "analyse.py" if place.suffix else victim)
    before = tree(tmp_path)
    with pytest.raises(BadInput, match="leads out of the project") as error:
        extract(file, ["f"])
    assert error.value.code == "extract-outside"
    assert tree(tmp_path) == before


def test_tests_that_are_no_python_are_named(tmp_path: Path) -> None:
    file = project(tmp_path / "p", "def f():\n    return 1")
    (tmp_path / "p" / "tests").mkdir()
    (tmp_path / "p" / "tests" / "test_analyse.py").write_text("def (", encoding="utf-8")
    with pytest.raises(BadInput, match=r"test_analyse\.py' can't be read as Python") as error:
        extract(file, ["f"])
    assert error.value.code == "extract-python"


def test_pipe_among_the_code_is_not_waited_for(tmp_path: Path) -> None:
    file = project(tmp_path / "p", "def f():\n    return 1", "def g():\n    return 1")
    os.mkfifo(tmp_path / "p" / "src" / "folketall" / "pipe.py")
    assert extract(file, ["f"]).names == ("f",)
    os.mkfifo(tmp_path / "p" / "src" / "folketall" / "other.py")
    with pytest.raises(BadInput, match="is no regular file"):
        extract(file, ["g"], module="other")


def test_cell_without_a_source_and_odd_line_ends_are_read(tmp_path: Path) -> None:
    file = project(tmp_path / "p", "x = 'a\x85b\u2028c'\ndef f():\n    return '\x85'", "y = 1")
    content = json.loads(file.read_text(encoding="utf-8"))
    content["cells"][1]["source"] = None
    file.write_text(json.dumps(content), encoding="utf-8")
    assert extract(file, ["f"]).names == ("f",)
    content = json.loads(file.read_text(encoding="utf-8"))
    assert "".join(content["cells"][0]["source"]) == "x = 'a\x85b\u2028c'\nfrom folketall.analyse import f"
    module = (tmp_path / "p" / "src" / "folketall" / "analyse.py").read_text(encoding="utf-8")
    assert module.endswith("def f():\n    return '\x85'\n")


@pytest.mark.parametrize("fails", [0, 1, 2])
def test_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    file = project(tmp_path, "def f(): return 1")
    before, real, calls = tree(tmp_path), os.replace, []

    def replace(old: Path, new: Path) -> None:
        calls.append(new)
        if len(calls) > fails:
            raise KeyboardInterrupt
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        extract(file, ["f"])
    assert tree(tmp_path) == before
    assert not (tmp_path / "tests").exists()


def test_notebook_saved_in_the_meantime_is_not_overwritten(tmp_path: Path) -> None:
    file = project(tmp_path, "def f(): return 1")
    plan = extract(file, ["f"], dry_run=True)
    file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(Conflict, match="changed in the meantime"):
        extracting.replace(plan.files)
    assert tree(tmp_path) == before


COMMENT = st.sampled_from(["", "# a comment\n", "# %% odd\n", "#!\n"])
DECORATOR = st.sampled_from(["", "@staticmethod\n", "@print  # why\n", "@(lambda f:\n  f)\n"])
HEAD = st.sampled_from(
    ["def f(a, *b, c=1, **d):", "async def f( a ) :", "class f (object):", "def f(\n  a,\n):"]
)
BODY = st.lists(
    st.sampled_from(
        [
            "pass",
            "x = 'æ \\t %'",
            '"""a\n\nb"""',
            "return_ = 1  # why",
            "if 1:\n        pass",
            "y = (1\n  % 2)",
            "# more",
        ]
    ),
    max_size=4,
)
AFTER = st.sampled_from(["", "\n", "\n\nz = 1", "\n    # its own", "\n# not its own\nz = 1"])


@given(COMMENT, DECORATOR, HEAD, BODY, AFTER)
def test_source_is_kept_byte_for_byte(
    comment: str, decorator: str, head: str, body: list[str], after: str
) -> None:
    lines = "".join(f"    {line}\n" for line in [*body, "pass"])
    source = f"{comment}{decorator}{head}\n{lines}".rstrip("\n")
    own = source + ("\n    # its own" if "its own" in after and "not" not in after else "")
    with tempfile.TemporaryDirectory() as folder:
        file = project(Path(folder), "before = 1\n\n" + source + after)
        extract(file, ["f"])
        module = (Path(folder) / "src" / "folketall" / "analyse.py").read_text(encoding="utf-8")
        (left,) = sources(file)
    assert module.endswith(f"\n\n\n{own}\n")
    assert left.startswith("before = 1\n\nfrom folketall.analyse import f")
    assert ("z = 1" in left) == ("z = 1" in after)

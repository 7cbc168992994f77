"""Functions are compiled where numba is, kept where a folder lets them be, and run all the same where neither is."""

import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.disclosure.compiling import compiled

FUNCTION = '''"""A function in a file of its own."""

from stabbur.disclosure.compiling import compiled


@compiled
def twice(number: int) -> int:
    return 2 * number


print(twice(21), hasattr(twice, "py_func"))
'''


def _run(folder: Path, *, before: str = "", **environment: str) -> str:
    script = folder / "function.py"
    if not script.exists():
        script.write_text(before + FUNCTION)
    done = subprocess.run(
        [sys.executable, str(script)],
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_machine_code_is_kept_beside_the_file(tmp_path: Path) -> None:
    assert _run(tmp_path, HOME=str(tmp_path / "home")) == "42 True"
    assert list((tmp_path / "__pycache__").glob("function.twice*.nbi"))


@pytest.mark.parametrize("home", ["home", "no-folder"])
def test_a_package_where_nothing_can_be_written_runs(tmp_path: Path, home: str) -> None:
    """A file in place of a folder stops every user, root too, from making it."""
    (tmp_path / "__pycache__").write_text("")
    if home == "no-folder":
        (tmp_path / home).write_text("")
    assert _run(tmp_path, HOME=str(tmp_path / home), XDG_CACHE_HOME=str(tmp_path / home)) == "42 True"
    kept = list((tmp_path / "home").rglob("*.nbi")) if home == "home" else []
    assert bool(kept) == (home == "home")


def test_without_numba_the_function_is_itself(tmp_path: Path) -> None:
    assert (
        _run(tmp_path, before="import sys\n\nsys.modules['numba'] = None\n", HOME=str(tmp_path)) == "42 False"
    )


def test_a_compiled_function_gives_the_same() -> None:
    def third(number: int) -> int:
        return number // 3

    assert compiled(third)(10) == third(10)

"""What runs in the project's own Python: values reach the code, and its lines keep their numbers."""

from pathlib import Path

import pytest

from tests.runs.execution.conftest import Go

SCRIPT = """import sys
year = 1
# %% tags=["parameters"]
year: int = 2021  # (2000-2030)
import datetime
day = datetime.date(2021, 1, 1)
# %%
print(year, repr(day), __file__, sys.argv, __name__, sorted(name for name in dir() if name[0] != "_"))
year = "later"
print(year)
{end}
"""


def test_script_gets_its_values(small: Path, go: Go) -> None:
    (small / "a.py").write_text(SCRIPT.format(end=""))
    done = go(small, "a.py", parameters={"year": 2022, "day": "2026-02-03"})
    assert done.out.splitlines() == [
        f"2022 datetime.date(2026, 2, 3) {small}/a.py ['{small}/a.py'] __main__ ['datetime', 'day', 'sys', 'year']",
        "later",
    ]


def test_trace_names_the_lines_of_the_file(small: Path, go: Go) -> None:
    (small / "a.py").write_text(SCRIPT.format(end="1 / 0"))
    done = go(small, "a.py", parameters={"year": 2022})
    assert done.code == 1
    assert f'File "{small}/a.py", line 11, in <module>\n    1 / 0' in done.out


@pytest.mark.parametrize("how", ["def", "async def"])
def test_function_is_called_with_its_values(small: Path, go: Go, how: str) -> None:
    (small / "m.py").write_text(
        f"import datetime\n{how} f(day: datetime.date, n=1):\n    print(repr(day), n + 1)\n"
    )
    done = go(small, "m:f", parameters={"day": "2026-02-03", "n": "4"})
    assert (done.code, done.out) == (0, "datetime.date(2026, 2, 3) 5\n")


def test_function_without_values_starts_at_once(small: Path, go: Go) -> None:
    (small / "m.py").write_text("def f(n=1):\n    print(n)\n")
    assert go(small, "m:f").out == "1\n"


@pytest.mark.parametrize(
    ("entry", "parameters", "code"),
    [
        ("a.py", {"year": 1999}, 2),
        ("a.py", {"yaer": 2001}, 2),
        ("gone.py", {}, 3),
        ("m:f", {}, 3),
    ],
)
def test_what_can_not_run_says_why(
    small: Path, go: Go, entry: str, parameters: dict[str, object], code: int
) -> None:
    (small / "a.py").write_text(SCRIPT.format(end=""))
    (small / ".venv" / "stabbur-seen.json").unlink()
    done = go(small, entry, parameters=parameters)
    assert done.code == code
    assert done.reason
    assert done.reason in done.out
    assert "hint:" in done.out

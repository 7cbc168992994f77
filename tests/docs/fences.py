"""Find the runnable examples of a page and run them in a folder; what they print is compared."""

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$\s*", re.MULTILINE | re.DOTALL)
FAILS = re.compile(r"^(error:|fatal:|CONFLICT|run \S+ failed)|\.Failed$", re.IGNORECASE | re.MULTILINE)
"""What a command says that is meant to fail."""
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Example:
    """A piece of code on a page: its language, its text, the line it begins on, what it prints."""

    language: str
    body: str
    line: int
    printed: str | None


def examples(text: str) -> Iterator[Example]:
    """Yield the `python` and `console` fences of a page; a `text` fence right after is what is printed."""
    found = list(FENCE.finditer(text))
    for place, match in enumerate(found):
        if match["language"] not in {"python", "console"}:
            continue
        after = found[place + 1] if place + 1 < len(found) else None
        beside = after is not None and after.start() == match.end() and after["language"] == "text"
        printed = after["body"] if after is not None and beside else None
        yield Example(match["language"], match["body"], text[: match.start()].count("\n") + 1, printed)


def differs(want: str, got: str) -> str:
    """Return how two outputs differ, `...` standing for anything; nothing when they do not."""
    if doctest.OutputChecker().check_output(want.strip() + "\n", got.strip() + "\n", FLAGS):
        return ""
    return f"expected:\n{want}\ngot:\n{got}"


def run_python(example: Example, names: dict[str, object], page: str) -> str:
    """Run a python fence with the names of those before it; return what is wrong with its output."""
    printed = io.StringIO()
    code = compile("\n" * example.line + example.body, page, "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, names)
    return "" if example.printed is None else differs(example.printed, printed.getvalue())


def run_console(example: Example) -> str:
    """Run the `$` lines of a console fence; return what is wrong with output or exit code."""
    for command, want in commands(example.body):
        if wrong := run_command(command, want):
            return wrong
    return ""


def run_command(command: str, want: str) -> str:
    """Run what was typed and return what is wrong; `cd` alone leads on to the next command, as in a terminal."""
    if moved := re.fullmatch(r"cd (\S+)", command):
        os.chdir(moved[1])
        return ""
    bin_first = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PATH": bin_first, "COLUMNS": "100", "NO_COLOR": "1"},
    )
    got = done.stdout + done.stderr
    if done.returncode and not FAILS.search(want):
        return f"{command!r} ended with {done.returncode}:\n{got}"
    if not done.returncode and FAILS.search(want):
        return f"{command!r} ended well:\n{got}"
    wrong = differs(want, got) if want.strip() else ""
    return f"{command!r}: {wrong}" if wrong else ""


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console fence with what it prints."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, want = part.partition("\n")
        while command.endswith("\\"):
            more, _, want = want.partition("\n")
            command = command[:-1] + more
        yield command, want

"""stabbur completion: scripts without escape codes, and completion itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

STABBUR = str(Path(sys.executable).with_name("stabbur"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert done.code == 0
    assert "_STABBUR_COMPLETE" in done.out
    assert "\x1b" not in done.out
    (row,) = run("completion", shell, "--json").rows
    assert row["script"].strip() == done.out.strip()


def test_unknown_shell(run: Run) -> None:
    assert run("completion", "cmd").code == 2


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_script_is_bash(run: Run) -> None:
    done = run("completion", "bash")
    subprocess.run(["bash", "-n"], input=done.out, text=True, check=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("stabbur con", "config"), ("stabbur config show --js", "--json"), ("stabbur sources test d", "dvh")],
)
def test_completes_commands_options_and_names(tmp_path: Path, words: str, expected: str) -> None:
    (tmp_path / "stabbur.toml").write_text('[sources.dvh]\nkind = "sqlite"\n')
    environ = {
        **os.environ,
        "STABBUR_HOME": str(tmp_path / "home"),
        "_STABBUR_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run([STABBUR], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert f"plain,{expected}" in done.stdout.split("\n")

"""A command that an error gives to paste does what it says, whatever the folder in it is called."""

import re
import subprocess
from pathlib import Path

import pytest

import stabbur
from stabbur.errors import BadInput, StabburError
from stabbur.projects import cleaning
from stabbur.projects.origin import copying
from tests.projects import handmade

NAME = "x'; touch PWN; '$(touch PWN)"
PASTED = re.compile(
    r"(?:\b(?:cd|ls -\w+|rm|rm -r|rmdir|mv|cp|cat|git -C|git ls-remote|mkdir -p|chmod [0-9]+)) '?\{(?!quote|shlex|name\})"
)


def pasted(hint: str, folder: Path) -> None:
    """Let a shell do what a hint says behind its colon."""
    subprocess.run(["sh", "-c", hint.rpartition(": ")[2]], cwd=folder, capture_output=True, check=False)
    assert not (folder / "PWN").exists()


def test_hint_of_clean_names_a_folder_that_is_called_like_a_command(home: Path, tmp_path: Path) -> None:
    made = handmade.written(tmp_path / NAME, "folketall")
    handmade.environment(made)
    (made.environment / "pyvenv.cfg").unlink()
    with pytest.raises(BadInput, match="is no environment of Python") as error:
        cleaning.clean(folder=made.root)
    pasted(error.value.hint, tmp_path)


def test_hint_for_an_origin_without_a_commit_is_quoted(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    subprocess.run(["git", "init", "-q", folder], check=True)
    with pytest.raises(StabburError, match="without a commit") as error:
        copying.look(str(folder))
    pasted(error.value.hint, tmp_path)
    assert error.value.hint.startswith("git -C ")


def test_no_hint_pastes_a_path_as_it_is() -> None:
    sources = Path(stabbur.__file__).parent.rglob("*.py")
    found = {file.name: PASTED.findall(file.read_text(encoding="utf-8")) for file in sources}
    assert {name: lines for name, lines in found.items() if lines} == {}

"""What shows notebooks loads without the grammar of addresses, which still answers whoever asks."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from stabbur.packages.validation import addresses

LOADED = "import sys, stabbur.packages.notebooks; print(*sorted({'lark', 'jsonschema'} & sys.modules.keys()))"


def test_what_shows_notebooks_loads_without_the_grammar() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("jsonschema", "")


def test_grammar_is_loaded_when_it_is_asked_and_then_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "TERMS = ['iri']\ndef is_valid_syntax(term, value): return term in TERMS and ' ' not in value\n"
    (tmp_path / "rfc3987_syntax.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "rfc3987_syntax", raising=False)
    with addresses.later():
        asked = import_module("rfc3987_syntax").is_valid_syntax
    assert "rfc3987_syntax" not in sys.modules
    assert asked("iri", "https://å.no/")
    assert not asked(term="iri", value="ikke en")
    assert sys.modules["rfc3987_syntax"].TERMS == ["iri"]
    monkeypatch.delitem(sys.modules, "rfc3987_syntax")
    with addresses.later():
        assert import_module("rfc3987_syntax").TERMS == ["iri"], "asked while others load"

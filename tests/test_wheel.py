"""scripts/wheel.py: the wheel that projects take along is built when the sources changed, and only then."""

import importlib.util
import shutil
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with a copy of the sources and an environment of its own."""
    spec = importlib.util.spec_from_file_location("wheel", ROOT / "scripts" / "wheel.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("src", "docs/handbook", "docs/how-to"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name, value in (
        ("ROOT", tmp_path),
        ("FOLDER", tmp_path / "share"),
        ("STAMP", tmp_path / "share" / ".stamp"),
    ):
        monkeypatch.setattr(module, name, value)
    return module


def test_wheel_is_built_once_and_anew_when_a_source_changed(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "stabbur-0.0.1-py3-none-any.whl").write_bytes(b"of an older version")
    script.main()
    (made,) = (tmp_path / "share").glob("*.whl")
    assert made.name != "stabbur-0.0.1-py3-none-any.whl"
    first = made.stat().st_mtime_ns
    script.main()
    assert made.stat().st_mtime_ns == first
    for file in ("src/stabbur/added.py", "docs/handbook/added.md"):
        (tmp_path / file).write_text('"""New."""\n', encoding="utf-8")
        script.main()
        assert any(Path(file).name in name for name in zipfile.ZipFile(made).namelist())


def test_wheel_of_the_same_sources_is_the_same_to_the_byte(script: ModuleType, tmp_path: Path) -> None:
    script.main()
    (made,) = (tmp_path / "share").glob("*.whl")
    first = made.read_bytes()
    (tmp_path / "share" / ".stamp").unlink()
    script.main()
    assert made.read_bytes() == first, "a lock holds its hash"

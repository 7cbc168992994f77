"""What JupyterLab is started with; that it runs is held by tests/projects/test_laboratory.py."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.projects.kernels import serving, specs
from stabbur.projects.project import Project
from tests.projects import handmade


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    return handmade.written(tmp_path, git=False)


def test_every_kernel_of_the_project_is_offered_and_no_other(project: Project, tmp_path: Path) -> None:
    other = handmade.written(tmp_path, "flytting", git=False)
    specs.install(other)
    specs.install(project)
    specs.write(project, "folketall-r", ["R"], language="R")
    words = serving.words(project, 4000, "/lab", browser=False)
    offered = [word.partition("=")[2] for word in words if word.startswith("--KernelSpecManager.allowed")]
    assert offered == ["folketall", "folketall-r"]
    assert "--ServerApp.ip=127.0.0.1" in words


def test_it_starts_as_a_module_and_reads_no_grammar_of_addresses(project: Project, tmp_path: Path) -> None:
    code = "import sys\nprint(__name__, sys.argv, sys.modules.get('rfc3987_syntax', 'read'))"
    (tmp_path / "jupyterlab").mkdir()
    (tmp_path / "jupyterlab" / "__init__.py").touch()
    (tmp_path / "jupyterlab" / "__main__.py").write_text(code, encoding="utf-8")
    _, *words = serving.words(project, 4000, "/lab", browser=False)
    done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    told = [str(tmp_path / "jupyterlab" / "__main__.py"), *words[2:]]
    assert (done.stdout, done.stderr) == (f"__main__ {told} None\n", "")


def test_port_is_free() -> None:
    with socket.create_server((serving.HERE, serving.free_port())):
        assert True


def test_packages_come_from_where_the_settings_say(
    project: Project, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    (home / "stabbur.toml").write_text('[packages]\nindex = "https://nexus.example.no/simple"\n')
    assert serving.packages(told.append)["UV_DEFAULT_INDEX"].endswith("=https://nexus.example.no/simple")
    assert told == []
    # a password that is missing keeps nobody from a notebook
    (home / "stabbur.toml").write_text(
        '[packages]\nindex = "https://nexus.example.no/simple"\npassword = { secret = "nexus/password" }\n'
    )
    assert serving.packages(told.append) == {}
    assert "nexus/password" in told[0]


def test_what_is_started_in_it_finds_the_projects_programs_and_kernels(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handmade.environment(project)
    specs.install(project)
    monkeypatch.setenv("JUPYTER_PATH", "/mine")
    monkeypatch.setenv("JUPYTER_TOKEN", "known")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/settled")
    found = serving.environ(project, tmp_path / "token")
    assert found["PATH"].split(":")[0] == str(project.programs)
    assert found["JUPYTER_PATH"].split(":") == [str(specs.within(project)), "/mine"]
    assert found["JUPYTER_CONFIG_PATH"].split(":")[1] == "/settled"
    assert found["VIRTUAL_ENV"] == str(project.environment)
    assert "JUPYTER_TOKEN" not in found

"""The recipe of an image, built by Debian's buildah: no registry is asked, its base is made here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.projects.project import Project
from stabbur.runs.artefacts import building, image
from tests.projects import handmade
from tests.runs.artefacts import written

BASE = """FROM scratch
COPY base/ /
ENV PATH={python}/bin:/usr/bin:/bin
"""
MOUNTED = (sys.base_prefix, "/usr")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that needs nothing but its own code, with its artefacts, in a repository with an ignored file."""
    made = written.project(tmp_path_factory.mktemp("image"), dev=(), told="tests = false")
    (made.root / ".python-version").write_text("3.11\n")
    handmade.committed(made.root, "Begin", init=True)
    (made.root / ".env").write_text("PASSWORD=hush\n")
    place = made.root / "build" / "artefacts"
    done = building.build(made, settings.load(made.root), place)
    assert not done.failed
    return made


def test_recipe_names_python_of_the_project_and_takes_only_what_git_has(project: Project) -> None:
    folder = project.root / "build" / "artefacts" / "image"
    recipe = (folder / "Containerfile").read_text()
    assert "ARG BASE=python:3.11-slim" in recipe
    assert "--require-hashes" in recipe
    held = {
        str(file.relative_to(folder / "project")) for file in folder.rglob("project/**/*") if file.is_file()
    }
    assert "src/folketall/__init__.py" in held
    assert not held & {".env", "build/artefacts/artefacts.json"}


def test_what_a_version_file_says_stays_out_of_the_recipe(project: Project, tmp_path: Path) -> None:
    odd = Project(tmp_path, "folketall")
    (tmp_path / ".python-version").write_text("3.11\nRUN rm -rf /")
    assert "rm -rf" not in image.recipe(odd)
    assert f"python:{image.VERSION}-slim" in image.recipe(odd)


@pytest.mark.only_as("root", "mounts")  # a container in which nothing is mounted makes no image
def test_image_is_built_and_runs_the_projects_code(project: Project, tmp_path: Path) -> None:
    root = project.root / "build" / "artefacts" / "image"
    buildah = shutil.which("buildah")
    assert buildah, "buildah is missing: apt-get install buildah"
    own = ["--storage-driver", "vfs", "--root", str(tmp_path / "store"), "--runroot", str(tmp_path / "run")]
    chroot = ["--isolation", "chroot", *(word for place in MOUNTED for word in ("-v", f"{place}:{place}:ro"))]
    _base(tmp_path)
    _said(buildah, *own, "build", "--isolation", "chroot", "-t", "localhost/base", ".", folder=tmp_path)
    words = ["build", *chroot, "--build-arg", "BASE=localhost/base", "-t", "localhost/folketall", "."]
    _said(buildah, *own, *words, folder=root)
    (name,) = _said(buildah, *own, "from", "localhost/folketall", folder=root).split()
    code = "import folketall; print(folketall.__file__, folketall.double(21))"
    said = _said(buildah, *own, "run", *chroot, name, "python", "-c", code, folder=root)
    assert said.startswith("/opt/environment/lib/")
    assert said.endswith(" 42\n")


def _base(folder: Path) -> None:
    """Make what an image needs at least; programs and libraries are those of this machine."""
    base = folder / "base"
    for name in ("usr", "etc", "tmp", "opt", "proc", "sys", "dev", "run"):
        (base / name).mkdir(parents=True)
    for name in ("bin", "lib", "lib64"):
        (base / name).symlink_to(f"usr/{name}")
    (base / "etc" / "passwd").write_text("root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")
    (base / "etc" / "group").write_text("root:x:0:\n")
    (folder / "Containerfile").write_text(BASE.format(python=sys.base_prefix))


def _said(*words: str, folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_machine_without_such_a_program_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert image.how("folketall").startswith("no program builds images here (looked for buildah, ")
    assert image.how("folketall").endswith("apt-get install buildah")

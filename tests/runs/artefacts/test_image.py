"""The recipe of an image, built by Debian's buildah: no registry is asked, its base is made here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.projects.project import Project
from stabbur.runs.artefacts import building, image
from stabbur.runs.artefacts.values import Part, Result
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
def test_image_is_built_where_that_is_wished_and_runs_the_projects_code(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _base(tmp_path)
    _stored(tmp_path, monkeypatch)
    _said("buildah", "build", "--isolation", "chroot", "-t", "localhost/base", ".", folder=tmp_path)
    given = {"image_build": True, "image_base": "localhost/base", "tests": False, "notebooks": ()}
    known = settings.load(project.root)
    known = known.model_copy(update={"artefacts": known.artefacts.model_copy(update=given)})
    (part,) = _image_of(building.build(project, known, tmp_path / "made", commit="c0ffee" * 7))
    assert (part.status, part.told) == ("made", "built as localhost/folketall:c0ffeec0ffee")
    (name,) = _said("buildah", "from", "localhost/folketall:c0ffeec0ffee", folder=tmp_path).split()
    code = "import folketall; print(folketall.__file__, folketall.double(21))"
    said = _said("buildah", "run", "--isolation", "chroot", name, "python", "-c", code, folder=tmp_path)
    assert said.startswith("/opt/environment/lib/")
    assert said.endswith(" 42\n")


def test_a_build_goes_on_where_no_image_can_be_built_and_says_why(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "PROGRAMS", ("nowhere",))
    given = {"image_build": True, "tests": False, "notebooks": ()}
    known = settings.load(project.root)
    known = known.model_copy(update={"artefacts": known.artefacts.model_copy(update=given)})
    (part,) = _image_of(building.build(project, known, tmp_path / "made"))
    assert part.status == "made"
    assert part.told.startswith("not built here: no program builds images here")
    assert part.files == ("image/Containerfile",)


def _image_of(done: Result) -> list[Part]:
    return [part for part in done.parts if part.kind == "image"]


def _stored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let images lie in a folder of the test, and each step see the programs of this machine."""
    store, conf = folder / "storage.conf", folder / "containers.conf"
    store.write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/store"\nrunroot = "{folder}/run"\n')
    conf.write_text(f"[containers]\nvolumes = {json.dumps([f'{place}:{place}:ro' for place in MOUNTED])}\n")
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(store))
    monkeypatch.setenv("CONTAINERS_CONF", str(conf))


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

"""Build what a project declares under [artefacts], part by part: one that fails keeps no other from being made."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from stabbur.errors import StabburError
from stabbur.packages.notebooks import read_notebook
from stabbur.projects import plain
from stabbur.projects.environment.locking import write
from stabbur.projects.project import Project
from stabbur.runs.artefacts import checks, chosen, executables, forms, image, scripts
from stabbur.runs.artefacts.values import Part, Report, Result, Status
from stabbur.secrets import mask
from stabbur.settings import Settings
from stabbur.state.disk import failing

LARGEST = 50_000_000  # bytes of a notebook


def silent(line: str) -> None:
    """Tell nobody."""


@dataclass
class Made:
    """What a step says of itself while it runs."""

    status: Status = "made"
    told: str = ""
    files: list[Path] = field(default_factory=list)


class Builder:
    """One build: where it writes, and the parts that it has come to."""

    def __init__(
        self, project: Project, settings: Settings, place: Path, report: Report, commit: str
    ) -> None:
        self.project, self.settings, self.place, self.report = project, settings, place, report
        self.commit = commit
        self.parts: list[Part] = []

    @contextmanager
    def part(self, kind: str, of: str) -> Iterator[Made]:
        """Time a part; an error in it is what the part came to."""
        made, began = Made(), time.perf_counter()
        try:
            yield made
        except (StabburError, OSError) as error:
            made.status, made.told = "failed", mask(str(error))
        seconds = round(time.perf_counter() - began, 3)
        files = tuple(sorted(file.relative_to(self.place).as_posix() for file in made.files))
        self.parts.append(Part(kind, of, made.status, made.told, files, seconds))
        said = f": {made.told.splitlines()[0]}" if made.told else ""
        self.report(f"{kind} of '{of}' {made.status}{said} ({seconds:.1f} s)")

    def failed(self, kind: str) -> bool:
        """Tell whether a part of a kind failed."""
        return any(part.kind == kind and part.status == "failed" for part in self.parts)


def build(
    project: Project, settings: Settings, place: Path, *, commit: str = "", report: Report = silent
) -> Result:
    """Build the artefacts of a project into a folder that is put in its place whole, and return the parts.

    Parameters
    ----------
    project
        What is built; nothing of it is changed but its environment.
    settings
        What its stabbur.toml declares under [artefacts].
    place
        The folder that holds what was made afterwards; what lay in it before is gone.
    commit
        What the project stands at, for the result.
    report
        What each part is told to, a line each.

    Raises
    ------
    BadInput
        A pattern of the settings leads out of the project.
    Unavailable
        The folder can't be written.
    """
    _put_back(place)
    wanted = settings.artefacts
    notebooks = chosen.notebooks(project, wanted.notebooks)
    stories = chosen.notebooks(project, wanted.stories)
    draft = place.with_name(f".{place.name}-{uuid4().hex[:8]}")
    with failing("write", place):
        draft.mkdir(parents=True)
        try:
            builder = Builder(project, settings, draft, report, commit)
            _look(builder)
            shared = _shared(builder) if notebooks or wanted.image else None
            for one in notebooks:
                _notebook(builder, one, shared)
            if wanted.image:
                _image(builder, shared)
            for one in stories:
                _story(builder, one)
            shutil.rmtree(draft / ".shared", ignore_errors=True)
            result = Result(project.name, commit, tuple(builder.parts))
            result.write(draft)
            _take_place(draft, place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return result


def _take_place(draft: Path, place: Path) -> None:
    before = place.with_name(f".{place.name}-{uuid4().hex[:8]}-before")
    if place.is_symlink():
        place.unlink()
    if place.exists():
        place.rename(before)
    try:
        draft.rename(place)
    finally:
        _put_back(place)


def _put_back(place: Path) -> None:
    """Let what stood before stand again if a build was killed before its own took the place; else take it away."""
    with failing("write", place):
        left = list(place.parent.glob(f".{place.name}-*-before"))
        if left and not place.exists():
            left.pop().rename(place)
    for one in left:
        shutil.rmtree(one, ignore_errors=True)


def _look(builder: Builder) -> None:
    """Check environment and tests; without an environment there is nothing that tests could run in."""
    project = builder.project
    with builder.part("environment", project.name) as made:
        made.told = checks.environment(project, builder.settings, lambda line: None)
    if builder.settings.artefacts.tests and not builder.failed("environment"):
        with builder.part("tests", project.name) as made:
            made.told = checks.run_tests(project)
            if not made.told:
                made.status, made.told = "left out", "there are none"


def _shared(builder: Builder) -> Path | None:
    """Write lock and code once: every executable and the image has a copy of it."""
    place = builder.place / ".shared"
    place.mkdir()
    with builder.part("lock", builder.project.name):
        executables.environment(builder.project, builder.settings, place)
    return None if builder.failed("lock") else place


def _notebook(builder: Builder, path: Path, shared: Path | None) -> None:
    project, place, of = builder.project, builder.place, path.as_posix()
    content: dict[str, Any] = {}
    with builder.part("script", of) as made:
        raw = plain.content(project.root / path, largest=LARGEST)
        read_notebook(project.root / path)
        content = json.loads(raw)
        ending = scripts.ENDINGS.get(scripts.language(content))
        if ending is None:
            made.status, made.told = "left out", f"no scripts are made of {scripts.language(content)[:40]}"
        else:
            file = chosen.placed(place, "scripts", path, ending)
            write(file, scripts.script(content))
            made.files.append(file)
    if not content:
        return
    with builder.part("form", of) as made:
        file = chosen.placed(place, "forms", path, ".json")
        write(file, json.dumps(forms.form(content, of), ensure_ascii=False, indent=1) + "\n")
        made.files.append(file)
    if shared is not None:
        with builder.part("executable", of) as made:
            folder = chosen.placed(place, "executables", path, "")
            executables.packed(project.root / path, shared, folder)
            made.files += [file for file in folder.rglob("*") if file.is_file()]


def _image(builder: Builder, shared: Path | None) -> None:
    with builder.part("image", builder.project.name) as made:
        if shared is None:
            made.status, made.told = "left out", "it has no lock"
            return
        folder = builder.place / "image"
        image.written(builder.project, shared, folder)
        made.files.append(folder / "Containerfile")
        made.told = image.how(builder.project.name)
        wanted = builder.settings.artefacts
        if wanted.image_build:
            try:
                tag = f"localhost/{builder.project.name}:{builder.commit[:12] or 'latest'}"
                made.told = f"built as {image.built(folder, tag, wanted.image_base)}"
            except StabburError as error:  # the recipe is whole all the same
                made.told = f"not built here: {mask(str(error))}"


def _story(builder: Builder, path: Path) -> None:
    from stabbur.runs.artefacts.stories import rendered  # loads Jupyter's client, for stories only

    with builder.part("story", path.as_posix()) as made:
        page = rendered(builder.project, path, builder.settings.language)
        file = chosen.placed(builder.place, "stories", path, ".html")
        write(file, page)
        made.files.append(file)

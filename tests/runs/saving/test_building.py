"""What a save starts."""

import threading
from pathlib import Path

from sqlalchemy import Engine

from stabbur import settings
from stabbur.projects.project import Project
from stabbur.runs.queue import reading
from stabbur.runs.saving import building
from stabbur.state.engine import writing


def test_two_saves_at_once_queue_one_build(engine: Engine, home: Path, tmp_path: Path) -> None:
    known = settings.load()
    known = known.model_copy(update={"artefacts": known.artefacts.model_copy(update={"build": "save"})})
    project = Project(tmp_path, "p")

    def save(path: str) -> None:
        with writing(engine) as connection:
            building.queue(connection, project, path, 1, known, "ida")

    other = threading.Thread(target=save, args=("b.ipynb",))
    with writing(engine) as connection:
        building.queue(connection, project, "a.ipynb", 1, known, "ida")
        other.start()
        other.join(0.5)
    other.join(30)
    assert len(reading.listed(engine, purpose="build")) == 1

"""The environment that a run sees: the worker's own without its secrets, and what tells the run of itself."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from stabbur import settings as places
from stabbur.runs.keeping.secrets import given as of_project
from stabbur.runs.queue.values import Run
from stabbur.secrets import masking
from stabbur.secrets.environment import variable
from stabbur.settings.environment import CLOAKED
from stabbur.settings.places import TEST_PLACE
from stabbur.state import clock

ABOUT_ITSELF = (
    "RUN",
    "RUN_FOLDER",
    "TEST_PLACE",
    "SCHEDULED_AT",
    "INTERVAL_START",
    "INTERVAL_END",
    "PARAMETERS",
)
LEFT_OUT = {
    "VIRTUAL_ENV",
    "PYTHONHOME",
    "PYTHONPATH",
    "STABBUR_FAIL",
    *(f"STABBUR_{name}" for name in ABOUT_ITSELF),
}


@dataclass(frozen=True)
class Given:
    """What a shim is handed: the environment of the run, and what its log must not show."""

    environment: dict[str, str]
    masks: list[str]


def given(run: Run, folder: Path) -> Given:
    """Return what a run is handed."""
    secrets = of_project(Path(run.project))
    environment = of_any() | {
        "STABBUR_RUN": run.mark,
        "STABBUR_RUN_FOLDER": str(folder),
        "STABBUR_PARAMETERS": json.dumps(dict(run.parameters), ensure_ascii=False),
    }
    if run.purpose == "test":
        environment[TEST_PLACE] = str(folder / "test")
    for name, moment in (
        ("SCHEDULED_AT", run.scheduled_at),
        ("INTERVAL_START", run.interval_start),
        ("INTERVAL_END", run.interval_end),
    ):
        if moment is not None:
            environment[f"STABBUR_{name}"] = clock.text(moment)
    environment |= {variable(name): value for name, value in secrets.items()}
    return Given(environment, [form for value in secrets.values() for form in masking.forms(value)])


def of_any() -> dict[str, str]:
    """Return what any run here sees."""
    known = {name: value for name, value in without_secrets().items() if name not in LEFT_OUT}
    return known | {"STABBUR_HOME": str(places.home())}


def of_shim(given: Given) -> dict[str, str]:
    """Return the environment of what supervises a run; of a test run it tells that all below it is one.

    A program of the run with another environment, or that left its parent, finds it there.
    """
    told = {name: value for name, value in without_secrets().items() if name != TEST_PLACE}
    place = given.environment.get(TEST_PLACE)
    return told | ({TEST_PLACE: place} if place else {})


def without_secrets() -> dict[str, str]:
    """Return the environment of this process without the secrets that were given to it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(CLOAKED)}

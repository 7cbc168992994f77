"""The versions that are there already, as the gate looks at them: those that can't be read show nobody anything."""

from collections.abc import Iterator
from pathlib import Path

from stabbur.errors import Damaged
from stabbur.registry import reading
from stabbur.registry.desk import Desk
from stabbur.registry.publishing.gate.asking import Earlier, Wanted


def earlier(desk: Desk, kind: str, thing: str) -> Earlier:
    """Return what yields number and folder of each version of a package or a story, newest first."""

    def folders(wanted: Wanted) -> Iterator[tuple[int, Path]]:
        _, known = reading.rows(desk, kind, thing)
        for one in known:
            try:
                # a folder costs every file of its version, a descriptor one small file
                if kind == "story" or wanted(reading.open_version(desk, thing, one.number).descriptor):
                    yield one.number, folder_of(desk, kind, thing, one.number)
            except Damaged:
                continue

    return folders


def folder_of(desk: Desk, kind: str, thing: str, number: int) -> Path:
    """Return a local folder of a version, with every file checked."""
    if kind == "package":
        return reading.open_version(desk, thing, number).folder()
    story = reading.open_story(desk, thing, number)
    for path in story.paths:
        story.file(path)
    return story.file(story.entry).parent

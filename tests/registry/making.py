"""Small packages to publish, and what must hold after anything that went wrong."""

from pathlib import Path

import polars as pl

import stabbur as sb
from stabbur.registry import layout
from stabbur.registry.here import Here
from stabbur.state import audit
from stabbur.state.engine import reading


def package(value: int, **about: str) -> sb.Datapackage:
    """Return a package of one row."""
    made = sb.Datapackage(name="folketall", title=about.pop("title", "Folketall"), **about)
    frame = pl.DataFrame({"nr": ["0301", "1103"], "personer": [value, 144699]})
    return made.add_resource(frame, name="kommuner", schema={"primaryKey": ["nr"]})


def written(folder: Path, value: int) -> Path:
    """Return the folder of a package."""
    return package(value).write(folder / f"package-{value}")


def whole(registry: Here) -> None:
    """Assert that nothing is lost, half or doubled, and that everything is mended after a repair."""
    report = registry.check(deep=True)
    assert report.problems == ()
    for info in registry.packages():
        numbers = [one.number for one in registry.versions(info.id)]
        assert numbers == list(range(len(numbers), 0, -1)), "a number is missing or there twice"
        contents = set()
        for number in numbers:
            one = registry.open(info.id, number)
            for path in one.descriptor["files"]:
                one.file(path)
            contents.add(one.descriptor["resources"][0]["logicalHash"])
        assert len(contents) == len(numbers), "a content is published twice"
    mended = registry.repair()
    assert (mended.problems, mended.notes) == ((), ())
    with reading(registry.desk.engine) as connection:
        assert audit.broken(connection) is None
        told = [
            (one.subject, one.details["version"])
            for one in audit.read(connection, limit=10_000)
            if one.action in ("package.published", "package.adopted")
        ]
    assert len(told) == len(set(told)), "the log tells of a version twice"


def stored(registry: Here, number: int = 1) -> Path:
    """Return the Parquet file of a version in the bucket."""
    key = layout.folder("package", "demo/folketall", number)
    folder = registry.desk.store.path(key + "datapackage.json", Path()).parent
    return next(folder.glob("kommuner-*.parquet"))

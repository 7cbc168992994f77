"""What a test run made, so that its page has all that it can show."""

import os
from pathlib import Path

import polars as pl

import stabbur as sb
from stabbur import settings
from stabbur.errors import BadInput
from stabbur.registry.here import connect
from tests.hub.published import package

RUN = 34
"""The test run of `filled`."""


def fill(folder: Path) -> None:
    """Publish and write as the code of the test run did."""
    place = settings.private() / "runs" / f"{RUN}.1" / "test"
    place.parent.mkdir(parents=True, mode=0o700)
    os.environ["STABBUR_TEST_PLACE"] = str(place)
    try:
        sb.publish(package(7), owner="demo")
        sb.to_sql(
            pl.DataFrame({"nr": ["0301"]}), table="kommuner", sink=str(folder / "base.sqlite"), mode="replace"
        )
        twice = sb.Datapackage(name="brutt", title="Brutt")
        twice.add_resource(pl.DataFrame({"a": [1, 1]}), name="tall", schema={"primaryKey": ["a"]})
        try:
            sb.publish(twice, owner="demo")
        except BadInput:
            connect().withdraw("demo/folketall", 1, "feil tall")
    finally:
        del os.environ["STABBUR_TEST_PLACE"]

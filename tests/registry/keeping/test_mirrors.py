"""The bucket repeats who has access, in the bucket where the thing lies."""

import json

from stabbur.registry import records
from stabbur.registry.here import Here
from stabbur.registry.keeping.mirrors import mirror, write_mirror
from stabbur.state.engine import reading, writing
from tests.registry.making import package

ID = "demo/folketall"


def told(registry: Here) -> dict[str, str]:
    return dict(json.loads(registry.desk.store.read(f"{ID}/package.json")))


def test_a_mirror_says_what_the_state_says(registry: Here) -> None:
    registry.publish(package(1), owner="demo", access="public")
    with reading(registry.desk.engine) as connection:
        about = records.find(connection, "package", ID)
    assert about is not None
    mirror(registry.desk, about, "team")
    assert told(registry) == {"id": ID, "title": "Folketall", "access": "team"}
    with writing(registry.desk.engine) as connection:
        records.set_access(connection, about, "internal", "kari")
    write_mirror(registry.desk, "package", ID)
    assert told(registry)["access"] == "internal"


def test_of_what_is_not_published_nothing_is_said(registry: Here) -> None:
    write_mirror(registry.desk, "package", "demo/ukjent")
    assert list(registry.desk.store.list("demo/ukjent")) == []

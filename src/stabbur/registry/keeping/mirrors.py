"""Who has access, repeated in the bucket for whoever finds it without its state: never wider than the state."""

from stabbur.registry import layout, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping.marks import to_json
from stabbur.registry.records import Publication
from stabbur.state.engine import reading


def write_mirror(desk: Desk, kind: str, thing: str) -> None:
    """Repeat in the bucket who has access, for whoever finds the bucket without its state."""
    with reading(desk.engine) as connection:
        about = records.find(connection, kind, thing)
    if about is not None:
        mirror(desk, about, about.access)


def mirror(desk: Desk, about: Publication, access: str) -> None:
    """Say in the bucket that a circle has access."""
    told = {"id": about.id, "title": about.title, "access": access}
    desk.of(about.bucket).store.put(layout.mirror(about.kind, about.id), to_json(told))

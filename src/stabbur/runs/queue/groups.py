"""Groups of pipelines that share a number of places, such as those that read one database."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, insert, select, union, update

from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import Thing, demand
from stabbur.errors import BadInput
from stabbur.runs.queue import waking
from stabbur.runs.queue.claiming import PLACES
from stabbur.runs.queue.values import ACTIVE, QUEUED, RUNNING
from stabbur.state import audit
from stabbur.state.engine import reading, writing
from stabbur.state.tables import concurrency_group, pipeline, run

LONGEST = 100  # characters of a name, as the state keeps it


@dataclass(frozen=True)
class Group:
    """A group, how many of its runs may run at the same time, and how many do and wait."""

    name: str
    places: int
    running: int
    waiting: int


def listed(engine: Engine) -> list[Group]:
    """Return the groups that pipelines name or that were given places, by name."""
    named = select(pipeline.c.group_name).where(pipeline.c.group_name.is_not(None))
    of_runs = (
        select(run.c.group_name, run.c.state, func.count().label("count"))
        .where(run.c.group_name.is_not(None), run.c.state.in_(ACTIVE))
        .group_by(run.c.group_name, run.c.state)
    )
    with reading(engine) as connection:
        places = {one.name: one.cap for one in connection.execute(select(concurrency_group))}
        names = set(connection.scalars(union(named, select(concurrency_group.c.name))))
        counts = {(one.group_name, one.state): int(one[2]) for one in connection.execute(of_runs)}
    return [
        Group(name, places.get(name, PLACES), counts.get((name, RUNNING), 0), counts.get((name, QUEUED), 0))
        for name in sorted(names | {name for name, _ in counts})
    ]


def give_places(engine: Engine, name: str, places: int, *, actor: Actor | None = None) -> None:
    """Say how many runs of a group may run at the same time; what runs already goes on.

    Raises
    ------
    BadInput
        There is no place at all, or the name is empty or too long.
    NotAllowed
        The actor may not change pipelines.
    """
    actor = actor or actors.local()
    demand(actor, "pipelines:change", Thing(name))
    if not 0 < len(name) <= LONGEST:
        raise BadInput(
            f"'{name}' can't be the name of a group: it has {len(name)} characters",
            hint=f"give it a name of at most {LONGEST}, such as dvh",
            code="group-name",
            name=name,
        )
    if places < 1:
        raise BadInput(
            f"the group '{name}' can't have {places} places: it needs 1 or more",
            hint="to hold a pipeline back: stabbur pipelines pause PIPELINE",
            code="group-places",
            name=name,
            places=places,
        )
    with writing(engine) as connection:
        changed = update(concurrency_group).where(concurrency_group.c.name == name).values(cap=places)
        if not connection.execute(changed).rowcount:
            connection.execute(insert(concurrency_group).values(name=name, cap=places))
        audit.record(connection, actor.slug, "group.changed", name, {"places": places})
        waking.ring(connection)

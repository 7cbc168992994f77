"""Withdraw a version: the reason goes to the bucket, then to the state; the files stay."""

from stabbur.accounts.actor import Actor
from stabbur.errors import BadInput, Conflict
from stabbur.registry import layout, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping import adoption
from stabbur.registry.keeping.marks import to_json
from stabbur.registry.reading import check_right, find
from stabbur.state import clock
from stabbur.state.engine import writing

LONGEST_REASON = 2000


def withdraw(desk: Desk, kind: str, thing: str, number: int, reason: str, actor: Actor) -> None:
    """Mark a version as withdrawn; the same reason again changes nothing."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(
            f"withdrawing '{thing}' version {number} takes a reason of 1 to {LONGEST_REASON} characters",
            code="reason-bad",
            id=thing,
        )
    about, one = find(desk, kind, thing, number, None)
    check_right(actor, "packages:withdraw" if kind == "package" else "stories:publish", about)
    desk = desk.of(about.bucket)
    key = layout.withdrawal(kind, thing, one.number)
    told = {"reason": reason, "at": clock.text(clock.now()), "actor": actor.slug}
    if not desk.store.put(key, to_json(told), if_absent=True):
        before = adoption.reason_in_bucket(desk, kind, thing, one.number)
        if before != reason:
            raise Conflict(
                f"'{thing}' version {number} is withdrawn already: {before}",
                code="withdrawn-already",
                id=thing,
            )
    with writing(desk.engine) as connection:
        records.withdraw(connection, about, one.number, reason, actor.slug)

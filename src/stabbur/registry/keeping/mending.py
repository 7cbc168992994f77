"""Make up for what was cut off: adopt versions, align withdrawals and mirrors, remove leftovers, index."""

from contextlib import suppress
from dataclasses import asdict

from stabbur.errors import StabburError
from stabbur.registry import layout, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping import adoption, indexing
from stabbur.registry.keeping.checking import buckets, check, marks
from stabbur.registry.keeping.leftovers import sweep
from stabbur.registry.keeping.marks import to_json
from stabbur.registry.keeping.mirrors import write_mirror
from stabbur.registry.records import Publication
from stabbur.registry.values import CheckReport
from stabbur.state import audit, clock, witness
from stabbur.state.engine import reading, writing
from stabbur.state.locks import exclusive, exclusive_if_free


def repair(desk: Desk) -> CheckReport:
    """Mend what can be mended and return what a check says then."""
    with exclusive(desk.lock):
        # adopting comes first: what a mark names is no leftover
        adopt_all(desk)
        with reading(desk.engine) as connection:
            known = records.everything(connection)
        for name in buckets(desk):
            with suppress(StabburError):  # a bucket that cannot be reached is named by the check below
                there = desk.of(name)
                for about in known:
                    if about.bucket == name:
                        align(there, about)
                sweep(there)
        own_up(desk)
    if any(note.kind.startswith("index-") and note.kind != "index-behind" for note in check(desk).notes):
        indexing.rebuild(desk)
    else:
        indexing.follow(desk)
    return check(desk)


def own_up(desk: Desk) -> None:
    """When rows of the audit log are gone, say so in the log itself, for ever, and go on from there."""
    file = witness.file_of(desk.engine)
    with writing(desk.engine) as connection:
        gone = witness.missing(connection, file)
        said = audit.record(connection, "repair", "audit.cut", "audit log", asdict(gone)) if gone else None
    if said and file:
        witness.remember(file, said)


def adopt_all(desk: Desk) -> int:
    """Adopt every version that the bucket lists and the state lacks; return how many."""
    with reading(desk.engine) as connection:
        everything = records.everything(connection)
        known = {
            (one.kind, one.id, row.number)
            for one in everything
            for row in records.versions(connection, one.kind, one.id)
        }
    adopted = 0
    for name in buckets(desk):
        with suppress(StabburError):
            there = desk.of(name)
            # what lies in one bucket has its versions there: a copy of it in another is not taken for more
            elsewhere = {(one.kind, one.id) for one in everything if one.bucket != name}
            new = sorted(key for key in marks(there) - known if key[:2] not in elsewhere)
            adopted += sum(adopt_readable(there, *one) for one in new)
    return adopted


def adopt_readable(desk: Desk, kind: str, thing: str, number: int) -> bool:
    """Adopt a version unless its mark is damaged; a check names it then."""
    try:
        layout.check_id(thing)
        return adoption.adopt(desk, kind, thing, number)
    except StabburError:
        return False


def align(desk: Desk, about: Publication) -> None:
    """Make bucket and state say the same of withdrawals and of access."""
    with reading(desk.engine) as connection:
        known = records.versions(connection, about.kind, about.id)
    for one in known:
        told = adoption.reason_in_bucket(desk, about.kind, about.id, one.number)
        if told is not None and one.withdrawn is None:
            with writing(desk.engine) as connection:
                records.withdraw(connection, about, one.number, told, "repair")
        elif told is None and one.withdrawn is not None:
            reason = {"reason": one.withdrawn, "at": clock.text(clock.now()), "actor": "repair"}
            desk.store.put(
                layout.withdrawal(about.kind, about.id, one.number), to_json(reason), if_absent=True
            )
    if adoption.json_at(desk, layout.mirror(about.kind, about.id)).get("access") != about.access:
        write_mirror(desk, about.kind, about.id)


def tidy(desk: Desk, thing: str) -> None:
    """Remove what an earlier, cut publishing of a thing left, if nobody publishes just now."""
    with exclusive_if_free(desk.lock) as alone:
        if alone:
            sweep(desk, f"{thing}/")

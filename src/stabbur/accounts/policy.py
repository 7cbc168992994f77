"""One function answers whether somebody may do something to something, and why."""

from dataclasses import dataclass

from stabbur.accounts.actor import Actor
from stabbur.accounts.rights import ACCESS, RIGHTS
from stabbur.errors import BadInput, NotAllowed

OPEN = frozenset({"catalogue:search", "help:read", "api:read"})
READING = frozenset({"packages:read", "stories:read"})


@dataclass(frozen=True)
class Answer:
    """Whether it is allowed, and the reason in words."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Thing:
    """Something that is protected: its id and who has access to it."""

    id: str
    access: str = "team"


def may(actor: Actor, right: str, thing: Thing | None = None) -> Answer:
    """Answer whether an actor may use a right on a thing.

    The local person of a Stabbur without sign-in holds every right; the public reads what is public.
    """
    if right not in RIGHTS:
        raise BadInput(f"no right named '{right}': there are {', '.join(RIGHTS)}", code="right-unknown")
    if actor.kind == "local":
        return Answer(True, f"'{actor.slug}' runs this Stabbur")
    if right in OPEN:
        return Answer(True, "open to everyone")
    if right in READING and thing is None:
        return Answer(True, "some are public; each is asked for on its own")
    if right in READING and thing is not None and thing.access == "public":
        return Answer(True, f"'{thing.id}' is public")
    if right in READING and thing is not None:
        return Answer(False, f"'{thing.id}' is for {ACCESS.get(thing.access, thing.access)}")
    return Answer(False, f"the public does not hold '{right}'")


def demand(actor: Actor, right: str, thing: Thing | None = None) -> None:
    """Raise NotAllowed with the reason unless the actor may."""
    answer = may(actor, right, thing)
    if not answer:
        raise NotAllowed(
            f"'{actor.slug}' may not {RIGHTS[right][0].lower()}{RIGHTS[right][1:]}: {answer.reason}",
            code="right-missing",
            right=right,
            reason=answer.reason,
        )


def visible(actor: Actor) -> frozenset[str]:
    """Return the kinds of access whose things the actor may know of."""
    return frozenset({"public"}) if actor.kind == "public" else frozenset(ACCESS)

"""`dependencies=[right("packages:read")]` on a route: refuse a request whose actor lacks the right."""

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from stabbur.accounts.policy import Thing, may
from stabbur.accounts.rights import RIGHTS
from stabbur.errors import NotAllowed

NAMES: dict[object, str] = {}
"""The right of each check, by the check; the test of rights reads it."""


def right(name: str) -> Dependency:
    """Return the dependency that asks the policy for a right; an unknown name fails at import."""
    if name not in RIGHTS:
        raise KeyError(f"no right '{name}': rights are {', '.join(sorted(RIGHTS))}")

    async def check(request: Request) -> None:  # it asks nothing slow, and a thread would cost more
        answer = may(request.state.actor, name, Thing("", "public"))
        # which thing it is about is known later: the registry asks again with it and its access
        if not answer.allowed:
            raise NotAllowed(answer.reason, code="right-missing", right=name)

    NAMES[check] = name
    dependency: Dependency = Depends(check)
    return dependency

"""A hub with pages that an ordinary one seldom shows: `python -m tests.hub.pages.odd [FOLDER]`.

It has an address for each way to fail, and takes the texts from FOLDER when one is given.
"""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request

from stabbur import settings
from stabbur.accounts.actor import local
from stabbur.errors import BadInput, NotAllowed, StabburError, Unavailable
from stabbur.hub import serve
from stabbur.hub.app import create_app
from stabbur.hub.serving import languages
from stabbur.hub.serving.guard import Guard

FAILURES = {
    "input": BadInput("'x' is no number: it must be 1 or more", hint="use 1", code="value-bad"),
    "refused": NotAllowed("this is not yours to change", code="right-missing"),
    "down": Unavailable("the bucket does not answer", hint="try again", code="bucket-down"),
    "ours": StabburError("something went wrong in Stabbur itself", code="unexpected"),
}


def main() -> None:
    """Serve on a free port, and print it first."""
    if len(sys.argv) > 1:
        languages.FOLDER = Path(sys.argv[1])
    guard = create_app(settings.load())
    if not isinstance(guard, Guard) or not isinstance(guard.pages, FastAPI):
        raise SystemExit("the hub is no longer pages behind a guard")

    def fail(kind: str, request: Request) -> None:
        request.state.actor = local()  # the public is told that nothing is there, whatever is refused
        raise FAILURES[kind]

    guard.pages.get("/fails/{kind}")(fail)
    listening = serve.sockets(0)
    print(listening[0].getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(guard, log_level="critical", lifespan="off")).run(sockets=listening)


if __name__ == "__main__":
    main()

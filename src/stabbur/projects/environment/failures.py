"""What uv says when it fails, as an error of ours: what was wrong, of which index, and what to do."""

import re

from stabbur.errors import BadInput, Damaged, NoRoom, NotAllowed, StabburError, Unavailable
from stabbur.projects.environment import index
from stabbur.settings import Settings

REFUSED = re.compile(r"\b(401|403)\b|unauthorized|forbidden|authentication", re.IGNORECASE)
CHANGED = re.compile(r"hash mismatch|hash-checking|no hashes? match", re.IGNORECASE)
FULL = re.compile(r"no space left|os error 28|quota exceeded|os error 122", re.IGNORECASE)
VENDORED = re.compile(r"not found at: .*/vendor/stabbur-[^/]*\.whl|vendor/stabbur-[^/]*\.whl.*os error 2\b")
CLOSED = re.compile(r"permission denied|read-only file system|os error (13|30)\b", re.IGNORECASE)
SILENT = re.compile(
    r"\b(429|5\d\d)\b|error sending request|failed to fetch|failed to download|connection|timed? ?out|dns error"
    r"|unexpected end of file|could not connect|broken pipe|request failed",
    re.IGNORECASE,
)
UNRESOLVED = re.compile(
    r"no solution found|not found in the package registry|no version of|unsatisfiable|was not found"
    r"|no such file|failed to parse|invalid",
    re.IGNORECASE,
)
NOISE = re.compile(
    r"^(?:Using CPython .*|Resolved \d+ packages? in .*|warning: .*|(?:error|cause|Caused by): )"
)


def told(error: StabburError, settings: Settings) -> StabburError:
    """Return the error of ours for one of uv; one that we can't tell apart stays as it is."""
    said = _in_one_line(str(error))
    if error.code != "packages-failed":
        return error
    where, address = index.shown(settings), settings.packages.index
    if FULL.search(said):
        return NoRoom(said, hint="make room: stabbur doctor", code="storage-full")
    if "(publickey" in said:
        return NotAllowed(
            f"the host of a repository does not take your ssh key: {said}",
            hint="give it your key, which ssh-add -l lists and ssh-keygen makes; or name the repository with "
            "git+https://",
            code="git-refused",
        )
    if CLOSED.search(said) and not REFUSED.search(said):
        return Unavailable(
            said, hint="make the project's folder writable, or work in another one", code="storage-read-only"
        )
    if "Failed to parse `uv.lock`" in said:
        return BadInput(
            f"uv.lock is not whole: {said}",
            hint="after a merge: git checkout --theirs uv.lock && stabbur build; else take the last one: "
            "git checkout HEAD uv.lock (to remove it gives up every version in it)",
            code="lock-broken",
        )
    if VENDORED.search(said):
        file = re.findall(r"vendor/stabbur-[^/`]*\.whl", said)[-1]
        return BadInput(  # what uv says of it is long, and adds nothing
            f"the Stabbur of the project is not there: '{file}' is missing",
            hint="git checkout vendor, or let the one that runs take its place: stabbur upgrade stabbur",
            code="vendor-missing",
        )
    if CHANGED.search(said):
        return Damaged(
            f"a package of {where} is not the one that the lock names: {said}",
            hint="ask who keeps the index: what lies there was changed after it was locked",
            code="package-changed",
            index=address,
        )
    if REFUSED.search(said):
        return _refused(said, settings)
    # before the net: a package that does not exist is said with the address that was asked
    if UNRESOLVED.search(said) and not re.search(r"\b5\d\d\b|error sending request", said):
        return BadInput(said, hint="look at the names and versions", code="packages-unresolved")
    if SILENT.search(said):
        return Unavailable(
            f"{where} does not answer as it should: {said}",
            hint="look at your network and at packages.index: stabbur config show",
            code="index-unreachable",
            index=address,
        )
    return StabburError(said, hint="stabbur doctor", code=error.code)


def _refused(said: str, settings: Settings) -> NotAllowed:
    packages = settings.packages
    user = f"'{packages.user}'" if packages.user else "whoever signs in with no name"
    return NotAllowed(
        f"{index.shown(settings)} refuses {user}: {said}",
        hint=f"stabbur secrets set {packages.password.secret}"
        if packages.password
        else "give packages.user and packages.password",
        code="index-refused",
        index=packages.index,
    )


def _in_one_line(said: str) -> str:
    program, _, rest = said.partition(" failed: ")
    lines = [NOISE.sub("", line.strip()) for line in rest.replace("\\n", "\n").splitlines()]
    return ": ".join([f"{program} failed", *(line.rstrip(":. ") for line in lines if line)])

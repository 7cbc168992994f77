"""Push to a forge with a token that only the environment of that one git command holds."""

import base64
import os
from pathlib import Path

from stabbur.errors import BadInput, NotAllowed, StabburError, Unavailable
from stabbur.projects.git.command import git
from stabbur.secrets import Secret

SECONDS = 600.0
REFUSED = {
    # what git says, in small letters: what to do; {address} and {page} are the forge's
    "workflow` scope": "the token needs the scope workflow: {page}",
    "workflows` permission": "the token needs the permission Workflows, to write: {page}",
    "gh007": "your address of e-mail is kept private: see {address}/settings/emails",
    "gh013": "a rule of the organisation stands in the way: ask whoever runs it",
    "push rule": "a push rule of the group stands in the way: ask whoever runs it",
    "protected branch": "a rule of the owner protects the branch already: ask whoever runs it",
    "pre-receive hook declined": "a rule of the owner stands in the way: ask whoever runs it",
    "certificate": "this machine does not trust the certificate of {address}: ask whoever runs it",
    "quota": "there is no room left for this owner: ask whoever runs it",
    "403": "the token may not write there: {page}",
    "authentication failed": "the token may not write there: {page}",
}
NETWORK = (
    "could not resolve",
    "failed to connect",
    "couldn't connect",
    "timed out",
    "empty reply",
    "hung up unexpectedly",
    "connection reset",
    "returned error: 5",
)


def push(root: Path, url: str, refs: str, *, user: str, token: Secret, page: str) -> None:
    """Push refs to `origin`, which has the address `url`; what git keeps of it holds no token.

    `refs` is one by its whole name, such as `refs/heads/main`, or all below one: `refs/notes/*`.

    Raises
    ------
    NotAllowed
        The forge refused it; the hint says what to do.
    Unavailable
        The network, or the forge, failed on the way.
    """
    if os.environ.get("GIT_SSL_NO_VERIFY"):
        raise BadInput(
            "GIT_SSL_NO_VERIFY is set: the token would go to whoever says to be the forge",
            hint="unset GIT_SSL_NO_VERIFY",
            code="push-unsafe",
        )
    words = ("push", "--quiet", "--set-upstream", "--", "origin", f"{refs}:{refs}")
    try:
        git(root, *words, environ=environment(url, user, token), seconds=SECONDS)
    except StabburError as error:
        if error.code == "program-missing":
            raise
        raise refusal(error, url, page) from None


def environment(url: str, user: str, token: Secret) -> dict[str, str]:
    """Return the variables by which one git command signs in at one address, and nowhere else."""
    pair = base64.b64encode(f"{user}:{token.reveal()}".encode()).decode()
    signed = Secret(pair, name="forge sign-in")  # known, so that it is masked wherever it might be shown
    options = [
        (f"http.{url}.extraHeader", f"Authorization: Basic {signed.reveal()}"),
        (f"http.{url}.followRedirects", "false"),
        (f"http.{url}.sslVerify", "true"),
        # the longest match holds: an own rule that turns https into ssh does not bend this address
        (f"url.{url}.pushInsteadOf", url),
        ("credential.helper", ""),
        ("push.followTags", "false"),
        ("push.gpgSign", "false"),
    ]
    before = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(before) if before.isdigit() else 0
    given = {"GIT_CONFIG_COUNT": str(first + len(options)), "GIT_ASKPASS": "", "SSH_ASKPASS": ""}
    for number, (key, value) in enumerate(options, start=first):
        given |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    # a trace that somebody has on for other reasons leaves the header out
    return given | {"GIT_TRACE_REDACT": "1", "GIT_TRACE_CURL_NO_DATA": "1"}


def refusal(error: StabburError, url: str, page: str) -> StabburError:
    """Return what a failed push means to whoever pushed."""
    said = str(error).lower()
    told = str(error).removeprefix("'git push' failed: ")
    host = url.split("/", 3)
    address = "/".join(host[:3])
    for mark, hint in REFUSED.items():
        if mark in said:
            filled = hint.format(address=address, page=page)
            return NotAllowed(f"the push to '{url}' was refused: {told}", hint=filled, code="push-refused")
    if isinstance(error, Unavailable) or any(mark in said for mark in NETWORK):
        return Unavailable(
            f"the push to '{url}' did not get through: {told}",
            hint="look at your network, and try again",
            code="push-broken",
        )
    return StabburError(
        f"the push to '{url}' failed: {told}",
        hint="look at what git says, and try again",
        code="push-failed",
    )

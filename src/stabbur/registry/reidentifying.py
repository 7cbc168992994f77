"""`sb.depseudonymise` and re-keying: the policy is asked, and the audit log has who, what and why, before it happens."""

from typing import Any

from stabbur import settings
from stabbur.accounts.actor import Actor, local
from stabbur.accounts.policy import Thing, demand
from stabbur.disclosure.frame import given
from stabbur.disclosure.pseudonyms.keeping import refuse_in_test
from stabbur.disclosure.pseudonyms.keys import secret_of
from stabbur.disclosure.pseudonyms.pseudonymising import pseudonymise
from stabbur.disclosure.pseudonyms.reversing import keys_of, planned_back, reverse, without_keys
from stabbur.disclosure.pseudonyms.working import OnFailure, Rules, Work, begun
from stabbur.errors import BadInput
from stabbur.state import audit
from stabbur.state.engine import engine, writing

RIGHT = "data:reidentify"
LEAST = 10  # characters of a reason: fewer say nothing
MOST = 500


def depseudonymise(
    frame: Any,
    rules: Rules | None = None,
    *,
    reason: str,
    key: str = "",
    package: str = "",
    shared: bool = False,
    on_failure: OnFailure = "raise",
) -> Any:
    """Return a frame with the values that its pseudonyms were made of.

    The policy is asked for the right `data:reidentify`, and the audit log gets a line with who, which fields,
    keys and rows, and the reason, before anything is turned back.

    Parameters
    ----------
    frame
        A pandas, polars or Arrow frame; the same kind is returned. What `pseudonymise` made goes by itself.
    rules
        For each field its method, as for `pseudonymise`: `"siv"`, `"ff1"`, a map whose last step is one of them,
        or `"ff3-1"` to read Dapla's. When left out: those that go with the frame.
    reason
        Why, in a few words; the audit log keeps it.
    key, package, shared
        As they were when the pseudonyms were made. Of a key with several versions the one that goes with the
        frame is taken; AES-SIV tells by itself which it was, FF1 cannot.
    on_failure
        `"raise"`, or `"null"`: what is no pseudonym of the key becomes null, and a warning tells how many.

    Raises
    ------
    NotAllowed
        The right is not held; or this is a test run, whose audit log does not last.
    BadInput
        There is no reason, a method has no way back, or values are no pseudonyms of the key.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> from stabbur.disclosure.pseudonyms import create_key
    >>> create_key("folk", store="state")
    'folk@1'
    >>> hidden = sb.pseudonymise(pl.DataFrame({"fnr": ["01012012345"]}), {"fnr": "siv"}, key="folk")
    >>> sb.depseudonymise(hidden, reason="correct a mistyped income, case 26/118")["fnr"].to_list()
    ['01012012345']
    """
    work = begun(package, shared, key, on_failure)
    _noted(frame, rules, work, reason, "data.reidentified", "")
    return reverse(frame, rules, work)


def rekey(
    frame: Any,
    rules: Rules | None = None,
    *,
    to: str,
    reason: str,
    key: str = "",
    package: str = "",
    into: Rules | None = None,
) -> Any:
    """Return a frame whose pseudonyms are those of another key or version; the values themselves are not handed out.

    Parameters
    ----------
    frame
        A frame with pseudonyms.
    rules
        For each field the method that it was made with; when left out those that go with the frame.
    to
        The key that they get, such as `"skatt@2"`.
    reason
        Why, in a few words; the audit log keeps it. The right `data:reidentify` is asked for: whoever may choose
        the key decides what the data can be joined with.
    key, package
        As they were when the pseudonyms were made; the new ones are of the same package.
    into
        Other methods for the new pseudonyms, such as `"siv"` for what FF3-1 had made.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> from stabbur.disclosure.pseudonyms import create_key, rotate_key
    >>> from stabbur.registry.reidentifying import rekey
    >>> create_key("helse", store="state"), rotate_key("helse")
    ('helse@1', 'helse@2')
    >>> df = pl.DataFrame({"fnr": ["01012012345"]})
    >>> old = sb.pseudonymise(df, {"fnr": "siv"}, key="helse@1")
    >>> new = rekey(old, {"fnr": "siv"}, key="helse@1", to="helse@2", reason="the key was seen by a stranger")
    >>> new.equals(sb.pseudonymise(df, {"fnr": "siv"}, key="helse@2"))
    True
    """
    work = begun(package, False, key, "raise")
    _noted(frame, rules, work, reason, "data.rekeyed", to)
    planned = planned_back(frame, rules)[2]
    clear = reverse(frame, rules, work)
    return pseudonymise(clear, into or without_keys(planned), key=to, package=package)


def _noted(frame: Any, rules: Rules | None, work: Work, reason: object, action: str, to: str) -> None:
    """Ask the policy and write to the audit log which fields of how many rows are turned back, and why."""
    if not isinstance(reason, str) or not LEAST <= len(reason.strip()) <= MOST:
        raise BadInput(
            f"the reason '{reason}' must be text of {LEAST} to {MOST} characters",
            hint="say in a few words what the values are needed for: the audit log keeps it",
            code="reason-bad",
        )
    refuse_in_test("turns no pseudonyms back")
    actor: Actor = local()
    fields = keys_of(frame, rules, work)
    names = sorted({one["key"] for one in fields.values()})
    subject = ", ".join(secret_of(name) for name in names)[:300]
    demand(actor, RIGHT, Thing(subject))
    details: dict[str, Any] = {"reason": reason.strip(), "rows": given(frame).rows.height, "fields": fields}
    details |= {"package": work.scope.package} if work.scope.package else {}
    details |= {"to": to} if to else {}
    with writing(engine(settings.load())) as connection:
        audit.record(connection, actor.slug, action, subject, details)

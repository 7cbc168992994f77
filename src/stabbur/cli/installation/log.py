"""stabbur log: who did what to what, the newest first."""

import json
from collections.abc import Sequence

import click

from stabbur import settings
from stabbur.cli.show import json_option, show
from stabbur.errors import meant


@click.command()
@click.argument("subject", default="", metavar="[SUBJECT]")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many lines.")
@json_option
def log(subject: str, limit: int, as_json: bool) -> None:
    """Show who did what: the audit log of this Stabbur, the newest first.

    With SUBJECT, such as demo/folketall, only what was done to it. Nobody can change or delete a line unseen.
    """
    from stabbur.accounts.actor import local
    from stabbur.accounts.policy import demand
    from stabbur.cli.runs.run_rows import local as shown
    from stabbur.state.audit import read
    from stabbur.state.engine import engine, reading

    known = settings.load()
    demand(local(), "audit:read")
    with reading(engine(known)) as connection:
        rows = [vars(one) for one in read(connection, subject=subject or None, limit=limit)]
        subjects = [] if rows or not subject else sorted({one.subject for one in read(connection)})
    if not as_json:
        rows = [
            one | {"at": shown(one["at"], known.timezone), "details": written(one["details"])} for one in rows
        ]
    show(rows, as_json=as_json, empty=nothing(subject, subjects))


def nothing(subject: str, subjects: Sequence[str]) -> str:
    """Return what is said where there is no line, with the name that was probably meant."""
    if not subject:
        return "nothing was done yet"
    known = next((one for one in subjects if one.rpartition("/")[2] == subject), "")
    hint = f"did you mean '{known}'?" if known else meant(subject, subjects)
    return f"nothing was done to '{subject}'" + (f": {hint}" if hint else "")


def written(details: dict[str, object]) -> str:
    """Return the details of a line as JSON."""
    return json.dumps(details, ensure_ascii=False, default=str)

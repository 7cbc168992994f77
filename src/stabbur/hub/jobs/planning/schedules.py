"""Why a schedule that was typed is none, in the reader's words: what the prompt says too."""

import re

from stabbur.errors import StabburError
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.schedule.cron import FIELDS, LONGEST

COUNT = re.compile(r"cannot be read: it has (?P<count>\d+) (?:of \d+ )?fields")
STEP = re.compile(r"cannot be read: '(?P<part>[^']*)' steps over the whole (?P<field>[a-z ]+), which")
FIELD = re.compile(r"cannot be read: its (?P<field>[a-z ]+) is out of range or misspelt")


def wrong(page: PageMaker, error: StabburError) -> str:
    """Return what is wrong with a schedule."""
    text, said = page.text, str(error)
    if error.code == "schedule-never":
        return text("That is no schedule that ever comes. Leave it empty if it is to run by hand alone.")
    # what was typed stands in the message, too, and may itself look like what follows it
    reason = said[said.rfind("cannot be read: ") :] if "cannot be read: " in said else ""
    if found := COUNT.fullmatch(reason.partition(",")[0]):
        return text("It has %(count)s of %(all)s fields.", count=found["count"], all=len(FIELDS))
    if found := STEP.match(reason):
        return text(
            "«%(part)s» goes over more than there is of it: %(field)s.",
            part=found["part"],
            field=name(page, found["field"]),
        )
    if found := FIELD.fullmatch(reason):
        return text("One part of it cannot be so: %(field)s.", field=name(page, found["field"]))
    if reason:
        return text("It has more than %(count)s characters.", count=LONGEST)
    return text("There is no schedule of that name. Write @hourly, @daily, @weekly, @monthly or @yearly.")


def name(page: PageMaker, field: str) -> str:
    """Return what a field of a schedule is called."""
    text = page.text
    known = {
        "minute": text("minute"),
        "hour": text("hour"),
        "day of the month": text("day of the month"),
        "month": text("month"),
        "day of the week": text("day of the week"),
    }
    return known.get(field, field)

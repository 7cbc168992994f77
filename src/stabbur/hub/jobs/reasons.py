"""Why a run ended, in the reader's language where the reason is one of ours; what a program said stays as it said it."""

import datetime as dt
import re

from stabbur.hub.jobs.words import Words

CANCELLED = re.compile(r"cancelled by (?P<who>[^:]+?)(: (?P<why>.*))?", re.DOTALL)
NOT_ENDED = re.compile(r"run (?P<number>\d+) had not ended")
# a run may have written its reason itself: what only looks like one of ours must not be taken for a number or a time
MOMENT = r"20\d\d-(?:0[1-9]|1[0-2])-[0-3]\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?Z"
SECONDS = r"(?P<seconds>\d{1,9}(?:\.\d{1,9})?(?:e\+\d\d)?) s"
MISSED = re.compile(rf"(?P<count>\d+) missed: (?P<first>{MOMENT}) to (?P<last>{MOMENT})")
MANY = re.compile(
    rf"more than (?P<count>\d+) due since (?P<first>{MOMENT}), of which (?P<kept>\d+) are made good"
)
LONG = re.compile(rf"it ran more than {SECONDS}(, and stopped what supervises it)?")
SIGNAL = re.compile(r"(?:the kernel was )?ended by signal (?P<number>\d+)")
CODE = re.compile(r"(?:exit code|the kernel ended with) (?P<number>\d+)")
SILENT = re.compile(rf"the kernel did not answer for {SECONDS}")
LAUNCHES = re.compile(r"it did not begin(?: in \d+ launches)?")
CELL = re.compile(
    r"cell (?P<number>\d+) failed with (?P<error>\w+)( in line (?P<line>\d+): (?P<code>.*))?", re.DOTALL
)
SCRIPT = re.compile(
    r"(?P<file>[^/\n]+) failed with (?P<error>[\w.]+) in line (?P<line>\d+)(: (?P<code>.*))?", re.DOTALL
)
KILLED = re.compile(r"(?P<count>\d+) of its processes (?:was|were) killed for want of memory")
MISSING = re.compile(r"this needs '(?P<name>[\w.+-]{1,60})', which is not installed here")
LONGEST = 300  # characters of a line of a log or of code


def reason(words: Words, said: str) -> str:
    """Return a reason in the reader's words; empty when it is not one of ours."""
    text = words.page.text
    if found := CANCELLED.fullmatch(said):
        by = text("Stopped by %(who)s.", who=found["who"])
        return f"{by} {found['why']}" if found["why"] else by
    if found := NOT_ENDED.fullmatch(said):
        return text("Run %(number)s had not ended.", number=found["number"])
    if found := MISSED.fullmatch(said) or MANY.fullmatch(said):
        return missed(words, found.groupdict())
    if found := LONG.fullmatch(said):
        return text("It took more than %(time)s.", time=words.duration(float(found["seconds"])))
    if found := SILENT.fullmatch(said):
        return text("It did not answer for %(time)s.", time=words.duration(float(found["seconds"])))
    if found := SIGNAL.fullmatch(said):
        return text("It was ended from outside (signal %(number)s).", number=found["number"])
    if found := CODE.fullmatch(said):
        return text("It ended with the code %(number)s.", number=found["number"])
    if found := CELL.fullmatch(said):
        if found["line"]:
            return text(
                "Cell %(number)s, line %(line)s: %(error)s.",
                number=found["number"],
                line=found["line"],
                error=found["error"],
            )
        return text("Cell %(number)s: %(error)s.", number=found["number"], error=found["error"])
    if found := SCRIPT.fullmatch(said):
        where = {"file": found["file"], "line": found["line"], "error": found["error"]}
        return text("%(file)s, line %(line)s: %(error)s.", **where)
    if found := MISSING.fullmatch(said):
        return text("This needs %(name)s, which is not installed here.", name=found["name"])
    if found := KILLED.fullmatch(said):
        return text("A process inside it was stopped for want of memory.")
    return _plain(words, said)


def message(said: str, log: str) -> str:
    """Return the last line of a log that tells the error of which a reason has the kind alone; empty without one.

    What an error says may be data: it stands in no row of the state, only where the log itself is shown.

    Examples
    --------
    >>> message("a.py failed with KeyError in line 3: les()", "KeyError: 'før'\\n  les()\\nKeyError: 'nr'")
    "KeyError: 'nr'"
    """
    found = CELL.fullmatch(said) or SCRIPT.fullmatch(said)
    if found is None:
        return ""
    kind = found["error"].rpartition(".")[2]
    lines = (line.strip() for line in reversed(log.splitlines()))
    told = re.compile(rf"(?:\w+\.)*{kind}: \S.*")
    return next((line[:LONGEST] for line in lines if told.fullmatch(line)), "")


def code(said: str) -> str:
    """Return the line of code that a reason names, where it names one."""
    found = CELL.fullmatch(said) or SCRIPT.fullmatch(said)
    return (found["code"] or "")[:LONGEST] if found else ""


def missed(words: Words, found: dict[str, str]) -> str:
    """Return which times passed while nobody looked, as the reader's clock had them."""
    text, count = words.page.text, int(found["count"])
    try:
        first = words.when(dt.datetime.fromisoformat(found["first"]))
        last = words.when(dt.datetime.fromisoformat(found.get("last", found["first"])))
    except ValueError:  # such as 31 February
        return ""
    if kept := found.get("kept"):
        return text(
            "More than %(count)s times have passed since %(first)s. Made good: %(kept)s.",
            count=count,
            first=first,
            kept=kept,
        )
    if count == 1:
        return text("The time %(when)s passed while nobody looked.", when=first)
    return text(
        "%(count)s times passed while nobody looked, from %(first)s to %(last)s.",
        count=count,
        first=first,
        last=last,
    )


def _plain(words: Words, said: str) -> str:
    text = words.page.text
    if LAUNCHES.fullmatch(said):
        return text("It did not begin. The log has what is known.")
    if said == "cancelled":
        return text("It was stopped.")
    if said.startswith("its result cannot be read: "):
        return text("How it ended was written in a way that cannot be read.")
    if said.startswith(("its supervisor failed: ", "its exit code was taken by another")):
        return text("What watched it failed, so nobody saw how it ended.")
    if said.startswith("replaced by "):
        return text("A newer run took its place.")
    if said.startswith("it needed more memory than there was"):
        return text("It needed more memory than there was.")
    if said.startswith("what supervised it was killed, or the machine was started anew"):
        return text("The machine was started anew, or what watched it was killed.")
    if said.endswith("was silent: how far it came nobody knows"):
        return text("Its machine fell silent.")
    if said == "no worker renewed the lease, so it stopped itself":
        return text("Nobody watched it any more, so it stopped itself.")
    return ""

"""Why a run ended, in the reader's language where the reason is one of ours; what a program said stays as it said it."""

import re

from stabbur.hub.jobs.words import Words

CANCELLED = re.compile(r"cancelled by (?P<who>[^:]+?)(: (?P<why>.*))?", re.DOTALL)
NOT_ENDED = re.compile(r"run (?P<number>\d+) had not ended")
MISSED = re.compile(r"(?P<count>\d+) missed: .*")
LONG = re.compile(r"it ran more than (?P<seconds>[\d.e+]+) s")
SIGNAL = re.compile(r"ended by signal (?P<number>\d+)")
CODE = re.compile(r"exit code (?P<number>\d+)")
CELL = re.compile(
    r"cell (?P<number>\d+) failed with (?P<error>\w+)( in line (?P<line>\d+): (?P<code>.*))?", re.DOTALL
)
SCRIPT = re.compile(
    r"(?P<file>[^/\n]+) failed with (?P<error>[\w.]+) in line (?P<line>\d+)(: (?P<code>.*))?", re.DOTALL
)
KILLED = re.compile(r"(?P<count>\d+) of its processes were killed for want of memory")


def reason(words: Words, said: str) -> str:
    """Return a reason in the reader's words; empty when it is not one of ours."""
    text = words.page.text
    if found := CANCELLED.fullmatch(said):
        by = text("Stopped by %(who)s.", who=found["who"])
        return f"{by} {found['why']}" if found["why"] else by
    if found := NOT_ENDED.fullmatch(said):
        return text("Run %(number)s had not ended.", number=found["number"])
    if found := MISSED.fullmatch(said):
        if found["count"] == "1":
            return text("One time passed while nobody looked.")
        return text("%(count)s times passed while nobody looked.", count=found["count"])
    if found := LONG.fullmatch(said):
        return text("It took more than %(time)s.", time=words.duration(float(found["seconds"])))
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
    if found := KILLED.fullmatch(said):
        return text("A process inside it was stopped for want of memory.")
    return _plain(words, said)


def _plain(words: Words, said: str) -> str:
    text = words.page.text
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

"""The words of runs: states with their icon and colour, causes, how long, and when, as people say it."""

import datetime as dt
from dataclasses import dataclass

from babel import dates

from stabbur.hub.serving.page import PageMaker
from stabbur.runs.queue.values import Run
from stabbur.state import clock

MINUTE, HOUR, DAY = 60, 3600, 86_400
NEAR_DAYS = 7  # so far ahead a weekday says more than a date alone


@dataclass(frozen=True)
class State:
    """A state as a page shows it: word, icon, colour, and whether the icon turns."""

    name: str
    word: str
    icon: str
    colour: str

    @property
    def extra(self) -> str:
        """The class that lets the icon of what runs turn."""
        return "spin" if self.name == "running" else ""


class Words:
    """Say what there is to say of runs in one reader's language and time zone."""

    def __init__(self, page: PageMaker) -> None:
        self.page = page
        self.now = clock.now()

    def state(self, name: str) -> State:
        """Return a state in words, with icon and colour."""
        text = self.page.text
        known = {
            "queued": (text("Queued"), "Hourglass", "neutral"),
            "running": (text("Running"), "ArrowsCirclepath", "accent"),
            "succeeded": (text("Succeeded"), "CheckmarkCircle", "success"),
            "failed": (text("Failed"), "XMarkOctagon", "danger"),
            "timed_out": (text("Took too long"), "Clock", "danger"),
            "cancelled": (text("Stopped"), "Stop", "neutral"),
            "lost": (text("Outcome unknown"), "ExclamationmarkTriangle", "warning"),
            "skipped": (text("Skipped"), "Stop", "neutral"),
            "paused": (text("Paused"), "Pause", "neutral"),
            "never": (text("Has never run"), "Hourglass", "neutral"),
        }
        return State(name, *known.get(name, (name, "QuestionmarkDiamond", "neutral")))

    def cause(self, name: str, actor: str) -> str:
        """Return why a run was started."""
        text = self.page.text
        known = {
            "person": text("Started by %(who)s", who=actor),
            "schedule": text("Started by its schedule"),
            "pipeline": text("Started after another pipeline"),
            "package": text("Started by a new version of a package"),
            "bucket": text("Started by new files"),
            "push": text("Started by a push"),
            "save": text("Started by saving"),
            "retry": text("Tried again"),
        }
        return known.get(name, name)

    def purpose(self, name: str) -> str:
        """Return what kind of run it is."""
        text = self.page.text
        return {"test": text("Test run"), "build": text("Build")}.get(name, text("Run"))

    def duration(self, seconds: float | None) -> str:
        """Write how long something took: 1,2 s, 46 s, 2 min 3 s, 1 t 4 min."""
        if seconds is None:
            return "–"
        fmt, text = self.page.formats, self.page.text
        seconds = max(0.0, seconds)
        if seconds < 9.95:
            return text("%(seconds)s s", seconds=fmt.number(round(seconds, 1)))
        whole = round(seconds)
        if whole < 2 * MINUTE:
            return text("%(seconds)s s", seconds=fmt.number(whole))
        if whole < HOUR and not whole % MINUTE:
            return text("%(minutes)s min", minutes=whole // MINUTE)
        if whole < HOUR:
            return text("%(minutes)s min %(seconds)s s", minutes=whole // MINUTE, seconds=whole % MINUTE)
        minutes = round(whole / MINUTE)
        if whole < 2 * DAY and not minutes % 60:
            return text("%(hours)s h", hours=minutes // 60)
        if whole < 2 * DAY:
            return text("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)
        hours = round(whole / HOUR)
        return text("%(days)s d %(hours)s h", days=fmt.number(hours // 24), hours=hours % 24)

    def when(self, moment: dt.datetime | None) -> str:
        """Write a moment as it is said today: «i dag kl. 06.00», «torsdag 4. mars kl. 06.00»."""
        if moment is None:
            return "–"
        zone, text = self.page.formats.zone, self.page.text
        local, today = moment.astimezone(zone), self.now.astimezone(zone).date()
        away = (local.date() - today).days
        time = self.clock(local)
        if away in (-1, 0, 1):
            said = [
                text("yesterday at %(clock)s", clock=time),
                text("today at %(clock)s", clock=time),
                text("tomorrow at %(clock)s", clock=time),
            ]
            return said[away + 1]
        return text("%(day)s at %(clock)s", day=self.day(local.date()), clock=time)

    def day(self, day: dt.date) -> str:
        """Write a day: with its weekday when it is near ahead, with its year when it is another year."""
        today = self.now.astimezone(self.page.formats.zone).date()
        dot = "" if self.page.language == "en" else "."
        form = f"d{dot} MMMM" + ("" if day.year == today.year else " y")
        if 0 <= (day - today).days <= NEAR_DAYS:
            form = f"EEEE {form}"
        return dates.format_date(day, format=form, locale=self.page.formats.locale)

    def short(self, moment: dt.datetime) -> str:
        """Write a day as an axis has room for it: 1. feb."""
        dot = "" if self.page.language == "en" else "."
        local = moment.astimezone(self.page.formats.zone)
        return dates.format_date(local, format=f"d{dot} MMM", locale=self.page.formats.locale)

    def clock(self, moment: dt.datetime, seconds: bool = False) -> str:
        """Write the time of day: 06.00, in English 06:00."""
        mark = ":" if self.page.language == "en" else "."
        form = f"%H{mark}%M" + (f"{mark}%S" if seconds else "")
        return moment.astimezone(self.page.formats.zone).strftime(form)

    def passed(self, run: Run) -> float | None:
        """Return the seconds that a run has taken, or takes so far."""
        if run.started is None or run.state == "skipped":
            return None
        return float(((run.ended or self.now) - run.started).total_seconds())

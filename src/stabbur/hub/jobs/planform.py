"""The form of a pipeline's plan and resources: its fields, and what was typed as the settings take it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stabbur.errors import StabburError
from stabbur.hub.jobs.forms import Field
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.pipelines.values import Pipeline, size, size_text
from stabbur.runs.schedule import cron

FIELDS = {
    "schedule": ("schedule-never", "cron"),
    "timezone": ("zone-",),
    "memory": ("size-",),
    "tell": ("receiver", "notice"),
}
"""By which codes of errors a field is known to be the one that is wrong."""
TOLD_OF = ("failure", "recovery", "success", "missing")


def typed(row: Pipeline) -> dict[str, str]:
    """Return what stands in the form of a pipeline as it is."""
    return {
        "schedule": row.schedule,
        "timezone": row.timezone,
        "overlap": row.overlap,
        "catch_up": row.catch_up,
        "retries": str(row.retries),
        "backoff_seconds": f"{row.backoff_seconds:g}",
        "repeat_if_lost": "true" if row.repeat_if_lost else "",
        "timeout_minutes": f"{row.timeout_seconds / 60:g}" if row.timeout_seconds else "",
        "cpu": f"{row.cpu:g}" if row.cpu else "",
        "memory": size_text(row.memory_bytes) if row.memory_bytes else "",
        "tell": ", ".join(row.tell),
        **{f"of_{kind}": "true" if kind in row.tell_of else "" for kind in TOLD_OF},
    }


def wished(page: PageMaker, sent: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was typed as a pipeline's settings, and what is wrong by field."""
    errors: dict[str, str] = {}

    def number(key: str, whole: bool = False) -> Any:
        text = sent[key].strip().replace(",", ".")
        try:
            found = (int if whole else float)(text) if text else None
        except ValueError:
            found = -1
        if found is not None and not 0 <= found < 1e9:
            errors[key] = told(page, key)
        return found

    for key, look in (
        ("schedule", lambda: sent["schedule"].strip() and cron.parse(sent["schedule"], sent["timezone"])),
        ("timezone", lambda: cron.zone_of(sent["timezone"])),
        ("memory", lambda: size(sent["memory"])),
    ):
        try:
            look()
        except StabburError as error:
            field = field_of(error) or key
            errors[field] = told(page, field)
    minutes = number("timeout_minutes")
    wish = {
        "schedule": sent["schedule"].strip(),
        "timezone": sent["timezone"].strip(),
        "overlap": sent["overlap"],
        "catch_up": sent["catch_up"],
        "retries": number("retries", whole=True) or 0,
        "backoff_seconds": number("backoff_seconds") or 0.0,
        "repeat_if_lost": sent["repeat_if_lost"] == "true",
        "timeout_seconds": minutes * 60 if minutes else None,
        "cpu": number("cpu") or None,
        "memory": sent["memory"].strip(),
        "tell": tuple(one.strip() for one in sent["tell"].split(",") if one.strip()),
        "tell_of": tuple(kind for kind in TOLD_OF if sent[f"of_{kind}"] == "true"),
    }
    return wish, errors


def field_of(error: StabburError) -> str:
    """Return which field an error is about; empty when it is about none of them."""
    key = str(error.params.get("key") or "")
    if key in FIELDS:
        return key
    return next((field for field, codes in FIELDS.items() if error.code.startswith(codes)), "")


def told(page: PageMaker, key: str) -> str:
    """Return what a field takes, as it is told to whoever typed something else."""
    text = page.text
    known = {
        "schedule": text(
            "That is no schedule that ever comes. Leave it empty if it is to run by hand alone."
        ),
        "timezone": text("There is no such time zone."),
        "memory": text("That is no amount of memory. Write it as 2 GB or 800 MB."),
        "tell": text("One of them cannot be told. Write an address of e-mail as mailto:name@example.no."),
    }
    return known.get(key, text("That is no number from 0 up."))


def groups(
    page: PageMaker, values: Mapping[str, str], errors: Mapping[str, str]
) -> list[tuple[str, list[Field]]]:
    """Return the fields in their groups, with what stands in them and what is wrong."""
    text = page.text
    found = [
        (text("When"), _when(page)),
        (text("If it fails"), _failing(page)),
        (text("Resources"), _resources(page)),
        (text("Who is told"), _telling(page)),
    ]
    return [
        (
            title,
            [replace(one, value=values.get(one.key, ""), error=errors.get(one.key, "")) for one in fields],
        )
        for title, fields in found
    ]


def _when(page: PageMaker) -> list[Field]:
    text = page.text
    overlap = (
        ("skip", text("The new one is skipped")),
        ("queue", text("The new one waits")),
        ("replace", text("The old one is stopped")),
    )
    catch_up = (
        ("none", text("None is made good")),
        ("last", text("The last is made good")),
        ("all", text("All are made good")),
    )
    schedule = text(
        "Minute, hour, day of the month, month, day of the week: 0 6 * * 1-5 is every weekday at six. Empty: never by itself."
    )
    return [
        Field("schedule", text("Schedule"), hint=schedule),
        Field("timezone", text("Time zone"), hint=text("Such as Europe/Oslo.")),
        Field("overlap", text("If it still runs"), "select", choices=overlap),
        Field("catch_up", text("If times were missed"), "select", choices=catch_up),
    ]


def _failing(page: PageMaker) -> list[Field]:
    text = page.text
    repeat = text("Only if it does no harm that its work is done twice.")
    return [
        Field("retries", text("New attempts"), "number", least="0", most="100", step="1"),
        Field(
            "backoff_seconds",
            text("Seconds before the first"),
            "number",
            hint=text("Twice as long before each further one."),
            least="0",
            step="any",
        ),
        Field("repeat_if_lost", text("Repeat it also when nobody saw how it ended"), "checkbox", hint=repeat),
    ]


def _resources(page: PageMaker) -> list[Field]:
    text = page.text
    usual = text("Empty: what the settings of this machine say.")
    return [
        Field(
            "timeout_minutes", text("Minutes that it may take"), "number", hint=usual, least="0", step="any"
        ),
        Field("memory", text("Memory"), hint=text("Such as 2 GB. Empty: no limit.")),
        Field("cpu", text("Processors"), "number", hint=text("Empty: no limit."), least="0", step="any"),
    ]


def _telling(page: PageMaker) -> list[Field]:
    text = page.text
    hint = text("With commas between: mailto:name@example.no, slack, or the address of a webhook.")
    return [
        Field("tell", text("Who"), hint=hint),
        Field("of_failure", text("When it fails"), "checkbox"),
        Field("of_recovery", text("When it succeeds again"), "checkbox"),
        Field("of_success", text("Each time it succeeds"), "checkbox"),
        Field("of_missing", text("When it has not run as planned"), "checkbox"),
    ]

"""What is typed in the form of a pipeline, as its settings take it, and which field an error is about."""

from collections.abc import Mapping
from typing import Any

from stabbur.errors import StabburError
from stabbur.hub.jobs import forms
from stabbur.hub.jobs.planning import schedules
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.parameters.entry import Entry
from stabbur.runs.pipelines.values import OF_TRIGGERS, Pipeline, size, size_text
from stabbur.runs.schedule import cron
from stabbur.settings.runs import Pipeline as Wish

FIELDS = {
    "schedule": ("schedule-never", "cron"),
    "timezone": ("zone-",),
    "memory": ("size-",),
    "tell": ("receiver", "notice"),
    "name": ("pipeline-taken",),
    "after": ("pipeline-unknown", "pipeline-circle"),
}
"""By which codes of errors a field is known to be the one that is wrong."""
TOLD_OF = ("failure", "recovery", "success", "missing")
LISTS = {"after": 200, "packages": 300, "files": 300, "tell": 2000}
"""Fields of several values with commas between, and how long one of them may be."""
LONGEST_GROUP = 100


def typed(row: Pipeline) -> dict[str, str]:
    """Return what stands in the form of a pipeline as it is."""
    kinds = {kind for kind, _ in row.triggers}
    waits = {
        name: ", ".join(subject for found, subject in row.triggers if found == kind)
        for kind, name in OF_TRIGGERS.items()
    }
    return {
        **{f"p.{name}": forms.written(value) for name, value in row.parameters.items()},
        **waits,
        "on_push": "true" if "push" in kinds else "",
        "on_save": "true" if "save" in kinds else "",
        "gpu": str(row.gpu) if row.gpu else "",
        "group": row.group,
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


def usual(name: str, timezone: str) -> dict[str, str]:
    """Return what stands in the form of a pipeline that is yet to be made."""
    empty = (
        "schedule",
        "on_push",
        "on_save",
        "repeat_if_lost",
        "timeout_minutes",
        "cpu",
        "memory",
        "gpu",
        "group",
    )
    fields = Wish.model_fields
    return {
        **dict.fromkeys((*empty, *LISTS), ""),
        "name": name,
        "timezone": timezone,
        **{key: str(fields[key].default) for key in ("overlap", "catch_up", "retries")},
        "backoff_seconds": f"{fields['backoff_seconds'].default:g}",
        **{f"of_{kind}": "true" if kind in fields["tell_of"].default else "" for kind in TOLD_OF},
    }


def asked(
    page: PageMaker, entry: Entry | None, sent: Mapping[str, str], was: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Return what a form that was sent wishes, as it was typed, and what is wrong, each by field.

    A parameter is kept where it is given otherwise than the entry has it itself; `was` has those that were given.
    """
    known = usual("", "")
    text = {key: sent.get(key, "") for key in known}
    wish, errors = wished(page, text)
    errors |= {key: unfit for key, value in text.items() if (unfit := forms.unfit(page, value))}
    if entry is None:
        return wish, text, errors
    values, said, wrong = forms.given(page, entry.parameters, sent)
    own = {one.name: forms.written(one.default) for one in entry.parameters}
    kept = {name: value for name, value in values.items() if name in was or forms.written(value) != own[name]}
    wish["parameters"] = {**dict.fromkeys((name for name in was if name not in kept), ""), **kept}
    text |= {f"p.{name}": value for name, value in said.items()}
    return wish, text, errors | {f"p.{name}": told for name, told in wrong.items()}


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
            errors[field] = schedules.wrong(page, error) if field == "schedule" else told(page, field)
    lists = {key: tuple(one.strip() for one in sent[key].split(",") if one.strip()) for key in LISTS}
    errors |= {
        key: told(page, key) for key, most in LISTS.items() if any(len(one) > most for one in lists[key])
    }
    if len(sent["group"].strip()) > LONGEST_GROUP:
        errors["group"] = told(page, "group")
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
        **lists,
        "gpu": number("gpu", whole=True) or 0,
        "group": sent["group"].strip(),
        **{key: sent[key] == "true" for key in ("on_push", "on_save")},
        "tell_of": tuple(kind for kind in TOLD_OF if sent[f"of_{kind}"] == "true"),
    }
    return wish, errors


def field_of(error: StabburError, name: str = "") -> str:
    """Return which field an error is about; empty when it is about none of them; `name` was typed as the pipeline's."""
    key = str(error.params.get("key") or "").replace("timeout_seconds", "timeout_minutes")
    if key in usual("", ""):
        return key
    if error.code == "pipeline-name":
        return "name" if name and error.params.get("name") == name[:80] else "after"
    if error.code == "pipeline-trigger":
        return "packages" if "name" in error.params else "files"
    return next((field for field, codes in FIELDS.items() if error.code.startswith(codes)), "")


def told(page: PageMaker, key: str) -> str:
    """Return what a field takes, as it is told to whoever typed something else."""
    text = page.text
    known = {
        "name": text("It takes a-z, 0-9, - and _, and no other pipeline may have it."),
        "schedule": text(
            "That is no schedule that ever comes. Leave it empty if it is to run by hand alone."
        ),
        "timezone": text("There is no such time zone."),
        "memory": text("That is no amount of memory. Write it as 2 GB or 800 MB."),
        "tell": text("One of them cannot be told. Write an address of e-mail as mailto:name@example.no."),
        "after": text("One of them is no pipeline, or waits for this one itself."),
        "packages": text("One of them is no package. Write it as owner/name."),
        "files": text("One of them is in no bucket of the settings. Write it as bucket/path."),
        "group": text("The name of a group has at most 100 characters."),
        "retries": text("That is no number from 0 to 100."),
        "overlap": text("Choose one of them."),
        "catch_up": text("Choose one of them."),
    }
    return known.get(key, text("That is no number from 0 up."))

"""Look at what was wished of a pipeline before anything is kept: each mistake names the value and the cure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stabbur import seams
from stabbur.errors import BadInput, Conflict, NotFound, meant
from stabbur.runs.notices.receivers import receiver
from stabbur.runs.parameters.sayable import sayable
from stabbur.runs.pipelines import entries
from stabbur.runs.pipelines.values import size
from stabbur.runs.schedule import cron
from stabbur.settings import Settings
from stabbur.settings.models import SOURCE_NAME
from stabbur.settings.runs import Pipeline as Wish

WHOLE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*/" + SOURCE_NAME.strip("^$"))
LONGEST = 200  # characters of an id, as the state keeps it
AFTER = "give one of them another name, or take one out"


@dataclass(frozen=True)
class Checked:
    """What is kept of a pipeline: the row's values and what starts it beside its schedule."""

    values: dict[str, Any]
    triggers: tuple[tuple[str, str], ...]


def full_id(name: str, owner: str) -> str:
    """Return the id of a pipeline: its own name under its owner's, or the id itself.

    Raises
    ------
    BadInput
        It can't be the name of one.

    Examples
    --------
    >>> from stabbur.runs.pipelines.checking import full_id
    >>> full_id("tall", "skatt"), full_id("skatt/tall", "ola")
    ('skatt/tall', 'skatt/tall')
    """
    before, mark, own = name.rpartition("/")
    whole = f"{before if mark else owner}/{own}"
    if not WHOLE_NAME.fullmatch(whole) or len(whole) > LONGEST:
        near = re.sub(r"[^a-z0-9_-]+", "-", own.lower()).strip("-_")
        raise BadInput(
            f"'{name[:80]}' can't be the name of a pipeline: it takes a-z, 0-9, - and _",
            hint=f"did you mean '{near}'?" if near else "such as arlige-tall",
            code="pipeline-name",
            name=name[:80],
        )
    return whole


def read(wish: Mapping[str, Any]) -> Wish:
    """Return what was wished by name and value as settings are read; BadInput names the one that is wrong."""
    sayable([(name, value) for name, value in wish.items() if name != "parameters"], line=True)
    sayable(wish.get("parameters"))
    try:
        return Wish.model_validate(dict(wish))
    except ValidationError as error:
        one = error.errors()[0]
        key = ".".join(str(part) for part in one["loc"] if isinstance(part, str))
        kind, told = one["type"], str(one["msg"]).replace("Input should", "must")
    if key == "memory" and kind == "string_pattern_mismatch":
        size(str(wish["memory"]))  # which says it as everywhere else
    known = list(Wish.model_fields)
    if kind == "extra_forbidden":
        longer = [name for name in known if name.startswith(f"{key}_")]  # timeout is timeout_seconds
        hint = meant(longer[0] if longer else key, known) or f"there are {', '.join(known)}"
        raise BadInput(f"a pipeline has no setting '{key}'", hint=hint, code="pipeline-setting", key=key)
    field = Wish.model_fields.get(key.partition(".")[0])
    hint = f"{key} is: {field.description}" if field else f"there are {', '.join(known)}"
    raise BadInput(f"'{key}' of the pipeline {told}", hint=hint, code="settings-wrong-value", key=key)


def checked(wish: Wish, root: Path, *, owner: str, settings: Settings) -> Checked:
    """Return what is to be kept of a pipeline in the project of a folder.

    Raises
    ------
    BadInput
        A value can't be right: schedule, time zone, parameter, memory, receiver, trigger.
    NotFound
        The project, the entry or the launcher is not there.
    """
    if not (root / "stabbur.toml").is_file():
        raise NotFound(
            f"the project '{root}' is not there any more",
            hint="stabbur pipelines delete NAME, or bring the project back",
            code="pipeline-project-gone",
            path=str(root),
        )
    parameters = entries.checked(root, wish.entry, wish.parameters)
    zone = wish.timezone or settings.timezone
    cron.zone_of(zone)
    if wish.launcher not in seams.names("launchers"):
        seams.load("launchers", wish.launcher)
    values = {
        "project": str(root),
        "entry": wish.entry,
        "parameters": parameters,
        "schedule": cron.parse(wish.schedule, zone) if wish.schedule.strip() else "",
        "timezone": zone,
        "memory_bytes": size(wish.memory),
        "group_name": wish.group or None,
        "tell": {"to": [_receiver(one) for one in wish.tell], "of": list(wish.tell_of)},
    }
    same = ("overlap", "catch_up", "retries", "repeat_if_lost", "backoff_seconds", "timeout_seconds")
    values |= {name: getattr(wish, name) for name in (*same, "cpu", "gpu", "launcher")}
    return Checked(values, tuple(_triggers(wish, root, owner, settings)))


def following(values: Mapping[str, Any], after: datetime) -> datetime | None:
    """Return when a schedule is due next; None without one."""
    if not values["schedule"]:
        return None
    return cron.following(values["schedule"], values["timezone"], after, 1)[0]


def no_circle(id: str, triggers: Iterable[tuple[str, str]], known: Mapping[str, Iterable[str]]) -> None:
    """Refuse triggers by which a pipeline would start itself for ever, or that wait for one that is not there.

    `known` holds for each pipeline those whose success starts it.
    """
    waiting = [subject for kind, subject in triggers if kind == "pipeline"]
    for one in waiting:
        if one != id and one not in known:
            raise NotFound(
                f"pipeline '{id}' waits for '{one}', and there is none of that name",
                hint=meant(one, known) or "stabbur pipelines list",
                code="pipeline-unknown",
                pipeline=one,
            )
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one == id:
            raise BadInput(
                f"pipeline '{id}' would start itself for ever: it waits for one that waits for it",
                hint="take one of them out of after",
                code="pipeline-circle",
                pipeline=id,
            )
        if one not in seen:
            seen.add(one)
            waiting.extend(known.get(one, ()))


def taken(id: str, root: Path, other: Path) -> Conflict:
    """Return the error for a name that a pipeline of another project has."""
    return Conflict(
        f"there is a pipeline '{id}' already, of the project '{other}'",
        hint=f"{AFTER}: two of one name would have one history; '{root}' was left as it is",
        code="pipeline-taken",
        pipeline=id,
    )


def _receiver(text: str) -> str:
    receiver(text)
    return text


def _triggers(wish: Wish, root: Path, owner: str, settings: Settings) -> Iterable[tuple[str, str]]:
    yield from (("pipeline", full_id(name, owner)) for name in wish.after)
    for name in wish.packages:
        thing = name if "/" in name else f"{owner}/{name}"
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*", thing):
            raise BadInput(
                f"'{name}' is no package", hint="such as skatt/tall", code="pipeline-trigger", name=name
            )
        yield "package", thing
    for place in wish.files:
        bucket = place.partition("/")[0]
        if bucket != "local" and bucket not in settings.buckets:
            known = ("local", *settings.buckets)
            raise NotFound(
                f"'{place}' is in no bucket of the settings: there are {', '.join(known)}",
                hint=meant(bucket, known) or "write it as bucket/path",
                code="pipeline-trigger",
                bucket=bucket,
            )
        yield "bucket", place
    yield from (("push", str(root)) for _ in range(wish.on_push))
    yield from (("save", str(root / wish.entry)) for _ in range(wish.on_save))

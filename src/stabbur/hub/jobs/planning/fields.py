"""The fields of the form of a pipeline, in the groups in which a page shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from stabbur.hub.jobs import forms
from stabbur.hub.jobs.forms import Field
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.parameters.parameter import Parameter


@dataclass(frozen=True)
class Group:
    """Fields that belong together; `plan` where they say when it runs."""

    title: str
    fields: tuple[Field, ...]
    plan: bool = False


def groups(
    page: PageMaker,
    parameters: Iterable[Parameter],
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    new: bool = False,
) -> list[Group]:
    """Return the fields in their groups, with what stands in them and what is wrong."""
    text = page.text
    known = {
        text("Name"): _name(page) if new else [],
        text("When"): _when(page),
        text("Also starts"): _starting(page),
        text("If it fails"): _failing(page),
        text("Resources"): _resources(page),
        text("Who is told"): _telling(page),
    }
    found = [
        Group(
            title,
            tuple(
                replace(one, value=values.get(one.key, ""), error=errors.get(one.key, "")) for one in fields
            ),
            plan=title == text("When"),
        )
        for title, fields in known.items()
        if fields
    ]
    own = {key.removeprefix("p."): value for key, value in values.items() if key.startswith("p.")}
    wrong = {key.removeprefix("p."): value for key, value in errors.items() if key.startswith("p.")}
    given = tuple(forms.of_parameters(page, parameters, own, wrong))
    return found[:new] + [Group(text("Values"), given)] * bool(given) + found[new:]


def _name(page: PageMaker) -> list[Field]:
    hint = page.text("a-z, 0-9, - and _. It is known by it ever after.")
    return [Field("name", page.text("Name of the pipeline"), hint=hint, required=True)]


def _starting(page: PageMaker) -> list[Field]:
    text = page.text
    return [
        Field(
            "after",
            text("After these pipelines"),
            hint=text("When one of them has succeeded. With commas between, such as demo/folketall."),
        ),
        Field(
            "packages",
            text("On a new version of these packages"),
            hint=text("With commas between, such as demo/folketall."),
        ),
        Field(
            "files",
            text("On new files in these places"),
            hint=text("Bucket and path, with commas between: local/innlevert."),
        ),
        Field("on_push", text("On a push to its project"), "checkbox"),
        Field("on_save", text("When its notebook or script is saved"), "checkbox"),
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
        Field("gpu", text("Graphics processors"), "number", hint=text("Empty: none."), least="0", step="1"),
        Field("group", text("Group"), hint=text("Those of a group share a number of places. Empty: none.")),
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

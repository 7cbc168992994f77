"""What a package publishes beside its protected tables and that shows figures: views, notebooks, stories, other files.

Each table in them is held against the hidden cells. What shows one is refused; of figures that nobody could hold
against them, whoever publishes is told.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stabbur.registry.publishing.gate import attacking
from stabbur.registry.publishing.gate.claims import is_whole
from stabbur.registry.publishing.gate.disclosing import Concern

if TYPE_CHECKING:  # searching goes through the registry as well, and needs no tables
    from stabbur.disclosure.displayed.seen import Seen
    from stabbur.packages.reading.opening import Opened
    from stabbur.registry.publishing.gate.held import Hidden

OWN = ("preview", "diff", "lineage")
"""What Stabbur itself puts beside a package."""

Parts = Iterable[tuple[str, "Seen"]]


class Found(NamedTuple):
    """What a page shows: whether it was refused, and where figures stand that nobody held against a table."""

    concerns: list[Concern]
    unsure: bool


def beside(folder: Path) -> Iterator[Concern | str]:
    """Yield what stands beside protected tables and shows figures that they hide, and what could not be held against them."""
    from stabbur.packages.reading.opening import open_descriptor

    opened = open_descriptor(folder, quiet=True)
    if not any(isinstance(one.get("protection"), dict) for one in attacking.resources_of(opened)):
        return
    tables = hidden_in(opened)
    yield from _views(opened, folder, tables)
    yield from _pages(opened, folder, tables)
    yield from _others(opened, folder, tables)


def hidden_in(opened: "Opened") -> list["Hidden"]:
    """Return what each protected table of a package hides."""
    from stabbur.registry.publishing.gate import held

    resources = attacking.resources_of(opened)
    columns = {
        str(one.get("name"))
        for resource in resources
        for one in dicts((resource.get("schema") or {}).get("fields"))
    }
    found = []
    for resource in resources:
        proof = resource.get("protection")
        if isinstance(proof, dict) and is_whole(proof) and not attacking.inexact(proof):
            frame = attacking.frame_of(opened, resource)
            if frame is not None and {*proof["dimensions"], *proof["figures"]} <= set(frame.columns):
                found.append(held.hidden_in(frame, resource, columns))
    return found


def dicts(values: object) -> list[dict[str, Any]]:
    """Return the objects among some values."""
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _views(opened: "Opened", folder: Path, tables: list["Hidden"]) -> Iterator[Concern | str]:
    from stabbur.disclosure.displayed.objects import rows_in
    from stabbur.disclosure.displayed.seen import Seen

    for view in dicts(opened.descriptor.get("views")):
        about = f"view '{view.get('name')}'"
        own = Seen(list(_own_rows(view.get("spec"))), pictures=view.get("specType") == "plotly")
        files = view.get("files")
        drawn = [
            part
            for path in _files(folder, list(files.values()) if isinstance(files, dict) else [])
            for part in _in_file(path, tables)
        ]
        every = Seen(list(rows_in(view.get("spec"))))
        found = _held(about, [("", own)], tables)
        refused = found.concerns or _held(about, [("", every), *drawn], tables, whole=False).concerns
        yield from refused[:1]
        if found.unsure and not refused:
            yield f"nobody has audited what {about} tells of hidden figures: it has data of its own"


def _own_rows(spec: Any) -> Iterator[Any]:
    """Yield the rows that a Vega-Lite spec carries."""
    from stabbur.disclosure.displayed.objects import rows_in
    from stabbur.packages.views.given import data_parts

    sets = spec.get("datasets") if isinstance(spec, dict) else None
    for values in [*(part.get("values") for part in data_parts(spec)), *(sets or {}).values()]:
        yield from rows_in(values)


def _pages(opened: "Opened", folder: Path, tables: list["Hidden"]) -> Iterator[Concern | str]:
    for notebook in dicts(opened.descriptor.get("notebooks")):
        about = f"notebook '{notebook.get('name')}'"
        written = [part for path in _files(folder, [notebook.get("path")]) for part in _in_file(path, tables)]
        found = _held(about, written, tables)
        if not found.concerns:
            # its page shows the same, unless somebody has changed it
            page = [
                part for path in _files(folder, [notebook.get("html")]) for part in _in_file(path, tables)
            ]
            found = Found(_held(f"the page of {about}", page, tables).concerns, found.unsure)
        yield from found.concerns
        if found.unsure:
            yield f"nobody has audited what it printed: '{notebook.get('name')}' may tell of hidden figures"
    for story in dicts(opened.descriptor.get("stories")):
        parts: list[tuple[str, Seen]] = []
        for path in _files(folder, [story.get("path")]):
            below = [path] if path.parent == folder else sorted(path.parent.rglob("*"))
            for file in below:
                if file.is_file() and not file.name.startswith("."):
                    inner = file.relative_to(path.parent).as_posix()
                    parts += [
                        (f"{inner}{', ' if where else ''}{where}", one)
                        for where, one in _in_file(file, tables)
                    ]
        found = _held(f"story '{story.get('name')}'", parts, tables)
        yield from found.concerns
        if found.unsure:
            yield f"nobody has audited what it shows: '{story.get('name')}' may tell of hidden figures"


def _others(opened: "Opened", folder: Path, tables: list["Hidden"]) -> Iterator[Concern | str]:
    """Yield the same of the descriptor's texts, of files that are no tables, and of whatever else it names."""
    from stabbur.disclosure.displayed.objects import rows_in
    from stabbur.disclosure.displayed.pages import markdown
    from stabbur.disclosure.displayed.seen import Seen

    told = {key: value for key, value in opened.descriptor.items() if key not in ("views", "files")}
    told["resources"] = [
        {key: value for key, value in one.items() if key not in ("protection", "schema")}
        for one in attacking.resources_of(opened)
    ]
    names = _names(tables)
    parts = [
        ("", Seen(list(rows_in(told)))),
        *(("", markdown(text, names)) for text in _texts(opened.descriptor)),
    ]
    yield from _held("the description", parts, tables).concerns[:1]
    named: dict[str, list[object]] = {}
    for one in attacking.resources_of(opened):
        if not (one.get("schema") or {}).get("fields"):
            path = one.get("path")
            named[f"file '{one.get('name')}'"] = path if isinstance(path, list) else [path]
    siblings = opened.descriptor.get("siblings")
    for key, path in siblings.items() if isinstance(siblings, dict) else ():
        if key not in OWN:
            named[f"file '{key}'"] = [path]
    for about, paths in named.items():
        shown = [part for path in _files(folder, paths) for part in _in_file(path, tables)]
        found = _held(about, shown, tables)
        yield from found.concerns[:1]
        if found.unsure and not found.concerns:
            yield f"nobody has audited what {about} tells of hidden figures"


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of a descriptor that could hold a table."""
    if isinstance(value, str):
        if "\n" in value or "<t" in value:
            yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _held(about: str, parts: Parts, tables: list["Hidden"], *, whole: bool = True) -> Found:
    """Hold what is shown against hidden cells, and name each place that shows one."""
    from stabbur.disclosure.displayed.seen import is_figure
    from stabbur.registry.publishing.gate.held import shows

    concerns: dict[str, Concern] = {}
    unsure = False
    for where, seen in parts:
        unsure = unsure or seen.figures
        for number, table in enumerate(seen.tables, start=1):
            answers = [(one.name, shows(table, one, whole=whole)) for one in tables]
            place = ", ".join(filter(None, (about, where, f"table {number}" if len(seen.tables) > 1 else "")))
            for name in (name for name, answer in answers if answer):
                concerns.setdefault(
                    f"{where} {name}",
                    Concern("unaudited", f"{place} shows figures that table '{name}' hides"),
                )
            if not answers or any(answer is None for _, answer in answers):
                unsure = unsure or any(is_figure(cell) for row in table.rows for cell in row)
    return Found(list(concerns.values()), unsure)


def _names(tables: list["Hidden"]) -> set[str]:
    return {name for one in tables for name in one.names}


def _in_file(path: Path, tables: list["Hidden"]) -> list[tuple[str, "Seen"]]:
    from stabbur.disclosure.displayed.files import seen_in

    return list(seen_in(path, _names(tables)))


def _files(folder: Path, paths: Iterable[object]) -> list[Path]:
    """Return the files of a package that it names, none outside it."""
    root = folder.resolve()
    found = [root / one for one in paths if isinstance(one, str) and one and "://" not in one]
    return [
        folder / one.relative_to(root)
        for one in found
        if one.is_file() and one.resolve().is_relative_to(root)
    ]

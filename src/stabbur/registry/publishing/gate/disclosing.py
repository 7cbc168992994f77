"""What must not leave by accident: direct identifiers, and tables of persons or businesses without a valid audit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from stabbur.errors import BadInput
from stabbur.registry.publishing.gate import attacking, carrying
from stabbur.registry.publishing.gate.claims import is_whole

if TYPE_CHECKING:  # searching goes through the registry as well, and needs no tables
    from stabbur.packages.reading.opening import Opened

SURE = 0.8
"""From this confidence on a direct identifier is refused."""
UNITS = ("persons", "households", "businesses")
"""What a table can be an aggregate of so that its cells need protection."""

NOTHING: Mapping[str, Any] = MappingProxyType({})

CURES = {
    "identifiers": "pseudonymise or leave out what tells who somebody is (sb.scan shows where), publish it for "
    'the team, or say why it may leave: override="…"',
    "unaudited": "protect the table with sb.suppress and publish what it returns, with no other figures beside "
    'hidden ones, or say why it may leave: override="…"',
    "revealed": 'hide what was hidden before (forced=) and show what was shown (frozen=), or say why it may leave: override="…"',
    "before": "publish the protected table as a package of its own, whose readers do not get the versions before, "
    'or say why they may: override="…"',
}
"""By code of a concern: what to do."""


@dataclass(frozen=True)
class Concern:
    """What speaks against letting others than the team see something."""

    code: str
    message: str


def concerns(kind: str, folder: Path, known: Mapping[str, Any] = NOTHING) -> Iterator[Concern | str]:
    """Yield what of a package or a story must not leave; `known` is for `unaudited`."""
    yield from identifiers(folder)
    if kind == "package":
        yield from unaudited(folder, known)
        yield from (Concern("unaudited", told) for told in carrying.carried(folder))


def identifiers(folder: Path) -> Iterator[Concern | str]:
    """Yield the direct identifiers in the tables, notebooks and pages of a folder, and which files are not looked into."""
    from stabbur.disclosure.scanning.finding import not_looked_into
    from stabbur.disclosure.scanning.scan import scan  # names and polars: only where something is published

    found = scan(folder)
    if found.unread:
        yield f"{not_looked_into(found.unread)}: whether they tell who somebody is, only you can see"
    for one in found:
        if one.direct and one.confidence >= SURE:
            yield Concern("identifiers", str(one))


def declared(folder: Path) -> dict[str, Any]:
    """Return what each table of a package is declared to be an aggregate of, by its name."""
    from stabbur.packages.reading.opening import open_descriptor

    opened = open_descriptor(folder, quiet=True)
    of_all = unit_of(opened.descriptor)
    units = {str(one.get("name")): unit_of(one) or of_all for one in attacking.resources_of(opened)}
    return {name: unit for name, unit in units.items() if unit}


def unit_of(about: Mapping[str, Any]) -> Any:
    """Return what is declared of a table or a package, also where the property is misspelt as other languages would."""
    return next((value for key, value in about.items() if is_unit(key) and value), None)


def is_unit(key: str) -> bool:
    """Say whether a property is `aggregateOf`, in whichever case and with or without `_`.

    Examples
    --------
    >>> is_unit("aggregateOf"), is_unit("aggregate_of"), is_unit("aggregate")
    (True, True, False)
    """
    return key.casefold().replace("_", "").replace("-", "") == "aggregateof"


def unaudited(folder: Path, known: Mapping[str, Any] = NOTHING) -> Iterator[Concern]:
    """Yield the aggregates of persons or businesses whose proof is missing, failed or of other data.

    `known` are tables that another version declares: of the same name, they are of the same persons.
    """
    from stabbur.packages.reading.opening import open_descriptor

    opened = open_descriptor(folder, quiet=True)
    of_all = unit_of(opened.descriptor)
    for resource in attacking.resources_of(opened):
        unit = unit_of(resource) or of_all or known.get(str(resource.get("name")))
        proof = resource.get("protection")
        if not unit and not proof:
            continue
        # what is said to be protected is shown to readers as such, so it has to be
        said = f"declared an aggregate of {unit}" if unit else "said to be protected"
        about = f"table '{resource.get('name')}' is {said}"
        if unit and unit not in UNITS:
            yield Concern("unaudited", f"{about}: it can be of {', '.join(UNITS)}")
        elif not isinstance(proof, dict):
            yield Concern("unaudited", f"{about} and was not protected, or changed since")
        elif proof.get("audited") is not True:
            yield Concern("unaudited", f"{about} and was not audited")
        elif proof.get("safe") is not True:
            yield Concern("unaudited", f"{about} and its audit found what can be computed")
        elif not is_whole(proof):
            yield Concern("unaudited", f"{about} and its proof does not tell of what")
        elif not all(_holds(opened, one, proof) for one in carrying.forms(resource)):
            yield Concern("unaudited", f"{about} and is not what was audited: its data were changed since")
        elif names := _exposed(opened, resource, proof):
            beside = ", ".join(f"'{name}'" for name in names)
            yield Concern(
                "unaudited", f"{about}, and nobody has audited what {beside} tells of hidden figures"
            )
        elif told := _attacked(opened, resource, proof):
            yield Concern("unaudited", f"{about} and can be computed in part: {told}")


def revealed(folder: Path, earlier: Iterable[tuple[int, Path]]) -> Iterator[Concern | str]:
    """Yield what a new version and an earlier one tell together of cells that one of them hides."""
    for code, told in attacking.revealed(folder, earlier):
        yield Concern(code, told) if code else told


def _holds(opened: "Opened", resource: dict[str, Any], proof: dict[str, Any]) -> bool:
    from stabbur.disclosure.protection.proof import check

    frame = attacking.frame_of(opened, resource)
    return frame is not None and check(frame, proof)


def _exposed(opened: "Opened", resource: dict[str, Any], proof: dict[str, Any]) -> list[str]:
    from stabbur.disclosure.protection.proof import exposed

    frame = attacking.frame_of(opened, resource)
    return [] if frame is None else exposed(frame, proof)


def _attacked(opened: "Opened", resource: dict[str, Any], proof: dict[str, Any]) -> str:
    """Return what can be computed of a small table, or why it cannot be what its proof says."""
    frame = attacking.frame_of(opened, resource)
    try:
        return "" if frame is None else attacking.computed(frame, proof)
    except BadInput as error:
        return str(error)

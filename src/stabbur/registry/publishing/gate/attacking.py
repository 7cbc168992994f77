"""Protected tables attacked once more before they are published: alone, and together with versions that are there."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabbur.errors import BadInput, StabburError
from stabbur.registry.publishing.gate.claims import is_whole

if TYPE_CHECKING:  # searching goes through the registry as well, and needs no tables
    import polars as pl

    from stabbur.disclosure.attack.knowledge import Attacker
    from stabbur.disclosure.attack.report import AuditReport
    from stabbur.packages.reading.opening import Opened

Descriptor = Mapping[str, Any]
SMALL = 2_000
"""Up to so many rows a table is attacked again whatever its proof says: it costs less than a second."""
MOST_ROWS = 12_000
"""Up to so many rows two versions are attacked together; of larger ones what both show is compared."""
MOST_VERSIONS = 24
"""So many versions of before, the newest, are attacked together with a new one."""
ALIKE = 0.9
"""Share of the figures that two large versions have in common from which they are taken to tell of the same."""
SHOWN = 3


def resources_of(opened: "Opened") -> list[dict[str, Any]]:
    """Return the resources that a descriptor has."""
    return [one for one in opened.descriptor.get("resources") or [] if isinstance(one, dict)]


def protected(descriptor: Descriptor) -> bool:
    """Say whether a package has a table whose proof tells enough to attack it."""
    proofs = [one.get("protection") for one in descriptor.get("resources") or [] if isinstance(one, dict)]
    return any(
        isinstance(one, dict) and isinstance(one.get("table"), dict) and is_whole(one) for one in proofs
    )


def frame_of(opened: "Opened", resource: dict[str, Any]) -> "pl.DataFrame | None":
    """Return a table of a package, None where it can't be read."""
    from polars.exceptions import PolarsError

    from stabbur.packages.reading.source import read_frame

    try:
        return read_frame(opened, resource)
    except (StabburError, PolarsError):
        return None


def computed(frame: "pl.DataFrame", proof: Descriptor) -> str:
    """Return which hidden cells of a small table can be computed after all, in words; empty where none can."""
    from stabbur.disclosure.attack.auditing import audit
    from stabbur.disclosure.tables.written import read

    if not isinstance(proof.get("table"), dict) or frame.height > SMALL or inexact(proof):
        return ""
    report = audit(frame, read(proof["table"]), attacker=_attacker(proof))
    return "" if report.safe else _cells(report, proof)


def revealed(folder: Path, earlier: Iterable[tuple[int, Path]]) -> Iterator[tuple[str, str]]:
    """Yield what a new version and one that is there tell together: the code of a concern, or none, and a sentence.

    Tables of the new version are held against each other as well. A table is known again by its columns, whichever
    name it has now, and also where nobody protects it any more.
    """
    from stabbur.packages.reading.opening import open_descriptor

    new = open_descriptor(folder, quiet=True)
    for resource in _protected_in(new):
        for other in resources_of(new):
            if other is not resource and _is_the_same(other, resource["protection"]):
                yield from _pair((new, resource), (new, other), f"table '{resource.get('name')}'")
    for at, (number, before) in enumerate(earlier):
        if at == MOST_VERSIONS:
            yield (
                "",
                f"versions from {number} back were not attacked together with this one: they are too many",
            )
            return
        old = open_descriptor(before, quiet=True)
        for resource in _protected_in(old):
            for other in resources_of(new):
                if _is_the_same(other, resource["protection"]):
                    yield from _pair((old, resource), (new, other), f"version {number}")


def _protected_in(opened: "Opened") -> Iterator[dict[str, Any]]:
    for resource in resources_of(opened):
        if protected({"resources": [resource]}):
            yield resource


def _is_the_same(resource: Descriptor, proof: Descriptor) -> bool:
    fields = (resource.get("schema") or {}).get("fields") or []
    names = {one.get("name") for one in fields if isinstance(one, dict)}
    return {*proof["dimensions"], *proof["figures"]} <= names


def _pair(
    first: tuple["Opened", dict[str, Any]], second: tuple["Opened", dict[str, Any]], beside: str
) -> Iterator[tuple[str, str]]:
    proof, other = first[1]["protection"], second[1].get("protection")
    frames = frame_of(*first), frame_of(*second)
    about = f"table '{second[1].get('name')}' together with {beside}"
    if frames[0] is None or frames[1] is None or inexact(proof):
        return
    if frames[0].height == frames[1].height and _hidden(frames[0], proof) == _hidden(frames[1], proof):
        return  # the same cells are hidden: each figure is told by its own version alone
    told = other if isinstance(other, dict) and isinstance(other.get("table"), dict) else proof
    if max(frames[0].height, frames[1].height) > MOST_ROWS:
        cells = _shown_now(frames[0], frames[1], proof)
    else:
        try:
            cells = _together(frames[0], frames[1], told)
        except BadInput as error:
            yield "", f"{about} could not be attacked: {error}"
            return
    if cells:
        yield "revealed", f"{about} reveals what one of them hides: {cells}"


def _together(first: "pl.DataFrame", second: "pl.DataFrame", proof: Descriptor) -> str:
    from stabbur.disclosure.attack.published.versions import audit_versions
    from stabbur.disclosure.tables.written import read

    report = audit_versions(first, second, read(proof["table"]), attacker=_attacker(proof))
    return "" if report.safe else _cells(report, proof)


def _attacker(proof: Descriptor) -> "Attacker":
    """Return who the table was protected against, as far as readers of the figures alone can be."""
    from stabbur.disclosure.attack.knowledge import Attacker

    told = proof.get("attacker")
    known: dict[str, Any] = dict(told) if isinstance(told, dict) else {}
    lower = known.get("lower")
    if lower is None and proof["table"]["tables"][0].get("value") is None:
        lower = 1.0 if proof.get("zeros") == "public" else 0.0
    return Attacker(lower=lower, upper=known.get("upper"))


def inexact(proof: Descriptor) -> bool:
    """Say whether figures are rounded or noisy: what is computed from them is no true figure."""
    return proof.get("kind") != "table" or proof.get("method") not in ("gauss", "optimal", "none")


def _cells(report: "AuditReport", proof: Descriptor) -> str:
    return listed(report.exact.select(proof["dimensions"]).rows())


def listed(rows: list[tuple[Any, ...]]) -> str:
    """Return some cells in words, and how many more there are."""
    shown = ", ".join(":".join(map(str, row)) for row in rows[:SHOWN])
    return f"{shown}{f' and {len(rows) - SHOWN} more' if len(rows) > SHOWN else ''}"


def _hidden(frame: "pl.DataFrame", proof: Descriptor) -> set[tuple[Any, ...]]:
    import polars as pl

    from stabbur.disclosure.protection.proof import numbers

    gone = pl.any_horizontal([numbers(frame[name]).is_null() for name in proof["figures"]])
    return set(frame.filter(gone).select(pl.col(proof["dimensions"]).cast(pl.String)).rows())


def _shown_now(first: "pl.DataFrame", second: "pl.DataFrame", proof: Descriptor) -> str:
    """Return the cells that one of two large versions shows and the other hides, where they tell of the same."""
    import polars as pl

    from stabbur.disclosure.protection.proof import numbers

    names, figure = list(proof["dimensions"]), proof["figures"][0]
    one, other = (
        each.select(pl.col(names).cast(pl.String), numbers(each[figure]).alias(called))
        for each, called in ((first, "one"), (second, "other"))
    )
    both = one.join(other, on=names)
    common = both.drop_nulls()
    alike = common.filter(pl.col("one") == pl.col("other")).height
    if not alike or alike < ALIKE * common.height:
        return ""
    return listed(both.filter(pl.col("one").is_null() != pl.col("other").is_null()).select(names).rows())

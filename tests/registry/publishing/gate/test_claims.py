"""A proof that somebody wrote or edited by hand is refused with words, whatever it looks like."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

import stabbur as sb
from stabbur.disclosure import Microdata
from stabbur.disclosure.protection import proof
from stabbur.registry.publishing.gate import beside, claims, disclosing, elsewhere

TABLE = pl.DataFrame({"kommune": ["0301", "1103", "4601", "Total"], "personer": [2, 20, 3, 25]})


def made() -> dict[str, Any]:
    """The proof of the table, as it was made."""
    dp = sb.Datapackage(name="p").add_resource(sb.suppress(TABLE, "kommune", "personer"), name="t")
    return dict(dp.descriptor["resources"][0]["protection"])


def broken() -> Iterator[dict[str, Any]]:
    """Proofs of which one thing is not as proofs have it."""
    good = made()
    wrong: dict[str, list[Any]] = {
        "dimensions": [None, [], [7], {"kommune": 1}, "kommune"],
        "figures": [None, [], [["personer"]], "personer"],
        "uncovered": [5, [5]],
        "table": [
            None,
            {},
            {"tables": []},
            {"tables": [{}]},
            {"tables": [{"dimensions": {"kommune": None}}]},
            "x",
        ],
        "attacker": [{"lower": "x"}, {"lower": 0, "upper": []}],
    }
    for name, values in wrong.items():
        yield from ({**good, name: value} for value in values)


def test_a_proof_that_was_made_is_whole() -> None:
    assert claims.is_whole(made())
    assert not claims.is_whole(None)
    assert not any(map(claims.is_whole, broken()))
    micro = Microdata(TABLE, keys=["personer"]).anonymise(1)
    dp = sb.Datapackage(name="p").add_resource(micro, name="t")
    assert claims.is_whole(dp.descriptor["resources"][0]["protection"])


def test_what_is_not_whole_ends_in_words(tmp_path: Path) -> None:
    """The figures are open: with none named, a fingerprint of the codes alone would fit."""
    told = made() | {"figures": [], "uncovered": ["personer"]}
    told["fingerprint"] = proof.fingerprint(TABLE, ["kommune"], [])
    dp = sb.Datapackage(name="p").add_resource(TABLE, name="t", aggregateOf="persons", protection=told)
    folder = dp.write(tmp_path / "p")
    (found,) = disclosing.concerns("package", folder)
    assert "its proof does not tell of what" in str(found)
    assert [*beside.beside(folder), *elsewhere.within(folder)] == []

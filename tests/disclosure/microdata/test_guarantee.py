"""The proof of protected persons: measured on what leaves, found again by its content, and without seeds."""

import json

import polars as pl

from stabbur import Datapackage
from stabbur.disclosure import Microdata
from stabbur.disclosure.protection import proof
from tests.disclosure.microdata.conftest import KEYS

FIVE = ["education", "marital-status", "occupation", "sex", "native-country"]


def test_frame_that_leaves_is_found_by_its_content(adult: pl.DataFrame) -> None:
    made = Microdata(adult.sample(900, seed=2), keys=FIVE, sensitive="salary-class").local_suppress(3)
    found = proof.of(made.frame.to_pandas().sample(frac=1, random_state=1))
    assert found is not None
    assert (found["kind"], found["audited"], found["safe"]) == ("microdata", True, True)
    assert found["rules"] == ["k-anonymity k=3"]
    assert found["reached"]["k"] == made.risk().k >= 3
    assert found["hidden"]["count"] == made.steps[0].figures["values"]
    assert proof.of(made.frame.with_columns(sex=pl.lit("Male"))) is None


def test_proof_is_json_without_seeds_and_hierarchies(
    adult: pl.DataFrame, hierarchies: dict[str, pl.DataFrame]
) -> None:
    made = (
        Microdata(adult.sample(2000, seed=2), keys=KEYS, sensitive=["salary-class", "workclass"])
        .pram("workclass", seed=12_345)
        .anonymise(3, 2, hierarchies=hierarchies, max_suppression=0.1)
    )
    text = json.dumps(made.proof)
    assert "12345" not in text
    assert "Higher education" not in text
    assert [step["name"] for step in made.proof["steps"]] == ["pram", "anonymise"]
    assert made.proof["method"] == "microdata"
    assert made.proof["rules"] == ["k-anonymity k=3", "distinct l-diversity l=2"]
    assert made.proof["safe"] is True


def test_step_that_breaks_the_promise_is_seen() -> None:
    rows = pl.DataFrame({"alder": [30, 30, 30, 40, 40, 40]})
    made = Microdata(rows, keys="alder").local_suppress(3)
    assert made.proof["safe"] is True
    broken = made.add_noise("alder", share=0.5, seed=1)
    assert (broken.proof["audited"], broken.proof["safe"]) == (True, False)
    assert broken.proof["rules"] == ["k-anonymity k=3"]


def test_file_without_a_promise_is_not_audited() -> None:
    plain = Microdata(pl.DataFrame({"alder": [30, 30]}), keys="alder")
    assert (plain.proof["audited"], plain.proof["safe"], plain.proof["method"]) == (False, False, "none")


def test_package_takes_the_rows_with_their_proof(adult: pl.DataFrame) -> None:
    made = Microdata(adult.sample(900, seed=2), keys=FIVE).local_suppress(3)
    for data in (made, made.frame):
        package = Datapackage(name="personer")
        package.add_resource(data, "personer")
        (resource,) = package.descriptor["resources"]
        assert resource["protection"]["rules"] == ["k-anonymity k=3"]
        assert resource["protection"]["safe"] is True

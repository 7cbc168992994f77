"""The demo's protected table: true figures, none that is small, nothing that a reader can compute."""

from itertools import product
from typing import Any

import polars as pl

import stabbur as sb
from stabbur.disclosure import Hierarchy, TableSpec
from tests.demo.counting import OF_ALL, STARTS, Shown, count, county_of, crossed, group_of, view, whole


def test_protected_table_shows_the_figures_of_the_file_and_none_from_one_to_three(published: Shown) -> None:
    assert crossed()[OF_ALL] == count(2021).total
    assert published.keys() == crossed().keys()
    assert all(number in (None, crossed()[cell]) for cell, number in published.items())
    assert [cell for cell, number in published.items() if number is not None and 0 < number < 4] == []


def test_protected_table_has_no_sum_in_which_one_figure_alone_is_hidden(published: Shown) -> None:
    """The least that protection means: no hidden figure is a sum less what is shown."""
    groups = [group_of(start) for start in STARTS]
    regions = {cell[0] for cell in published}
    lines = [
        [(r, g, s) for g in (*groups, OF_ALL[1])] for r, s in product(regions, ("Kvinner", "Menn", OF_ALL[2]))
    ]
    lines += [
        [(r, g, s) for s in ("Kvinner", "Menn", OF_ALL[2])] for r, g in product(regions, (*groups, OF_ALL[1]))
    ]
    for county, g, s in product(set(county_of().values()), groups, ("Kvinner", "Menn", OF_ALL[2])):
        lines.append([(county, g, s), *((r, g, s) for r in county_of() if county_of()[r] == county)])
    assert [line for line in lines if sum(published[cell] is None for cell in line) == 1] == []


def test_protected_table_lets_a_reader_compute_no_hidden_figure(published: Shown) -> None:
    """Attacked with what a reader has: its rows and which municipality lies in which county."""
    names = ["region", "aldersgruppe", "kjønn"]
    rows = pl.DataFrame([(*cell, number) for cell, number in published.items()], [*names, "n"], orient="row")
    above = dict.fromkeys(county_of().values(), OF_ALL[0]) | county_of()
    pairs = pl.DataFrame({"child": list(above), "parent": list(above.values())})
    places = Hierarchy.from_parent(pairs, total=OF_ALL[0])
    flat = {
        name: Hierarchy.from_columns(name, total=total)
        for name, total in zip(names[1:], OF_ALL[1:], strict=True)
    }
    report = sb.audit(rows, TableSpec(dimensions={"region": places} | flat, count="n"))
    assert (report.complete, report.exact.height) == (True, 0)
    assert report.intervals.height == sum(number is None for number in published.values())


def test_protected_table_cannot_be_subtracted_from_the_other_one(published: Shown) -> None:
    """What both packages tell are the sums over all ages, and the protected one hides none of these."""
    assert not {*STARTS[1:]} & {*range(10, 100, 10)}
    assert [cell for cell, number in published.items() if number is None and cell[1] == OF_ALL[1]] == []


def test_texts_of_the_protected_table(descriptors: dict[str, dict[str, Any]], published: Shown) -> None:
    about = descriptors["folketall-kjonn 1"]
    hidden = sum(number is None for number in published.values())
    said = f"{whole(hidden)} av {whole(len(published))} tall."
    assert about["description"].endswith(said)
    assert about["translations"]["en"]["description"].endswith(
        said.replace("av", "of").replace("tall", "figures")
    )
    proof = about["resources"][0]["protection"]
    assert about["resources"][0]["aggregateOf"] == "persons"
    assert (proof["audited"], proof["safe"], proof["cells"]) == (True, True, len(published))
    women, men = (crossed()[OF_ALL[0], "85 år og eldre", sex] for sex in ("Kvinner", "Menn"))
    oldest = view(about, "eldste")
    assert oldest["title"] == "Blant de eldste er kvinnene i flertall"
    assert oldest["description"].endswith(f"{whole(women)} kvinner og {whole(men)} menn var 85 år og eldre.")
    assert women > men
    small = min(county_of(), key=lambda number: crossed()[number, *OF_ALL[1:]])
    assert small == "1151", "the number of Utsira"
    gone = [group for group in map(group_of, STARTS) if published[small, group, OF_ALL[2]] is None]
    found, of_small = view(about, "minste-kommune"), [cell for cell in published if cell[0] == small]
    here = sum(published[cell] is None for cell in of_small)
    assert found["title"] == f"Utsira: {here} av {len(of_small)} tall er skjult"
    assert f"med {crossed()[small, *OF_ALL[1:]]} personer" in found["description"]
    assert found["description"].endswith(f"er skjult: {' og '.join(gone)}.")

"""Parameters of R and of shell scripts."""

from stabbur.runs.parameters.other_languages import inspect_r, inspect_shell


def test_assignments_of_r_are_parameters() -> None:
    found = {
        one.name: one
        for one in inspect_r('year <- 2021L # Year (2000-2030)\nlevel = "low"\nx <- f(1)\nb <- TRUE')
    }
    assert {name: one.type for name, one in found.items()} == {"year": "int", "level": "str", "b": "bool"}
    assert (found["year"].least, found["year"].help) == (2000.0, "Year (2000-2030)")


def test_shell_variables_with_a_default_are_parameters() -> None:
    text = 'year="${year:-2021}"  # Year\n: "${level:=low}"\nPATH="${PATH:-/bin}"\nLD_PRELOAD=${LD_PRELOAD:-}\nx=1\n'
    assert [(one.name, one.default, one.help) for one in inspect_shell(text)] == [
        ("year", "2021", "Year"),
        ("level", "low", ""),
    ]

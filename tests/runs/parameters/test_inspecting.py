"""Parameters of Python: annotations, defaults and comments are read, and nothing of the code is run."""

import pytest

from stabbur.runs.parameters.inspecting import inspect, of_function

CELL = """
year: int = 2021  # Year (2000-2030)
level: Literal["low", "high"] = "low"
share: "float | None" = None  # Share of all (0.5..2)
day: datetime.date = datetime.date(2021, 1, 2)  # (2020-01-01 – 2022-01-01)
text_day = "2021-02-03"
grade: typing.Optional[typing.Literal[1, 2]] = 1
names: list[str] = ["a"]
today: date = date.today()
must: str
_private = 1
print("no parameter")
"""


def test_cell_says_all_that_a_form_needs() -> None:
    found = {one.name: one for one in inspect(CELL)}
    assert list(found) == ["year", "level", "share", "day", "text_day", "grade", "names", "today", "must"]
    assert (found["year"].type, found["year"].default, found["year"].least) == ("int", 2021, 2000.0)
    assert (found["year"].most, found["year"].help) == (2030.0, "Year (2000-2030)")
    assert (found["level"].type, found["level"].choices) == ("choice", ("low", "high"))
    assert (found["share"].type, found["share"].optional, found["share"].most) == ("float", True, 2.0)
    assert (found["day"].type, found["day"].default) == ("date", "2021-01-02")
    assert (found["day"].least, found["day"].most) == ("2020-01-01", "2022-01-01")
    assert (found["text_day"].type, found["text_day"].text) == ("date", True)
    assert (found["grade"].choices, found["grade"].optional) == ((1, 2), True)
    assert found["names"].default == ["a"]
    assert (found["today"].type, found["today"].computed) == ("date", "date.today()")
    assert found["must"].required


@pytest.mark.parametrize(
    ("annotation", "bounds"),
    [
        ("Annotated[int, range(1, 6)]", (1, 5)),
        ("Annotated[int, range(6)]", (0, 5)),
        ("Annotated[int, Field(ge=1, lt=6)]", (1, 5)),
        ("typing.Annotated[int, Gt(gt=0)]", (1, None)),
        ("Annotated[float, Interval(ge=0.5, le=2)]", (0.5, 2)),
        ("Annotated[int, 'a note', Field(title='x', ge=LEAST)]", (None, None)),
        ("Annotated[str, Field(ge=1)]", (None, None)),
    ],
)
def test_annotated_gives_bounds(annotation: str, bounds: tuple[float | None, float | None]) -> None:
    (found,) = inspect(f"x: {annotation} = 3")
    assert (found.least, found.most) == bounds


def test_form_gets_what_json_can_hold() -> None:
    assert inspect(CELL)[1].plain["choices"] == ["low", "high"]
    assert inspect(CELL)[1].allowed == "one of 'low', 'high'"
    assert inspect(CELL)[0].allowed == "a whole number from 2000 to 2030"


@pytest.mark.parametrize("text", ["year: int = (", "%%bash\nls", "a\0b", "(" * 500])
def test_text_that_is_not_python_has_no_parameters(text: str) -> None:
    assert inspect(text) == []


def test_nothing_of_a_cell_runs() -> None:
    found = inspect("gone: int = __import__('os').system('false')")
    assert found[0].computed.startswith("__import__")


def test_function_has_its_arguments() -> None:
    source = "def build(year: int,  # Year (2000-2030)\n          *, level='low'):\n    pass\n"
    year, level = of_function(source, "build") or []
    assert (year.required, year.most, level.default) == (True, 2030.0, "low")
    assert of_function(source, "other") is None
    assert of_function("def (", "build") is None

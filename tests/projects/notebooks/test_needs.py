"""The names that a definition takes from around it, and where a notebook binds them."""

import pytest

from stabbur.projects.notebooks.cells import code_cells
from stabbur.projects.notebooks.needs import bound, changed, used
from tests.projects.notebooks.written import notebook


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(x): return x", set()),
        ("def f(x): return len(x) + __name__", set()),
        ("def f(x): return f(x - 1)", set()),
        ("@dec(A)\ndef f(x: T = D, *, y=E) -> R: pass", {"dec", "A", "T", "D", "E", "R"}),
        ("def f():\n    import os\n    return os.sep + sys.x", {"sys"}),
        ("def f(xs): return [y + z for y in xs if y(w)]", {"z", "w"}),
        ("def f():\n    def g(): return a\n    b = 1\n    return lambda c: (b, c, d, g)", {"a", "d"}),
        ("class A(B):\n    x = y\n    def m(self): return A.x + x", {"B", "y", "x"}),
        ("async def f():\n    async with a as b:\n        return b", {"a"}),
        ("def f(x):\n    if (n := x): return n", set()),
        ("def f(x):\n    try: pass\n    except E as e: return e", {"E"}),
        ("def f(): return f'{a!r:{b}}'", {"a", "b"}),
    ],
)
def test_names_from_around_are_known(source: str, names: set[str]) -> None:
    assert used(source) == names


def test_global_is_seen_however_deep() -> None:
    assert changed("def f():\n    def g():\n        global a, b\n        a = 1") == {"a", "b"}
    assert changed("def f():\n    a = 1") == set()


def test_every_way_to_bind_is_seen() -> None:
    cells = code_cells(
        notebook(
            "import a, b.c as d, e.f\nfrom g import h as i",
            "j = k, l = 1, 2\nm: int = 3\nfor n in (): o = 1\nwith x as p: pass",
            "def q(): r = 1\nclass s: t = 1\nif u:\n    import v\n    def w(): pass\n(y := 1)",
            "%%bash\nz=1",
        )
    )
    found = bound(cells)
    assert set("adeijklmnopqsvwy") <= set(found)
    assert not {"b", "c", "g", "h", "r", "u", "x", "z"} & set(found)
    assert [one.imported for one in found["d"] + found["e"] + found["i"]] == [
        "import b.c as d",
        "import e.f",
        "from g import h as i",
    ]
    assert [name for name, places in found.items() if any(one.constant for one in places)] == ["m"]

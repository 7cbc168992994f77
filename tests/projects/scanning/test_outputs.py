"""The outputs that a commit is stopped for are those that nobody asked to keep."""

from stabbur.disclosure.scanning.texts import notebook
from stabbur.projects.scanning.outputs import cells_with_outputs
from tests.disclosure.scanning.test_texts import code, written


def test_outputs_that_somebody_asked_to_keep_are_not_told() -> None:
    out = {"output_type": "stream", "text": "x"}
    found = notebook("a.ipynb", written(code("1", out), code("2"), code("3", out, tags=["keep_output"])))
    assert found is not None
    assert cells_with_outputs(found) == [1]
    whole = notebook("a.ipynb", written(code("1", out), keep_output=True))
    assert whole is not None
    assert cells_with_outputs(whole) == []

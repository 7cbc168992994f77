"""Notebooks written as code."""

import json

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from stabbur.projects.templating.notebooks import notebook

cells = st.lists(
    st.tuples(st.booleans(), st.text("ab =()\n#\"'æ", max_size=30).filter(lambda text: "# %%" not in text)),
    max_size=5,
)


@given(cells)
def test_a_notebook_has_the_cells_that_were_written(written: list[tuple[bool, str]]) -> None:
    text = ""
    for at, (told, content) in enumerate(written):
        lines = [f"# {line}" if told else line for line in content.split("\n")]
        text += f"# %% {'[markdown] ' if told else ''}c{at}\n" + "\n".join(lines) + "\n\n"
    found = json.loads(notebook(text, "tall"))
    nbformat.validate(found)
    assert [cell["cell_type"] == "markdown" for cell in found["cells"]] == [told for told, _ in written]
    for cell, (told, content) in zip(found["cells"], written, strict=True):
        assert "".join(cell["source"]).split() == content.split() or told

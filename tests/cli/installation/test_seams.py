"""stabbur seams."""

from stabbur.seams import SEAMS
from tests.cli.conftest import Run


def test_lists_ours(run: Run) -> None:
    rows = run("seams", "--json").rows
    assert {row["seam"] for row in rows} == set(SEAMS)
    assert {"seam", "name", "what", "class", "package", "version"} == set(rows[0])
    assert "keyring" in run("seams").out

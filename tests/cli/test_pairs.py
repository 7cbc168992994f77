"""NAME=VALUE at the prompt: the first = parts them, and what has none is told with an example."""

import click
import pytest

from stabbur.cli.pairs import Pair


@pytest.mark.parametrize(
    ("text", "pair"),
    [("skip_rows=2", ("skip_rows", "2")), ("delimiter==", ("delimiter", "=")), ("quote=", ("quote", ""))],
)
def test_the_first_mark_parts_name_and_value(text: str, pair: tuple[str, str]) -> None:
    assert Pair().convert(text, None, None) == pair


@pytest.mark.parametrize("text", ["skip_rows", "=2", "skip rows=2", ""])
def test_what_is_no_pair_is_told(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no NAME=VALUE, such as skip_rows=2"):
        Pair().convert(text, None, None)

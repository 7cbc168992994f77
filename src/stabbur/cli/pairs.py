"""NAME=VALUE: an argument that names what it says, for options that differ from format to format."""

from typing import Any

import click


class Pair(click.ParamType[tuple[str, str]]):
    """A name and a text, such as `skip_rows=2`."""

    name = "NAME=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return both sides of the first `=`."""
        name, mark, text = str(value).partition("=")
        if not mark or not name.isidentifier():
            self.fail(f"'{value}' is no NAME=VALUE, such as skip_rows=2", param, ctx)
        return name, text

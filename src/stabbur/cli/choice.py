"""Options that are parts of one choice."""

from typing import Any

import click


class Grouped(click.Option):
    """An option that is a part of one choice; a person makes the choice, not each of its options."""

    def __init__(self, *names: Any, group: str, **given: Any) -> None:
        super().__init__(*names, **given)
        self.group = group

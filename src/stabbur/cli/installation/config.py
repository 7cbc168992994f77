"""stabbur config show: every setting, its value and where that came from."""

from pathlib import Path

import click

from stabbur import settings
from stabbur.cli import completing
from stabbur.cli.show import json_option, show
from stabbur.errors import NotFound


@click.group()
def config() -> None:
    """Show the settings and where each value came from."""


@config.command(name="show")
@click.argument("key", default="", shell_complete=completing.offer(completing.keys))
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="As seen from there."
)
@json_option
def show_config(key: str, folder: Path | None, as_json: bool) -> None:
    """Show all settings, or those that KEY names, such as hub or hub.port.

    A secret is shown as its reference, never as its value.
    """
    found = [row for row in settings.explain(folder) if not key or f"{row.key}.".startswith(f"{key}.")]
    if not found:
        raise NotFound(f"no setting '{key}'", hint="stabbur config show", code="settings-unknown-key")
    rows = [
        {"key": row.key, "value": _shown(row.value), "level": row.level, "place": row.place or None}
        for row in found
    ]
    show(rows, as_json=as_json)


def _shown(value: object) -> object:
    if isinstance(value, settings.SecretReference):
        return f'{{ secret = "{value.secret}" }}'
    return value

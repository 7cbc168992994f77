"""stabbur read SOURCE: show the first rows of a file, a package or a query."""

import re
from pathlib import Path
from typing import Any

import click

import stabbur as sb
from stabbur import settings
from stabbur.cli import completing
from stabbur.cli.installation.probing import near
from stabbur.cli.layout import WithLayout
from stabbur.cli.pairs import Pair
from stabbur.cli.show import json_option, show

PACKAGE = re.compile(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*(?:@[1-9][0-9]*)?")


@click.command(cls=WithLayout)
@click.argument("source", shell_complete=completing.offer(completing.places, files=True))
@click.option("--query", help="SQL, when SOURCE is a source of the settings.")
@click.option("--resource", help="Which resource of a package.")
@click.option("--version", type=int, help="Which version of a published package; the latest when left out.")
@click.option("--format", "kind", help="Format of a file whose name does not say it, such as csv.")
@click.option("--option", type=Pair(), multiple=True, help="Of the format, such as skip_rows=2 or sheet=A.")
@click.option("--rows", default=10, show_default=True, type=click.IntRange(0), help="How many rows to show.")
@json_option
def read(source: str, rows: int, as_json: bool, option: list[tuple[str, str]], **options: Any) -> None:
    """Show the first rows of SOURCE: a path or URL, a package (owner/name) or a source of the settings."""
    frame = _frame(source, layout=dict(option), **options)
    empty = f"no rows; columns: {', '.join(frame.columns)}"
    show(frame.head(rows).to_dicts(), as_json=as_json, empty=empty, whole_last=False)


def _frame(
    source: str, query: str | None, resource: str | None, version: int | None, kind: str | None, layout: Any
) -> Any:
    known = settings.load().sources
    if query is not None or source in known:
        near(source, known)
        if query is None:
            raise sb.BadInput(
                f"source '{source}' needs a query",
                hint=f'stabbur read {source} --query "select …"',
                code="query-missing",
            )
        return sb.read_sql(source=source, query=query, as_="polars")
    path = Path(source)
    if path.exists() and (path.is_dir() or path.name == "datapackage.json"):
        return sb.read_dp(str(path.resolve()), resource=resource, version=version, as_="polars")
    # a file of that name in the folder wins: owner/name looks like a path, and here it is one
    is_package = source.endswith("datapackage.json") or (PACKAGE.fullmatch(source) and not path.exists())
    if resource or version or is_package:
        return sb.read_dp(source, resource=resource, version=version, as_="polars")
    return sb.read_file(source, format=kind, as_="polars", **layout)

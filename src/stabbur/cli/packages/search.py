"""stabbur search "…": what the catalogue finds, best first."""

import click

from stabbur.catalogue.base import Query, Sort
from stabbur.cli.hits import listed
from stabbur.cli.show import json_option, show
from stabbur.registry.here import connect


@click.command()
@click.argument("text", nargs=-1)
@click.option("--kind", type=click.Choice(["package", "story", "notebook"]), help="Only this kind.")
@click.option("--topic", help="Only what belongs to this topic.")
@click.option("--owner", help="Only what this person or team owns.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "new", "title"]),
    default="relevance",
    show_default=True,
    help="What comes first.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="How many to show.")
@json_option
def search(
    text: tuple[str, ...],
    kind: str | None,
    topic: str | None,
    owner: str | None,
    sort: Sort,
    limit: int,
    as_json: bool,
) -> None:
    """Find packages and stories by words of their title, description and columns.

    Every word must be there: when nothing has them all, those with most are shown, and what they
    lack is said. "two words" in quotes stand next to each other; -word leaves out. Without words
    everything is listed, the newest first.
    """
    words = " ".join(text).strip()
    # without words all fit alike: the order of relevance would say nothing
    order: Sort = "new" if not words and sort == "relevance" else sort
    hits = connect().search(
        Query(text=words, kind=kind, topic=topic, owner=owner, sort=order, limit=limit, facets=())
    )
    rows = listed(hits.items, as_json=as_json)
    chosen = ", ".join(one for one in (kind, topic, owner) if one)
    nothing = f"nothing found in {chosen}" if chosen else "nothing is published yet"
    show(rows, as_json=as_json, empty=f"nothing found for '{words}'" if words else nothing)
    if as_json:
        return
    if hits.left_out:
        told = ", ".join(f"'{word}'" for word in hits.left_out)
        click.echo(f"nothing has all the words; these are without {told}", err=True)
    if hits.did_you_mean:
        click.echo(f"did you mean '{hits.did_you_mean}'?", err=True)

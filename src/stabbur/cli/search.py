"""stabbur search "…": what the catalogue finds, best first."""

import click

from stabbur.catalogue.base import Query, Sort
from stabbur.cli.show import json_option, show
from stabbur.registry.here import connect


@click.command()
@click.argument("text", nargs=-1)
@click.option("--kind", type=click.Choice(["package", "story"]), help="Only this kind.")
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

    Every word counts; "two words" in quotes stand next to each other; -word leaves out. Without words
    everything is listed, the newest first.
    """
    words = " ".join(text).strip()
    # without words all fit alike: the order of relevance would say nothing
    order: Sort = "new" if not words and sort == "relevance" else sort
    hits = connect().search(
        Query(text=words, kind=kind, topic=topic, owner=owner, sort=order, limit=limit, facets=())
    )
    rows = [
        {
            "id": hit.document.id,
            "title": hit.document.title,
            "kind": hit.document.kind,
            "version": hit.document.version,
            "access": hit.document.access,
            "updated": hit.document.updated if as_json else hit.document.updated.date(),
            "why": hit.why,
        }
        for hit in hits.items
    ]
    chosen = ", ".join(one for one in (kind, topic, owner) if one)
    nothing = f"nothing found in {chosen}" if chosen else "nothing is published yet"
    show(rows, as_json=as_json, empty=f"nothing found for '{words}'" if words else nothing)
    if hits.did_you_mean and not as_json:
        click.echo(f"did you mean '{hits.did_you_mean}'?", err=True)

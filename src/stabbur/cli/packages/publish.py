"""stabbur publish: a data package, or a notebook, HTML file or folder of pages as a story."""

from pathlib import Path
from typing import Any

import click

from stabbur import settings
from stabbur.cli import completing
from stabbur.cli.folders import built, package_at
from stabbur.cli.packages.circle import circle_options
from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput
from stabbur.registry.face import publish as publish_package
from stabbur.registry.face import publish_story
from stabbur.registry.publishing.differences import listed

BUCKETS = completing.offer(completing.buckets)


@click.command()
@click.argument("path", default="", metavar="[PACKAGE]", type=click.Path())
@click.option("--as", "story", metavar="OWNER/NAME", help="Publish PACKAGE as a story under this id.")
@circle_options
@click.option("--owner", help="Who owns the package.  [default: the settings', or you]")
@click.option("--bucket", shell_complete=BUCKETS, help="Where to publish it.  [default: the settings']")
@click.option("--draft", is_flag=True, help="Publish a story to an address for preview only.")
@click.option("--dry-run", is_flag=True, help="Only show what would be published and what changed.")
@click.option(
    "--schedule", default="", metavar="CRON", help="Run a notebook that publishes: now, and by CRON."
)
@json_option
def publish(path: str, story: str, schedule: str, as_json: bool, draft: bool, **options: Any) -> None:
    """Publish PACKAGE, the folder of a data package: without it the one in build/.

    With --as, PACKAGE is a notebook, an HTML file or a folder with index.html.
    """
    if schedule:
        from stabbur.cli.again import publish_again  # the queue, for this option only

        return show(publish_again(path, schedule, story=story, draft=draft, **options), as_json=as_json)
    wish = {key: value for key, value in options.items() if value is not None}
    if story:
        if wish.keys() & {"owner", "bucket"}:
            raise BadInput("a story takes no --owner and no --bucket", hint="--as OWNER/NAME names its owner")
        done = publish_story(path or ".", story, draft=draft, **wish)
    elif draft:
        raise BadInput("only a story can be a draft", hint="add --as OWNER/NAME")
    else:
        done = publish_package(package_at(Path(path)) if path else built(), **wish)
        if "owner" not in wish and not settings.load().owner:
            told = f"owner '{settings.local_person()}' is your name on this machine"
            click.echo(f"{told}; say --owner or the setting owner", err=True)
    row = {key: getattr(done, key) for key in ("id", "version", "created", "address")}
    row["summary"] = (done.diff or {}).get("summary", "")
    show([row | {"diff": done.diff} if as_json else row], as_json=as_json)
    if options["dry_run"] and done.diff and not as_json:
        click.echo()
        show(listed(done.diff), empty="nothing to compare with")
    return None

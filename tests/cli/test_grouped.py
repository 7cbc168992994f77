"""Options that say one thing together."""

import click
import pytest
from click.testing import CliRunner

from stabbur.cli.grouped import origin_options, remote_options
from stabbur.projects.forges.remote import RemoteWish


@click.command()
@remote_options
@origin_options
def command(remote: RemoteWish | None, origin: str | None, history: bool) -> None:
    """Say what was asked for."""
    click.echo(repr((remote, origin, history)))


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ([], None),
        (["--github"], RemoteWish("github")),
        (["--gitlab", "--public"], RemoteWish("gitlab", visibility="public")),
        (["--internal"], RemoteWish(visibility="internal")),
        (["--private"], RemoteWish()),
        (["--github", "--token-from", "secret:x"], RemoteWish("github", token_from="secret:x")),
        (["--github", "--gitlab"], RemoteWish("gitlab")),
    ],
)
def test_flags_become_one_wish(words: list[str], wish: RemoteWish | None) -> None:
    done = CliRunner().invoke(command, words)
    assert done.output.strip() == repr((wish, None, False))


def test_origin_and_its_history() -> None:
    done = CliRunner().invoke(command, ["--from", "-", "--history"])
    assert done.output.strip() == repr((None, "-", True))

"""stabbur completion SHELL: what makes a shell complete commands, options and names."""

import click
from click.shell_completion import get_completion_class

from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput

START = {
    "bash": "~/.bashrc",
    "zsh": "~/.zshrc",
    "fish": "~/.config/fish/completions/stabbur.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(START)))
@json_option
@click.pass_context
def completion(ctx: click.Context, shell: str, as_json: bool) -> None:
    """Print what makes a shell complete stabbur's commands.

    Write it to the shell's start file once: stabbur completion bash >> ~/.bashrc
    """
    made = get_completion_class(shell)
    if made is None:
        raise BadInput(f"no completion for the shell '{shell}'", code="shell-unknown")
    script = made(ctx.find_root().command, {}, "stabbur", "_STABBUR_COMPLETE").source()
    if as_json:
        show([{"shell": shell, "file": START[shell], "script": script}], as_json=True)
    else:
        click.echo(script)

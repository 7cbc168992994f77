"""stabbur init: a project in a new folder, ready to work in; or nothing at all."""

import time
from typing import Any

import click

from stabbur.cli.grouped import origin_options, remote_options
from stabbur.cli.projects.build import say
from stabbur.cli.show import json_option, show
from stabbur.projects.starting import init as start


@click.command()
@click.argument("name")
@click.option("--template", help="Which one: stabbur template list.  [default: package]")
@origin_options
@click.option("--settings", metavar="PATH|URL", help="Shared sources, buckets and package index.")
@click.option("--secrets", metavar="PATH|vault:URL", help="Where secrets are found; none is copied.")
@remote_options
@click.option("--no-kernel", is_flag=True, help="No kernel outside of its environment.")
@click.option("--no-verify", is_flag=True, help="Do not run its first test nor start the kernel.")
@json_option
def init(name: str, no_kernel: bool, no_verify: bool, as_json: bool, **wishes: Any) -> None:
    """Make the project NAME in a new folder: files, locked packages, git, environment, kernel.

    NAME is lower-case letters, digits and -. Whatever fails, nothing is left of it.
    """
    began = time.perf_counter()
    project = start(name, kernel=not no_kernel, verify=not no_verify, report=say, **wishes)
    say(f"'{name}' is ready ({time.perf_counter() - began:.1f} s). Now: cd {name} && stabbur lab")
    if as_json:
        show([{"name": name, "path": str(project.root)}], as_json=True)

"""stabbur clean [NAME]: remove a project's kernel and environment, and nothing else."""

import click

from stabbur.cli import completing
from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput
from stabbur.projects import cleaning
from stabbur.projects.kernels import specs


def kernels() -> list[str]:
    """Return the names that there are kernels of."""
    return [one.name for one in specs.listed()]


@click.command()
@click.argument("name", required=False, shell_complete=completing.offer(kernels))
@click.option("--orphans", is_flag=True, help="List the kernels whose project is gone.")
@click.option("--yes", is_flag=True, help="With --orphans: remove them.")
@json_option
def clean(name: str | None, orphans: bool, yes: bool, as_json: bool) -> None:
    """Remove the kernel and the environment of the project NAME, this one without a name.

    `stabbur build` makes both anew, so nothing is asked. No other file is touched.
    """
    if (orphans and name) or (yes and not orphans):
        raise BadInput(
            f"--orphans takes no name, and --yes goes with it: there is '{name or '--yes'}'",
            hint="stabbur clean --orphans --yes",
            code="option-value",
        )
    if orphans:
        found = cleaning.remove_orphans() if yes else cleaning.orphans()
        rows = [{"kernel": one.name, "project": str(one.project), "removed": yes} for one in found]
        show(rows, as_json=as_json, empty="no kernel whose project is gone")
        return
    done = cleaning.clean(name)
    rows = [{"removed": "kernel", "what": one} for one in done.kernels]
    rows += [{"removed": "environment", "what": str(done.environment)}] if done.environment else []
    show(rows, as_json=as_json, empty=f"'{done.name}' has neither kernel nor environment: nothing removed")

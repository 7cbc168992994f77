"""The `stabbur` command: one line a command, its file loaded when it is called."""

import difflib
import gc
import sys
import warnings
from importlib import import_module
from typing import TextIO

import click

from stabbur import __version__
from stabbur.errors import MissingExtra, StabburError

COMMANDS = {
    # a table, so that neither --help nor completion imports a command with its libraries
    # name: (module with a click command of that name, the first line of its help)
    "read": ("stabbur.cli.packages.read", "Show the first rows of a file, a package or a query."),
    "validate": ("stabbur.cli.packages.validate", "Say what in a data package breaks its own rules."),
    "publish": ("stabbur.cli.packages.publish", "Publish a data package, or a page of its own as a story."),
    "search": ("stabbur.cli.packages.search", "Find packages and stories by words, typos forgiven."),
    "withdraw": ("stabbur.cli.packages.withdraw", "Mark a published version as withdrawn, with the reason."),
    "schedule": (
        "stabbur.cli.pipelines.schedule",
        "Let a notebook, a script or a function run again by itself.",
    ),
    "run": ("stabbur.cli.runs.run", "Run a notebook, a script or a function, and see it run."),
    "runs": ("stabbur.cli.runs.runs", "List what ran and runs; show one, read its log, stop it."),
    "pipelines": (
        "stabbur.cli.pipelines.pipelines",
        "List what runs again; start, pause, change and delete it.",
    ),
    "init": ("stabbur.cli.projects.init", "Make a project in a new folder, ready to work in."),
    "build": ("stabbur.cli.projects.build", "Make a clone of a project work, in one command."),
    "watch": ("stabbur.cli.runs.watch", "Keep each saved notebook of a project as a version."),
    "hooks": ("stabbur.cli.pipelines.hooks", "Build what is pushed to a repository."),
    "add": ("stabbur.cli.projects.add", "Let packages into a project, each looked at before."),
    "remove": ("stabbur.cli.projects.remove", "Take packages out of a project."),
    "upgrade": ("stabbur.cli.projects.upgrade", "Bring packages of a project to their newest version."),
    "clean": ("stabbur.cli.projects.clean", "Remove a project's kernel and environment, and nothing else."),
    "kernels": ("stabbur.cli.projects.kernels", "List the kernels that projects have here."),
    "lab": ("stabbur.cli.projects.lab", "Open JupyterLab in the project's environment."),
    "template": (
        "stabbur.cli.projects.template",
        "List the templates of projects, and take up what is new in one.",
    ),
    "extract": ("stabbur.cli.projects.extract", "Move functions from a notebook into the project's code."),
    "scan": ("stabbur.cli.projects.scan", "Say what is staged that should not be committed."),
    "catalogue": ("stabbur.cli.packages.catalogue", "Check, repair and rebuild what is published here."),
    "sources": ("stabbur.cli.packages.sources", "List the sources of the settings and try them."),
    "worker": ("stabbur.cli.runs.worker", "Take runs from the queue and carry them out."),
    "secrets": ("stabbur.cli.installation.secrets", "List, set and delete secrets; a value is never shown."),
    "keys": ("stabbur.cli.installation.keys", "Make, rotate and list the keys of pseudonyms."),
    "log": ("stabbur.cli.installation.log", "Show who did what: the audit log."),
    "config": ("stabbur.cli.installation.config", "Show the settings and where each value came from."),
    "up": ("stabbur.cli.installation.up", "Serve the catalogue on this machine."),
    "down": ("stabbur.cli.installation.down", "Stop the Stabbur that runs in the background."),
    "export-site": ("stabbur.cli.packages.export_site", "Write the public catalogue as a folder of pages."),
    "seams": ("stabbur.cli.installation.seams", "List what is installed for each seam."),
    "doctor": (
        "stabbur.cli.installation.doctor",
        "Look for what is wrong on this machine, with a cure for each finding.",
    ),
    "report": (
        "stabbur.cli.installation.report",
        "Make one file to send with a question: error, versions, findings.",
    ),
    "completion": (
        "stabbur.cli.installation.completion",
        "Print what makes a shell complete stabbur's commands.",
    ),
}
# what a command needs beyond the base comes with an extra: these with `projects`, the others with `hub`
OF_PROJECTS = (
    "init",
    "build",
    "watch",
    "hooks",
    "clean",
    "kernels",
    "lab",
    "template",
    "add",
    "remove",
    "upgrade",
    "extract",
    "scan",
)


class Commands(click.Group):
    """List the commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that is called."""
        if cmd_name not in COMMANDS:
            return None
        searches = gc.isenabled()
        gc.disable()  # what is imported stays: a search for garbage in it is a twentieth of a start, and finds none
        try:
            module = import_module(COMMANDS[cmd_name][0])
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("stabbur"):
                raise  # a mistake of ours, not a missing package
            extra = "projects" if cmd_name in OF_PROJECTS else "hub"
            raise MissingExtra(
                f"'stabbur {cmd_name}' needs {error.name}",
                hint=f'pip install "stabbur[{extra}]"',
                name=error.name,
            ) from error
        finally:
            if searches:
                gc.enable()
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command when one is mistyped."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f": did you mean '{near[0]}'?" if near else ": see stabbur --help"
            raise click.UsageError(f"no command '{args[0]}'{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table as it stands; no command's file is loaded for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stabbur")
def stabbur() -> None:
    """Read, describe, validate and publish data."""


def main() -> None:
    """Run the command; an error becomes one message, what to do next, and an exit code."""
    warnings.showwarning = _said
    try:
        stabbur()
    except Exception as error:  # noqa: BLE001 (the prompt shows no bare traceback; it is in the log)
        sys.exit(_ended(error))


def _said(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    from stabbur.cli import ends

    ends.say_warning(message, category, filename, lineno, file, line)


def _ended(error: Exception) -> int:
    from stabbur.cli import ends  # with all settings, which --help and completion have no use for

    if isinstance(error, StabburError):
        return ends.say_error(error)
    return ends.say_machine(error) if isinstance(error, OSError) else ends.say_unexpected(error)

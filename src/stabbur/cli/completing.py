"""What a shell is offered for a word that is being typed: sources, packages, settings, secrets, stores."""

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from stabbur import seams, settings
from stabbur.errors import StabburError

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def offer(names: Callable[[], Iterable[str]], *, files: bool = False) -> Complete:
    """Return what completes a word from names, and from files if wished; nothing when they can't be read."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            found = sorted({name for name in names() if name.startswith(incomplete)})
        except StabburError:  # completion says nothing while somebody types
            found = []
        file = [CompletionItem(incomplete, type="file")] if files else []
        return [*(CompletionItem(name) for name in found), *file]

    return complete


def sources() -> Iterable[str]:
    """Return the sources of the settings."""
    return settings.load().sources


def buckets() -> Iterable[str]:
    """Return the buckets of the settings, and the one that is always there."""
    return ("local", *settings.load().buckets)


def keys() -> Iterable[str]:
    """Return every setting and every section."""
    for row in settings.explain():
        parts = row.key.split(".")
        yield from (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def references() -> Iterable[str]:
    """Return the secrets that the settings ask for."""
    yield from (reference.secret for reference in settings.load().references().values())


def stores() -> Iterable[str]:
    """Return the secret stores that are installed."""
    return seams.names("secrets")


def needs() -> Iterable[str]:
    """Return the packages that the project which one stands in asks for."""
    from stabbur.projects import project
    from stabbur.projects.dependencies import declaring  # loads tomlkit: only when somebody asks

    return declaring.declared(project.find().root / "pyproject.toml")


def published() -> Iterable[str]:
    """Return the packages that are published here; none is made ready for it."""
    if not (settings.home() / "private").is_dir():
        return ()
    from stabbur.registry.here import connect  # loads the state: only when there is one

    return [package.id for package in connect().packages()]


def pipelines() -> Iterable[str]:
    """Return the pipelines that are known here; nothing is made ready for it."""
    if not (settings.home() / "private").is_dir():
        return ()
    from stabbur.runs.pipelines import listing  # loads the state: only when there is one
    from stabbur.state.engine import engine

    return [one.pipeline.id for one in listing.listed(engine(settings.load()))]


def places() -> Iterable[str]:
    """Return what `stabbur read` takes besides files: sources and published packages."""
    return (*sources(), *published())

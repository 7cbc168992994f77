"""`sb.publish`, `sb.publish_story` and `sb.read_dp`: what a notebook asks of the registry."""

import os
import re
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stabbur.errors import BadInput, DataWarning, NotFound, StabburError
from stabbur.registry.base import Registry, Version
from stabbur.registry.here import connect
from stabbur.registry.values import Published

if TYPE_CHECKING:
    from stabbur.registry.package import Package

ID = re.compile(r"([a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*)(?:@([1-9][0-9]*))?")
NAME = re.compile(r"([a-z0-9][a-z0-9._-]*)(@[1-9][0-9]*)?")


def publish(
    package: object,
    *,
    access: Literal["team", "internal", "public"] | None = None,
    owner: str | None = None,
    bucket: str | None = None,
    dry_run: bool = False,
    key: str | None = None,
    override: str | None = None,
) -> Published:
    """Publish a data package as a new version that never changes.

    Parameters
    ----------
    package
        A `Datapackage`, or the folder that one was written to.
    access
        Who may read it: `"team"`, `"internal"` or `"public"`; it belongs to the package, not to a
        version. When left out it stays as it is, and a new package gets the setting `publish.access`.
    owner
        The person or team that owns it; else the setting `owner`, else whoever runs this.
    bucket
        The bucket to publish to, when it is not the setting `publish.bucket`.
    dry_run
        Only say what would be published and how it differs from the version before.
    key
        A text that names this request: sending it twice publishes once.
    override
        Why it may be published although the gate refuses it: kept with the version and in the audit log.

    Raises
    ------
    BadInput
        Data break the rules of their own schema, such as a key that stands twice; or others than the team
        would read what tells who somebody is, or a table with `aggregateOf="persons"` (or `"households"`,
        `"businesses"`) that was not protected and audited (code `disclosure-refused`).
    NotAllowed
        You override without the right to.

    Returns
    -------
    Published
        With `id` (`owner/name`), `version`, `address`, `created` (False when the same content is
        published already) and `diff`.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> dp = sb.Datapackage(name="folketall", title="Folketall")
    >>> _ = dp.add_resource(pl.DataFrame({"nr": ["0301"], "personer": [697010]}), name="kommuner")
    >>> published = sb.publish(dp, owner="demo")
    >>> published.id, published.version, published.created
    ('demo/folketall', 1, True)
    >>> sb.publish(dp, owner="demo").created
    False
    """
    done = connect().publish(
        package, owner=owner, access=access, bucket=bucket, dry_run=dry_run, key=key, override=override
    )
    for word in done.told:
        warnings.warn(word, DataWarning, stacklevel=2)
    return done


def publish_story(
    path: str | Path,
    id: str,
    *,
    title: str | None = None,
    draft: bool = False,
    access: Literal["team", "internal", "public"] | None = None,
    dry_run: bool = False,
    override: str | None = None,
) -> Published:
    """Publish a page of its own: a notebook, an HTML file or a folder of pages.

    Parameters
    ----------
    path
        A notebook (shown as it is, nothing is run), an HTML file, or a folder with `index.html`.
    id
        Its address, `"owner/name"`; the same address again makes a new version of the story. A name alone
        gets the owner of the settings, else whoever runs this, as a package does.
    title
        What a reader sees first; else the page's own title.
    draft
        Publish to an address for preview that is listed nowhere.
    access
        Who may read it, as for `publish`.
    dry_run
        Only say what would be published and which files differ.
    override
        Why it may be published although it holds what tells who somebody is.

    Returns
    -------
    Published
        With `id`, `version`, `address`, `created` and `diff`.

    Examples
    --------
    >>> from pathlib import Path
    >>> import stabbur as sb
    >>> _ = Path("rapport.html").write_text("<title>Rapport</title><p>Hei</p>")
    >>> sb.publish_story("rapport.html", "demo/rapport").address
    '/s/demo/rapport/v1'
    """
    done = connect().publish_story(
        path, id, title=title, draft=draft, access=access, dry_run=dry_run, override=override
    )
    for word in done.told:
        warnings.warn(word, DataWarning, stacklevel=2)
    return done


def read_dp(
    package: str | Path,
    resource: str | None = None,
    *,
    version: int | None = None,
    as_: Literal["pandas", "polars", "arrow", "package"] | None = None,
    strict: bool = False,
) -> Any:
    """Read a table of a data package, or open one that is more than a table.

    A package with one table is read at once. One with several tables, with a trained model, or with files and
    no table is opened: `.read(name)` gives a table, `.path(name)` a file whose hash was checked.

    Parameters
    ----------
    package
        The id of a published package such as `"demo/folketall"`, or `"demo/folketall@2"` for one version;
        or the folder, `datapackage.json` or http(s) address of any data package. A relative folder that
        looks like an id is written `./a/b`.
    resource
        The table's name; the only one when left out.
    version
        The number of a version; the latest that is not withdrawn when left out.
    as_
        `"pandas"`, `"polars"` or `"arrow"` for a table, `"package"` to open the package whatever it has;
        else pandas, or the package as said above.
    strict
        Raise at a value that does not fit its type; otherwise it becomes null, counted in a warning.

    Raises
    ------
    NotFound
        There is no such package, version or resource; or a table was asked for and there are several.
    BadInput
        The resource is a file that is no table.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> dp = sb.Datapackage(name="folketall", title="Folketall")
    >>> _ = dp.add_resource(pl.DataFrame({"nr": ["0301"], "personer": [697010]}), name="kommuner")
    >>> published = sb.publish(dp, owner="demo")
    >>> sb.read_dp("demo/folketall", as_="polars").rows()
    [('0301', 697010)]
    >>> sb.read_dp("demo/folketall", as_="package").path("kommuner").suffixes
    ['.csv', '.gz']
    """
    opened = package_at(package, version)
    if as_ == "package" or (as_ is None and resource is None and opened.is_more_than_a_table):
        if resource is None:
            return opened
        raise BadInput(
            f"as_=\"package\" opens the whole package, and '{resource}' is a part of it",
            hint=f'sb.read_dp(…, as_="package").path("{resource}")',
            code="resource-extra",
            name=resource,
        )
    return opened.read(resource, as_="pandas" if as_ is None else as_, strict=strict)


def package_at(package: str | Path, version: int | None) -> "Package":
    """Return a package opened by its id, or by its folder or address."""
    # what reads tables takes half a second to load, which whoever only publishes need not wait for
    from stabbur.registry.package import Package

    named = ID.fullmatch(package) if isinstance(package, str) else None
    if named is None:
        check_owner(package)
        return Package.at(package)
    registry = connect()
    one = registry.open(named[1], chosen(named[2], version, named[0]))
    for word in words_about(one, registry):
        warnings.warn(word, DataWarning, stacklevel=3)
    return Package.of(one)


def check_owner(package: object) -> None:
    """Refuse the name of a package without its owner, unless a folder or file has that name."""
    bare = NAME.fullmatch(package) if isinstance(package, str) else None
    if bare is None or bare[1].endswith((".json", ".yaml", ".yml")) or os.path.exists(str(package)):
        return
    published: list[str] = []
    with suppress(StabburError):  # where no list can be had, the owner is missing all the same
        published = [one.id for one in connect().packages() if one.name == bare[1]]
    listed = ", ".join(f"'{one}'" for one in published[:5])
    version = bare[2] or ""
    raise NotFound(
        f"'{package}' lacks the owner of the package" + (f": there is {listed}" if listed else ""),
        hint=f'sb.read_dp("{published[0] if published else f"owner/{bare[1]}"}{version}")'
        + ("" if published else f", or make sure of the folder: there is none named '{package}' here"),
        code="owner-missing",
        id=str(package),
    )


def chosen(named: str | None, version: int | None, package: str) -> int | None:
    """Return the version that is asked for, in the id or beside it."""
    if named is None or version in (None, int(named)):
        return int(named) if named else version
    raise BadInput(
        f"'{package}' and version={version} name two versions",
        hint="leave out one of them",
        code="version-twice",
        id=package,
    )


def words_about(one: Version, registry: Registry) -> list[str]:
    """Return what a reader of a version should know of it: withdrawn, or that there is a newer one."""
    if one.withdrawn is not None:
        return [f"'{one.id}' version {one.number} is withdrawn: {one.withdrawn}"]
    newer = next((known for known in registry.versions(one.id) if known.withdrawn is None), None)
    if newer is None or newer.number <= one.number:
        return []
    return [f"'{one.id}' has a newer version, {newer.number}: {newer.summary}"]

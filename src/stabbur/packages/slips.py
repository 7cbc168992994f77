"""Properties that look like slips of the pen: kept as the writer's own, with a word about the near name."""

import difflib
import warnings
from collections.abc import Iterable

from stabbur.errors import DataWarning

OF_PACKAGE = [
    "name",
    "title",
    "description",
    "homepage",
    "image",
    "version",
    "created",
    "keywords",
    "topics",
    "licenses",
    "contributors",
    "sources",
    "language",
    "renewal",
    "translations",
    "readme",
    "resources",
    "views",
    "notebooks",
    "stories",
    "profile",
    "id",
    "owner",
    "siblings",
    "aggregateOf",
]
OF_RESOURCE = [
    "name",
    "title",
    "description",
    "path",
    "data",
    "type",
    "format",
    "mediatype",
    "encoding",
    "compression",
    "bytes",
    "hash",
    "dialect",
    "schema",
    "sources",
    "licenses",
    "homepage",
    "formats",
    "translations",
    "rows",
    "protection",
    "aggregateOf",
]
# a whole word of another spelling is as far from the known one as another word may be
NEAR = 0.75


def warn_of_slips(given: Iterable[str], known: Iterable[str], thing: str) -> None:
    """Warn of each property that no standard has and that is nearly one that it has."""
    names = list(known)
    for name in given:
        near = [] if name in names else difflib.get_close_matches(name, names, 1, NEAR)
        if near:
            warnings.warn(
                f"'{name}' is no property of {thing}: is it '{near[0]}'? it is kept as one of your own",
                DataWarning,
                stacklevel=4,
            )

"""Where a resource's rows come from: its Parquet file, or its text files read by their schema."""

from pathlib import Path
from typing import Any

import polars as pl

from stabbur.errors import NotFound
from stabbur.packages.opening import Opened


def find_resource(package: Opened, name: str | None) -> dict[str, Any]:
    """Return a resource's descriptor by name; the only one when no name is given."""
    resources = package.descriptor.get("resources", [])
    found = [resource for resource in resources if name is None or resource.get("name") == name]
    if len(found) != 1:
        names = ", ".join(f"'{resource.get('name')}'" for resource in resources)
        raise NotFound(
            f"the package has no resource '{name}': it has {names}" if name else f"the package has {names}",
            hint="resource=…", code="resource-unknown", name=name or "",
        )  # fmt: skip
    return dict(found[0])


def read_frame(package: Opened, resource: dict[str, Any], *, strict: bool = False) -> pl.DataFrame:
    """Return a resource's rows."""
    files = [resource, *resource.get("alternatives", [])]
    for file in files:
        if file.get("format") == "parquet" and not strict:
            return pl.read_parquet(Path(package.base) / file["path"])
    return pl.read_csv(Path(package.base) / resource["path"])

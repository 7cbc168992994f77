"""A table by itself: read and checked as a package would hold it."""

import warnings
from pathlib import Path
from typing import Any

from stabbur.errors import DataWarning, LayoutWarning
from stabbur.io.file import read_file
from stabbur.packages.names import slug
from stabbur.packages.package import Datapackage
from stabbur.packages.validation.report import Problem, Report


def validate_table(path: Path, options: dict[str, Any]) -> Report:
    """Return what is wrong with the table of one file, and what was found when it was read."""
    # what a package asks for is no fault of a table: only its own cells are looked at
    alone = Datapackage(slug(path.stem), path.name, "a table by itself", licenses=["CC0-1.0"])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", DataWarning)
        if options:
            name = slug(path.name.split(".")[0])
            alone.add_resource(read_file(path, as_="arrow", **options), name)
        else:
            alone.add_resource(path)
    report = alone.validate()
    for one in told:
        if issubclass(one.category, LayoutWarning):
            report.errors.append(Problem("layout", str(one.message)))
        elif issubclass(one.category, DataWarning):
            report.warnings.append(Problem("reading", str(one.message)))
        else:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
    return report

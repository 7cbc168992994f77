"""A whole package checked: its descriptor and the rows of each table."""

from typing import TYPE_CHECKING

from stabbur.packages.validation.report import Report

if TYPE_CHECKING:
    from stabbur.packages.package import Datapackage


def validate_package(package: "Datapackage") -> Report:
    """Return everything that is wrong with a package."""
    return Report()

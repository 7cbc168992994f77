"""A database whose driver is not installed."""

from importlib import import_module


class Lacking:
    """Never reached."""

    driver = import_module("a_package_that_is_not_there")

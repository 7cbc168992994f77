"""A database whose driver is not installed."""

import a_package_that_is_not_there  # type: ignore[import-not-found]  # that is its point


class Lacking:
    """Never reached."""

    driver = a_package_that_is_not_there

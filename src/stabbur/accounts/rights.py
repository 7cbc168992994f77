"""Every right, with what it lets somebody do; routes, checks and the docs' table are made of it."""

RIGHTS = {
    "catalogue:search": "Search the catalogue and see the start page",
    "catalogue:keep": "Check, repair and rebuild the catalogue",
    "packages:read": "See a package, its data and its versions",
    "packages:publish": "Publish versions of a package and set its access",
    "packages:override": "Publish what the gate refuses, with a reason that all can see",
    "packages:withdraw": "Withdraw a version of a package",
    "stories:read": "See a story and its versions",
    "stories:publish": "Publish versions of a story and set its access",
    "help:read": "Read the help pages",
    "api:read": "Read the description of the programming interface",
    "runs:read": "See runs, their logs, notebooks and figures",
    "runs:start": "Start and stop runs, and publish what a test run made",
    "pipelines:read": "See pipelines, their plans and their history",
    "pipelines:change": "Make, change, pause and delete pipelines",
    "secrets:keep": "Set and delete secrets that runs are given",
    "data:reidentify": "Turn pseudonyms back into values, or give them another key",
    "audit:read": "Read the log of who did what",
}

ACCESS = {
    "team": "the owner's team",
    "internal": "everyone who is signed in",
    "public": "everyone",
}
"""The circles of readers, each wider than the one before."""


def narrower(wished: str | None, known: str) -> bool:
    """Say whether a circle of readers is narrower than another; no wish is not.

    Examples
    --------
    >>> narrower("team", "public"), narrower("public", "team"), narrower(None, "public")
    (True, False, False)
    """
    circles = list(ACCESS)
    return wished in ACCESS and circles.index(str(wished)) < circles.index(known)

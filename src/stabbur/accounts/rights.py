"""Every right, with what it lets somebody do; routes, checks and the docs' table are made of it."""

RIGHTS = {
    "catalogue:search": "Search the catalogue and see the start page",
    "catalogue:keep": "Check, repair and rebuild the catalogue",
    "packages:read": "See a package, its data and its versions",
    "packages:publish": "Publish versions of a package and set its access",
    "packages:withdraw": "Withdraw a version of a package",
    "stories:read": "See a story and its versions",
    "stories:publish": "Publish versions of a story and set its access",
    "help:read": "Read the help pages",
    "api:read": "Read the description of the programming interface",
    "audit:read": "Read the log of who did what",
}

ACCESS = {
    "team": "the owner's team",
    "internal": "everyone who is signed in",
    "public": "everyone",
}

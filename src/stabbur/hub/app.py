"""Put the web application together: routers, error shape, guard. State comes from `app.state`, no globals."""

import copy

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from stabbur import __version__
from stabbur.hub.api import catalogue, contents, jobs
from stabbur.hub.machines import exports, feeds, sitemap
from stabbur.hub.routes import (
    about,
    content,
    downloads,
    files,
    front,
    manual,
    notebooks,
    packages,
    pushes,
    search,
    stories,
    tables,
    versions,
)
from stabbur.hub.routes.jobs import changing, live, making, pipelines, runs, starting, testing
from stabbur.hub.routes.jobs import content as job_content
from stabbur.hub.serving import errors
from stabbur.hub.serving.guard import Guard
from stabbur.hub.tabular.query import TableFiles
from stabbur.registry.base import Registry
from stabbur.registry.here import connect
from stabbur.settings import Settings

ROUTERS: list[APIRouter] = [
    front.router,
    search.router,
    about.router,
    manual.router,
    files.router,
    feeds.router,
    sitemap.router,
    catalogue.router,
    contents.router,
    packages.router,
    exports.router,
    versions.router,
    stories.router,
    tables.router,
    downloads.router,
]

PRIVATE_ROUTERS: list[APIRouter] = [
    about.entering,
    stories.drafts,
    pushes.router,
    notebooks.router,
    live.router,
    starting.router,
    testing.router,
    runs.router,
    making.router,
    changing.router,
    pipelines.router,
    jobs.router,
]
"""What a hub of public things alone leaves out."""

CONTENT_ROUTERS: list[APIRouter] = [content.router, job_content.router]
"""What the content host serves: everything that users made, sandboxed, without cookies."""

DESCRIBED = (catalogue.router, contents.router, jobs.router)
"""What the description of the programming interface tells of."""

OPEN = {
    "/health",
    "/static/{name}",
    "/enter",
    "/leave",
    "/choices",
    "/robots.txt",
    "/hooks/push/{owner}/{name}",
}
"""Routes that need no right; a forge shows by its signature who it is."""

CHANGING = {"/enter"}
"""Routes whose GET changes something: a chat that asks for the head of a link must not use it up."""


def create_app(
    settings: Settings, *, public_only: bool = False, site: bool = False, source: Registry | None = None
) -> ASGIApp:
    """Return the whole hub: pages and content host behind one guard; `site` leaves out what needs a server."""
    where = source if source is not None else connect(settings)
    parts = [
        made(settings, where, routers, public_only=public_only, site=site)
        for routers in (ROUTERS + ([] if public_only else PRIVATE_ROUTERS), CONTENT_ROUTERS)
    ]
    return Guard(parts[0], parts[1], settings, public_only=public_only)


def made(
    settings: Settings, where: Registry, routers: list[APIRouter], *, public_only: bool, site: bool
) -> FastAPI:
    """Return one application of some routers; it shows no documentation of its own."""
    app = FastAPI(
        title="Stabbur",
        version=__version__,
        description="What is published in this Stabbur: search, packages, versions and stories.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.settings = settings
    app.state.registry = where
    app.state.public_only = public_only
    app.state.is_site = site
    app.state.kept = {}
    app.state.tables = TableFiles()
    for router in routers:
        answer_head(router)
        app.include_router(router, include_in_schema=router in DESCRIBED)
    errors.install(app)
    return app


def answer_head(router: APIRouter) -> None:
    """Let HEAD be answered as GET without its body, on every route that only reads; FastAPI leaves that to each of them."""
    routes = [one for one in router.routes if isinstance(one, APIRoute)]
    headed = {one.path for one in routes if "HEAD" in (one.methods or ())}
    for route in routes:
        if route.path in headed | CHANGING or "GET" not in (route.methods or ()):
            continue
        again = copy.copy(route)  # a route of its own: the description of the API tells of GET alone
        again.methods, again.include_in_schema = {"HEAD"}, False
        router.routes.insert(router.routes.index(route), again)

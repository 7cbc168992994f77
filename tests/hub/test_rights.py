"""Every route names its right, or stands in the list of open ones."""

from fastapi.routing import APIRoute

from stabbur.hub.app import CONTENT_ROUTERS, OPEN, PRIVATE_ROUTERS, ROUTERS
from stabbur.hub.serving.needs import NAMES


def test_every_route_has_a_right_or_is_open() -> None:
    for router in ROUTERS + PRIVATE_ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            named = [one for one in route.dependant.dependencies if one.call in NAMES]
            named += [one for one in router.dependencies if one.dependency in NAMES]  # type: ignore[misc]
            assert named or route.path in OPEN, f"{route.path} names no right"


def test_content_host_has_routes() -> None:
    assert all(router.routes for router in CONTENT_ROUTERS)

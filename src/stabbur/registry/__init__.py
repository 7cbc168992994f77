"""Where published things are: publish them, find them, open them, keep them whole."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stabbur.registry.face import publish, publish_story, read_dp
    from stabbur.registry.here import connect

PUBLIC = {
    "connect": "stabbur.registry.here",
    "publish": "stabbur.registry.face",
    "publish_story": "stabbur.registry.face",
    "read_dp": "stabbur.registry.face",
}

__all__ = ["connect", "publish", "publish_story", "read_dp"]


def __getattr__(name: str) -> object:
    if name not in PUBLIC:
        raise AttributeError(f"stabbur.registry has no '{name}': it has {', '.join(sorted(PUBLIC))}")
    return getattr(import_module(PUBLIC[name]), name)

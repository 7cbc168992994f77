"""Where published things are: publish them, find them, open them, keep them whole."""

from importlib import import_module

PUBLIC = {
    "connect": "stabbur.registry.here",
    "publish": "stabbur.registry.face",
    "publish_story": "stabbur.registry.face",
    "read_dp": "stabbur.registry.face",
}

__all__ = sorted(PUBLIC)


def __getattr__(name: str) -> object:
    if name not in PUBLIC:
        raise AttributeError(f"stabbur.registry has no '{name}': it has {', '.join(sorted(PUBLIC))}")
    return getattr(import_module(PUBLIC[name]), name)

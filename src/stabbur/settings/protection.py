"""A source with a secret belongs to the level that defines it: nothing nearer may bend it elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from stabbur.errors import BadInput
from stabbur.settings.places import Origin

Key = tuple[str, ...]
# a cloned project could read other files, move the state, or choose by them where packages come from, tokens go
# and who is told
NOT_IN_PROJECT = ("secrets", "state", "packages", "forge", "runs", "notices")
RULES = ("allow", "deny")  # of an installation: whoever works there can't lift them
OF_INSTALLATION = (
    ("packages", "password"),
    ("state", "password"),
    *(("notices", name) for name in ("smtp_password", "slack", "webhook_key")),
)
SIGNED_IN = ("index", "cran", "npm", "user", "password")


class Layer(Protocol):
    """What this check reads of a level."""

    level: str
    values: dict[Key, Any]

    def origin(self, key: Key) -> Origin:
        """Return where a key stands."""
        ...


def check(layers: Sequence[Layer]) -> None:
    """Refuse what a nearer level may not say; the nearest level comes first."""
    for index, layer in enumerate(layers):
        if layer.level == "project":
            _refuse_sections(layer)
        for outer in layers[index + 1 :]:
            _refuse_sources(layer, outer)
            _refuse_packages(layer, outer)


def _refuse_sections(layer: Layer) -> None:
    for key in layer.values:
        if key[0] in NOT_IN_PROJECT:
            place = layer.origin(key)
            raise BadInput(
                f"'{'.'.join(key)}' in {place} can't be set by a project",
                hint="set it in the person's stabbur.toml under STABBUR_HOME",
                code="settings-not-in-project",
                **_params(key, place),
            )


def _refuse_sources(layer: Layer, outer: Layer) -> None:
    # by secret, not by source: the same secret under another name would sign in elsewhere just as well
    owned = dict(_secrets(outer))
    for key in layer.values:
        if key[0] == "sources" and len(key) > 1 and key[1] in owned.values():
            raise _bent(key, layer, outer)
    for secret, key in ((value["secret"], key) for key, value in _references(layer)):
        if secret in owned and owned[secret] != key[1]:
            place = layer.origin(key)
            raise BadInput(
                f"'{'.'.join(key)}' in {place} uses the secret '{secret}', "
                f"which belongs to {_owner(owned[secret])} of the {outer.level}",
                hint="give the source a secret of its own",
                code="secret-protected",
                **_params(key, place),
            )


def _refuse_packages(layer: Layer, outer: Layer) -> None:
    """Keep the rules of an installation, and its password to the addresses that it stands beside."""
    held = RULES if outer.level == "installation" else ()
    guarded = SIGNED_IN if ("packages", "password") in outer.values else ()
    for key in (("packages", name) for name in (*held, *guarded)):
        if key in layer.values and (key in outer.values or key[1] in guarded):
            place = layer.origin(key)
            raise BadInput(
                f"'{'.'.join(key)}' in {place} can't change what {outer.origin(key)} says",
                hint=f"take {'.'.join(key)} out of {place}",
                code="packages-protected",
                **_params(key, place),
            )


def _bent(key: Key, layer: Layer, outer: Layer) -> BadInput:
    name, place = key[1], layer.origin(key)
    return BadInput(
        f"source '{name}' has a secret and is defined by {outer.origin(('sources', name))}: "
        f"'{'.'.join(key)}' in {place} can't change it",
        hint=f"give the source another name than '{name}', with a secret of its own",
        code="source-protected",
        **_params(key, place),
    )


def _owner(name: str) -> str:
    return f"'{name}'" if "." in name else f"the source '{name}'"


def _references(layer: Layer) -> Iterator[tuple[Key, dict[str, str]]]:
    for key, value in layer.values.items():
        if key[0] == "sources" and len(key) > 2 and isinstance(value, dict) and "secret" in value:
            yield key, value


def _secrets(layer: Layer) -> Iterator[tuple[str, str]]:
    for key, value in _references(layer):
        yield value["secret"], key[1]
    for key in OF_INSTALLATION:
        given = layer.values.get(key)
        if isinstance(given, dict) and "secret" in given:
            yield given["secret"], ".".join(key)


def _params(key: Key, place: Origin) -> dict[str, Any]:
    file = str(place.file) if place.file else None
    return {"key": ".".join(key), "file": file, "line": place.line, "variable": place.variable}

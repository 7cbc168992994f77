"""Every setting: name, type, default and one line of help; read from environment and TOML files."""

from stabbur.settings.models import (
    Bucket,
    Hub,
    Index,
    Limits,
    Packages,
    Publish,
    Secrets,
    Settings,
    Source,
    State,
)
from stabbur.settings.places import RESERVED, Origin, home, local_person, place_of_test, private
from stabbur.settings.reading import Explained, explain, load
from stabbur.settings.section import SecretReference, Section

__all__ = [
    "RESERVED",
    "Bucket",
    "Explained",
    "Hub",
    "Index",
    "Limits",
    "Origin",
    "Packages",
    "Publish",
    "SecretReference",
    "Secrets",
    "Section",
    "Settings",
    "Source",
    "State",
    "explain",
    "home",
    "load",
    "local_person",
    "place_of_test",
    "private",
]

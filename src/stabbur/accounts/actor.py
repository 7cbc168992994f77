"""Who does something: the local person until sign-in exists, or the public."""

from dataclasses import dataclass
from typing import Literal

from stabbur import settings


@dataclass(frozen=True)
class Actor:
    """Somebody who acts; `slug` is the name under which the audit log knows them."""

    slug: str
    kind: Literal["local", "public"] = "local"


PUBLIC = Actor("public", "public")


def local() -> Actor:
    """Return whoever runs this process."""
    return Actor(settings.local_person(), "local")

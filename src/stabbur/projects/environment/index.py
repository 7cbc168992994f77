"""Where packages come from on this machine: variables for uv, R and npm, made anew for each process."""

import base64
import os
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from stabbur import secrets
from stabbur.errors import BadInput
from stabbur.secrets.sending import is_loopback
from stabbur.settings import Settings, load

INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_FIND_LINKS")
NAMELESS = "__token__"  # what indexes call whoever signs in with a token


def environ(settings: Settings | None = None) -> dict[str, str]:
    """Return the variables by which uv, R and npm find the packages of the settings.

    The password stands in them in clear: they are for the environment of a process, and for nothing else.

    Raises
    ------
    NotFound
        No store has the password.
    BadInput
        The password would go over the net unencrypted.
    """
    settings = settings or load()
    packages = settings.packages
    user, password = packages.user, ""
    if packages.password:
        for address in (packages.index, packages.cran, packages.npm):
            _encrypted(address)
        password = secrets.resolve(packages.password, settings).reveal()
        user = user or NAMELESS
    made = _uv(packages.index, user, password) if packages.index else _uv_as_it_is()
    if packages.npm:
        made |= _npm(packages.npm, user, password)
    if packages.cran:
        made |= _r(packages.cran, user, password)
    return made


def nowhere() -> dict[str, str]:
    """Return the variables by which uv has no index at all: a lock is held against a project, not against one."""
    return dict.fromkeys(INDEXES, "") | {"UV_CONFIG_FILE": os.devnull}


def shown(settings: Settings) -> str:
    """Return how the index of Python packages is called in messages."""
    return f"'{settings.packages.index}'" if settings.packages.index else "the index of uv"


def _encrypted(address: str) -> None:
    found = urlsplit(address)
    if found.scheme == "http" and not is_loopback(found.hostname):
        raise BadInput(
            f"the password for '{address}' would go over the net unencrypted",
            hint="give packages in stabbur.toml an address that begins with https://",
            code="packages-unencrypted",
            address=address,
        )


def _uv(address: str, user: str, password: str) -> dict[str, str]:
    # a name that nobody can guess: an index of the same name in a cloned project would get the password
    name = f"stabbur{token_hex(12)}"
    # neither the project's files nor the person's may name another index
    made = nowhere() | {"UV_DEFAULT_INDEX": f"{name}={address}"}
    if password:
        made |= {f"UV_INDEX_{name.upper()}_USERNAME": user, f"UV_INDEX_{name.upper()}_PASSWORD": password}
    return made


def _uv_as_it_is() -> dict[str, str]:
    """Let what the person or the machine has set up for uv hold, and nothing of the project's own files."""
    if os.environ.get("UV_CONFIG_FILE"):
        return {}
    own = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config", "uv", "uv.toml")
    found = next((file for file in (own, Path("/etc/uv/uv.toml")) if file.is_file()), None)
    return {"UV_CONFIG_FILE": str(found)} if found else {"UV_NO_CONFIG": "1"}


def _npm(address: str, user: str, password: str) -> dict[str, str]:
    found = urlsplit(address)
    made = {"npm_config_registry": address}
    key = f"npm_config_//{found.netloc}{found.path.rstrip('/')}/"
    if password and user == NAMELESS:
        made[f"{key}:_authToken"] = password
    elif password:
        made[f"{key}:_auth"] = _basic(user, password)
    return made


def _r(address: str, user: str, password: str) -> dict[str, str]:
    made = {
        "R_PROFILE": str(Path(__file__).with_name("profile.R")),
        "R_REPOS": address,
        "RENV_CONFIG_REPOS_OVERRIDE": address,
    }
    if password:
        made["R_REPOS_AUTHORIZATION"] = f"Basic {_basic(user, password)}"
    return made


def _basic(user: str, password: str) -> str:
    # kept out of what is shown as the password itself is
    return secrets.Secret(base64.b64encode(f"{user}:{password}".encode()).decode()).reveal()

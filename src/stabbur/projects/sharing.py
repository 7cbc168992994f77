"""An organisation's shared settings: sources and buckets into a project, the package index to the person's own."""

import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stabbur import settings as all_settings
from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.io.fetch import fetch
from stabbur.projects.beginning import toml
from stabbur.projects.git.command import git
from stabbur.projects.origin.fetching import clone, place
from stabbur.projects.undoing import Undo
from stabbur.secrets import mask
from stabbur.secrets.sending import is_loopback
from stabbur.settings import places

Report = Callable[[str], None]
OF_PROJECT = ("sources", "buckets", "publish", "help_address", "language", "timezone")
OF_PERSON = ("packages", "forge")
STORES = ("secrets", "stores")
VAULT = re.compile(r"(?P<address>https?://[^\s/?#@]+)/(?P<path>[\w.-]+(/[\w.-]+)*)/?")
LARGEST = 1_000_000  # bytes of a file of settings
LOCAL = ("local", "sqlite", "duckdb")


@dataclass(frozen=True)
class Shared:
    """Settings that somebody shares: what goes into a project and what to the person; `left` is what is not taken."""

    where: str = ""
    project: Mapping[str, Any] = field(default_factory=dict)
    person: Mapping[str, Any] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def looked_at(settings: str | None, secrets: str | None, folder: Path) -> Shared:
    """Read shared settings and where secrets are found; nothing is written.

    Parameters
    ----------
    settings
        A file, a folder with a stabbur.toml, the address of a git repository with one, or of the file itself.
    secrets
        A folder of mounted files, or `vault:ADDRESS/PATH`.
    folder
        Where the project will be made.

    Raises
    ------
    NotFound
        There is no such file, or no stabbur.toml in the repository.
    BadInput
        It can't be read, holds a secret, or an unknown setting.
    """
    given = _shared(settings) if settings else Shared()
    if secrets:
        found = {**given.person, "secrets": {**given.person.get("secrets", {}), **_secrets(secrets)}}
        given = Shared(given.where, given.project, found, given.left)
    _refuse_other(given, folder)
    return given


def share(shared: Shared, root: Path, undo: Undo, report: Report) -> None:
    """Write shared settings to a project's stabbur.toml and to the person's; `undo` gets the way back.

    Comments and order of both files stay as they are.

    Raises
    ------
    BadInput
        A shared source has the name or the secret of one of the person's own.
    """
    if shared.project:
        toml.merge(root / places.FILE, shared.project, win=True)
        report(f"settings: {_listed(shared.project)} taken from '{shared.where}'")
    if shared.person:
        person = all_settings.home() / places.FILE
        before = person.read_bytes() if person.is_file() else None
        undo.make(
            lambda: toml.merge(person, shared.person, win=False),
            lambda written: toml.restore(person, before, written),
            by_hand=f"take {_listed(shared.person)} out of '{person}'",
        )
        report(f"settings: {_listed(shared.person)} written to '{person}', for all your projects")
    for section in shared.left:
        report(f"settings: '{section}' of '{shared.where}' is not taken: it is for each to say")
    all_settings.load(root)


def _shared(given: str) -> Shared:
    try:
        found = place(given)
    except NotFound:
        raise NotFound(
            f"there is no '{given}' to take settings from",
            hint=f"give a {places.FILE}, a folder or a git repository with one, or its https:// address",
            code="settings-unshared",
            path=given,
        ) from None
    if isinstance(found, Path) and found.is_file():
        return _parsed(found, str(found), at_home=True)
    if isinstance(found, Path) and (found / places.FILE).is_file():
        return _parsed(found / places.FILE, str(found / places.FILE), at_home=True)
    if isinstance(found, str) and urlsplit(found).path.endswith(".toml"):
        return _fetched(found)
    with tempfile.TemporaryDirectory(prefix="stabbur-settings-") as name:
        clone(found, Path(name, "clone"))
        try:
            text = git(Path(name, "clone"), "cat-file", "blob", f"HEAD:{places.FILE}")
        except StabburError:
            raise NotFound(
                f"'{given}' has no {places.FILE}",
                hint=f"give the {places.FILE} of your organisation, or a repository with one at its root",
                code="settings-unshared",
                path=given,
            ) from None
        file = Path(name, places.FILE)
        file.write_text(text, encoding="utf-8")
        return _parsed(file, given, at_home=False)


def _fetched(address: str) -> Shared:
    """Read the settings at an address, which says where packages come from: nobody on the way may change it."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise BadInput(
            f"'{address}' could be changed on the way: settings are not read from there",
            hint="give an address that begins with https://, or a repository",
            code="settings-unshared",
            path=address,
        )
    answer = fetch(address, limit_bytes=LARGEST, timeout=all_settings.load().io.timeout_seconds)
    with tempfile.TemporaryDirectory(prefix="stabbur-settings-") as name:
        file = Path(name, places.FILE)
        file.write_bytes(answer.content)
        return _parsed(file, address, at_home=False)


def _parsed(file: Path, where: str, *, at_home: bool) -> Shared:
    """Check the file as a person's own would be, and divide what it says."""
    with tempfile.TemporaryDirectory(prefix="stabbur-settings-") as name:
        copy = Path(name).resolve() / places.FILE
        try:
            copy.write_bytes(file.read_bytes())
            all_settings.load(copy.parent, {"STABBUR_HOME": str(copy.parent)})
        except BadInput as error:
            told = str(error).replace(str(copy), where)
            raise BadInput(told, hint=error.hint, code=error.code, **error.params) from None
        values: dict[str, Any] = tomllib.loads(copy.read_text(encoding="utf-8-sig"))
    for section in ("sources", "buckets"):
        for one in values.get(section, {}).values():
            address = one.get("address", "")
            local = one.get("kind", "local" if section == "buckets" else "") in LOCAL
            # seen from the file that names it, which a repository that was fetched leaves no trace of
            if at_home and local and address and "://" not in address and not address.startswith(":"):
                one["address"] = str(file.parent / Path(os.path.expanduser(address)))
    project = {key: value for key, value in values.items() if key in OF_PROJECT}
    person = {key: value for key, value in values.items() if key in OF_PERSON}
    return Shared(where, project, person, tuple(key for key in values if key not in project | person))


def _secrets(given: str) -> dict[str, Any]:
    """Return the settings by which secrets are found; no secret is read."""
    if given.startswith("vault:"):
        found = VAULT.fullmatch(given.removeprefix("vault:"))
        if not found:
            raise BadInput(
                "where the vault is can't be read from what --secrets gives",
                hint="vault:https://vault.example.no/MOUNT/PATH, without user or password",
                code="vault-address",
            )
        return {"vault": found["address"], "vault_path": found["path"], "stores": ["vault"]}
    folder = Path(os.path.expanduser(given))
    if folder.is_file():
        raise BadInput(
            f"'{given}' is a file: the values of secrets are never copied",
            hint="keep each in your keyring: stabbur secrets set NAME; or give a folder with a file for each",
            code="secrets-file",
            path=given,
        )
    if not folder.is_dir():
        raise NotFound(
            f"there is no folder '{given}' with secrets",
            hint="give a folder with a file for each secret, or vault:https://vault.example.no/MOUNT/PATH",
            code="secrets-folder",
            path=given,
        )
    return {"folder": str(folder.resolve()), "stores": ["files"]}


def _refuse_other(shared: Shared, folder: Path) -> None:
    """Refuse what the person has set otherwise, and an index that would be sent another's password."""
    file = all_settings.home() / places.FILE
    own = tomllib.loads(file.read_text(encoding="utf-8-sig")) if file.is_file() else {}
    for key, value in _leaves(shared.person):
        said = _at(own, key)
        if said is not None and said != value and key != STORES:
            raise Conflict(
                f"'{'.'.join(key)}' is {_shown(said)} in '{file}', and {_shown(value)} is to be shared",
                hint=f"take it out of '{file}', or leave it out of what is shared",
                code="settings-differ",
                key=".".join(key),
            )
    password = shared.person.get("packages", {}).get("password", {}).get("secret")
    known = all_settings.load(folder)
    used = {one.secret for source in known.sources.values() for one in source.references().values()}
    if password and password in used | ({known.state.password.secret} if known.state.password else set()):
        raise BadInput(
            f"'packages.password' of '{shared.where}' uses the secret '{password}', which a source of yours has",
            hint="let the package index have a secret of its own",
            code="secret-protected",
        )


def _leaves(values: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and set(value) != {"secret"}:
            yield from _leaves(value, (*before, key))
        else:
            yield (*before, key), value


def _at(values: Mapping[str, Any], key: tuple[str, ...]) -> Any:
    found: Any = values
    for part in key:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(".".join(key[:2]) for key in dict.fromkeys(key[:2] for key, _ in _leaves(values)))


def _shown(value: Any) -> str:
    return f"'{mask(str(value))}'"

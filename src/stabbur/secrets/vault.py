"""Secrets in Vault or OpenBao, engine KV version 2: `dvh/password` is the key `password` of `<secrets.vault_path>/dvh`."""

import os
import shlex
from pathlib import Path
from typing import Any, NoReturn, Self
from urllib.parse import quote, urlsplit

import httpx

from stabbur.errors import BadInput, NotAllowed, NotFound, Unavailable
from stabbur.secrets.secret import Secret
from stabbur.secrets.sending import is_loopback
from stabbur.settings import Secrets

TOKENS = ("VAULT_TOKEN", "BAO_TOKEN")
SIGNED_IN = "~/.vault-token"  # where `vault login` and `bao login` leave one
ALONE = "value"  # the key of a secret whose name has no /
SECONDS = 10.0
TRIES = 5


class VaultSecrets:
    """A path of one vault; the token comes from a file or from the environment, and goes nowhere else."""

    def __init__(self, address: str, path: str, token_file: str = "") -> None:
        self.address, self.token_file = address, token_file
        self.engine, _, self.path = path.partition("/")

    @classmethod
    def open(cls, options: Secrets) -> Self:
        """Return the store at `secrets.vault`; BadInput when that is not set, or would be spoken to in clear."""
        if not options.vault:
            raise BadInput(
                "the secret store 'vault' has no address",
                hint="set secrets.vault in the person's stabbur.toml, such as https://vault.example.no",
                code="vault-address",
            )
        found = urlsplit(options.vault)
        if found.scheme != "https" and not is_loopback(found.hostname):
            raise BadInput(
                f"'{options.vault}' would be sent the token unencrypted",
                hint="give secrets.vault an address that begins with https://",
                code="vault-address",
            )
        return cls(options.vault, options.vault_path, options.vault_token_file)

    def read(self, name: str) -> str | None:
        """Return the value, or None when the vault does not have it."""
        value = self._read(name)[0].get(_key(name))
        if value is None or isinstance(value, str):
            return value
        raise Unavailable(
            f"secret '{name}' in {self.address} is no text",
            hint=f"write it as text: vault kv put {self.engine}/{self._place(name)} {_key(name)}=…",
            code="secret-unreadable",
        )

    def place(self, name: str) -> str:
        """Name the vault, the path and the key."""
        return f"the key '{_key(name)}' of {self.engine}/{self._place(name)} in {self.address}"

    def write(self, name: str, value: str) -> None:
        """Keep a value as a new version, beside the other keys of its path."""
        self._change(name, {_key(name): value})

    def delete(self, name: str) -> None:
        """Leave a value out of the next version; versions before it stay in the vault until it forgets them."""
        if _key(name) not in self._read(name)[0]:
            raise NotFound(f"no secret '{name}' in {self.address}", code="secret-missing")
        self._change(name, {_key(name): None})

    def _change(self, name: str, changes: dict[str, str | None]) -> None:
        for _ in range(TRIES):
            before, version = self._read(name)
            data = {key: value for key, value in (before | changes).items() if value is not None}
            # by the version that was read: what somebody else wrote meanwhile is not lost
            answer = self._ask("POST", name, {"options": {"cas": version}, "data": data})
            if answer.status_code != 400 or "check-and-set" not in answer.text:
                self._refuse(answer, name)
                return
        raise Unavailable(
            f"secret '{name}' in {self.address} is being written by others",
            hint="try again",
            code="vault-busy",
        )

    def _read(self, name: str) -> tuple[dict[str, Any], int]:
        """Return the keys of a secret's path, and the version they are of."""
        answer = self._ask("GET", name)
        found = _json(answer).get("data") or {}
        # a version that was deleted answers 404 and says which one it was
        version = int((found.get("metadata") or {}).get("version", 0)) if isinstance(found, dict) else 0
        if answer.status_code == 404:
            return {}, version
        self._refuse(answer, name)
        return dict(found.get("data") or {}), version

    def _ask(self, method: str, name: str, body: dict[str, Any] | None = None) -> httpx.Response:
        url = f"{self.address}/v1/{quote(self.engine)}/data/{quote(self._place(name))}"
        headers = {"X-Vault-Token": self._token().reveal(), "X-Vault-Request": "true"}
        try:
            # a redirect is not followed: the token is for this address alone
            return httpx.request(method, url, headers=headers, json=body, timeout=SECONDS)
        except httpx.HTTPError as error:
            raise Unavailable(
                f"the vault {self.address} does not answer: {type(error).__name__}",
                hint="look at secrets.vault and your network, and try again",
                code="vault-unreachable",
            ) from None

    def _refuse(self, answer: httpx.Response, name: str) -> None:
        if answer.status_code in (200, 204):
            return
        if answer.status_code == 403:
            raise NotAllowed(
                f"the vault {self.address} refuses the token for {self.engine}/{self._place(name)}",
                hint="sign in anew: vault login; or ask whoever runs it for a policy with that path",
                code="vault-refused",
            )
        told = "it is sealed" if answer.status_code == 503 else f"status {answer.status_code}"
        self._unavailable(name, told)

    def _unavailable(self, name: str, told: str) -> NoReturn:
        raise Unavailable(
            f"the vault {self.address} did not give or take secret '{name}': {told}",
            hint="look at secrets.vault and secrets.vault_path: stabbur config show",
            code="vault-unreachable",
        )

    def _place(self, name: str) -> str:
        inside = name.rpartition("/")[0] or name
        return f"{self.path}/{inside}" if self.path else inside

    def _token(self) -> Secret:
        given = _read_token(Path(self.token_file).expanduser()) if self.token_file else ""
        given = given or next((os.environ[one] for one in TOKENS if os.environ.get(one)), "")
        signed_in = Path(SIGNED_IN).expanduser()
        if not given and signed_in.is_file():
            given = _read_token(signed_in)
        if not given or not given.isascii() or not given.isprintable():
            raise NotAllowed(
                f"there is no token for the vault {self.address}",
                hint="set secrets.vault_token_file, or VAULT_TOKEN in the environment: vault login",
                code="vault-token",
            )
        return Secret(given)


def _read_token(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise Unavailable(
            f"the token of the vault can't be read from '{file}': {reason}",
            hint=f"ls -l {shlex.quote(str(file))}",
            code="vault-token",
        ) from None


def _key(name: str) -> str:
    return name.rpartition("/")[2] if "/" in name else ALONE


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

"""Secrets in a vault: a real OpenBao."""

import secrets as random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur.errors import BadInput, NotAllowed, Unavailable
from stabbur.secrets.base import SecretStore
from stabbur.secrets.masking import mask
from stabbur.secrets.resolving import resolve, stores
from stabbur.secrets.vault import VaultSecrets
from stabbur.settings import SecretReference, Secrets, Settings
from tests.secrets.contract import SecretStoreContract
from tests.servers import openbao, web


@pytest.fixture(scope="module")
def server() -> Iterator[openbao.Server]:
    with openbao.serve() as served:
        yield served


@pytest.fixture
def options(server: openbao.Server, monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """A path that no other test uses, and the token in the environment."""
    monkeypatch.setenv("VAULT_TOKEN", server.token)
    return Secrets(vault=server.address, vault_path=f"secret/{random.token_hex(6)}", stores=("vault",))


class TestVault(SecretStoreContract):
    writable = True

    @pytest.fixture
    def store(self, options: Secrets) -> SecretStore:
        return VaultSecrets.open(options)

    def put(self, store: SecretStore, name: str, value: str) -> None:
        store.write(name, value)


def test_what_others_wrote_with_the_vaults_own_program_is_found(
    server: openbao.Server, options: Secrets
) -> None:
    server.ask(
        "POST", f"secret/data/{options.vault_path[7:]}/dvh", {"data": {"user": "kari", "password": "p1"}}
    )
    server.ask("POST", f"secret/data/{options.vault_path[7:]}/token", {"data": {"value": "t1"}})
    store = VaultSecrets.open(options)
    assert (store.read("dvh/password"), store.read("dvh/user"), store.read("token")) == ("p1", "kari", "t1")
    assert store.read("dvh") is None
    settings = Settings(secrets=options)
    assert resolve(SecretReference(secret="dvh/password"), settings).reveal() == "p1"
    assert [name for name, _ in stores(settings)] == ["vault"]


def test_write_and_delete_leave_the_other_keys(options: Secrets) -> None:
    store = VaultSecrets.open(options)
    store.write("dvh/user", "kari")
    store.write("dvh/password", "p1")
    store.delete("dvh/password")
    assert (store.read("dvh/user"), store.read("dvh/password")) == ("kari", None)


def test_two_who_write_at_once_lose_nothing(options: Secrets) -> None:
    store = VaultSecrets.open(options)
    names = [f"dvh/key-{number}" for number in range(4)]
    threads = [threading.Thread(target=store.write, args=(name, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.read(name) for name in names] == names


def test_token_comes_from_a_mounted_file(
    options: Secrets, server: openbao.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    monkeypatch.setenv("HOME", str(tmp_path))
    store = VaultSecrets.open(options)
    with pytest.raises(NotAllowed, match="no token"):
        store.read("dvh/password")
    (tmp_path / "token").write_text(f"{server.token}\n")
    mounted = options.model_copy(update={"vault_token_file": str(tmp_path / "token")})
    assert VaultSecrets.open(mounted).read("dvh/password") is None
    monkeypatch.setenv("BAO_TOKEN", server.token)
    assert store.read("dvh/password") is None
    gone = options.model_copy(update={"vault_token_file": str(tmp_path / "gone")})
    with pytest.raises(Unavailable, match="gone"):
        VaultSecrets.open(gone).read("dvh/password")


def test_token_that_signing_in_left_is_the_last_that_is_looked_for(
    options: Secrets, server: openbao.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".vault-token").write_text("of another day")
    assert VaultSecrets.open(options).read("dvh/password") is None
    monkeypatch.delenv("VAULT_TOKEN")
    with pytest.raises(NotAllowed, match="refuses the token"):
        VaultSecrets.open(options).read("dvh/password")
    (tmp_path / ".vault-token").write_text(server.token)
    assert VaultSecrets.open(options).read("dvh/password") is None


def test_token_without_a_right_is_refused_and_not_shown(
    options: Secrets, server: openbao.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = server.ask("POST", "auth/token/create", {"policies": ["default"], "no_default_policy": False})
    auth = made["auth"]
    assert isinstance(auth, dict)
    monkeypatch.setenv("VAULT_TOKEN", auth["client_token"])
    with pytest.raises(NotAllowed) as error:
        VaultSecrets.open(options).read("dvh/password")
    assert auth["client_token"] not in f"{error.value}{error.value.hint}"
    assert auth["client_token"] not in mask(f"the token is {auth['client_token']} or so")


def test_vault_that_does_not_answer_is_named(options: Secrets) -> None:
    nowhere = options.model_copy(update={"vault": "http://127.0.0.1:9"})
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9"):
        VaultSecrets.open(nowhere).read("dvh/password")


def test_token_follows_no_redirect(options: Secrets) -> None:
    with web.serve() as thief, web.serve() as site:
        site.put("/v1/secret/data/dvh", b"", status=307, Location=thief.url("/stolen"))
        store = VaultSecrets(site.url(""), "secret")
        with pytest.raises(Unavailable, match="status 307") as error:
            store.read("dvh/password")
        assert not thief.asked
    assert error.value.hint.endswith("stabbur config show")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"data": null}', b'{"data": {"data": null}}'])
def test_answer_of_another_shape_is_no_secret(options: Secrets, body: bytes) -> None:
    with web.serve() as site:
        site.put("/v1/secret/data/dvh", body)
        assert VaultSecrets(site.url(""), "secret").read("dvh/password") is None


def test_value_that_is_no_text_is_said(options: Secrets, server: openbao.Server) -> None:
    server.ask("POST", f"secret/data/{options.vault_path[7:]}/dvh", {"data": {"password": {"deep": 1}}})
    with pytest.raises(Unavailable, match="is no text"):
        VaultSecrets.open(options).read("dvh/password")


@pytest.mark.parametrize("address", ["", "http://vault.example.no"])
def test_address_that_would_send_the_token_in_clear_is_refused(address: str) -> None:
    with pytest.raises(BadInput) as error:
        VaultSecrets.open(Secrets(vault=address))
    assert "https://" in error.value.hint

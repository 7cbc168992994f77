"""Secrets in the environment."""

import os
from collections.abc import Iterator

import pytest

from stabbur.secrets.base import SecretStore
from stabbur.secrets.environment import EnvironmentSecrets, variable
from stabbur.settings import Secrets
from tests.secrets.contract import SecretStoreContract


class TestEnvironment(SecretStoreContract):
    @pytest.fixture
    def store(self) -> Iterator[SecretStore]:
        before = dict(os.environ)
        yield EnvironmentSecrets.open(Secrets())
        os.environ.clear()
        os.environ.update(before)

    def put(self, store: SecretStore, name: str, value: str) -> None:
        os.environ[variable(name)] = value


def test_name_of_the_variable() -> None:
    assert variable("dvh-test/pass.word") == "STABBUR_SECRET_DVH_TEST_PASS_WORD"

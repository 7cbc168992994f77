"""What a push means when it fails, and that its token goes to one address alone."""

import os
import subprocess
from pathlib import Path

import pytest

from stabbur.errors import BadInput, NotAllowed, StabburError, Unavailable
from stabbur.projects.forges.pushing import environment, push, refusal
from stabbur.secrets import Secret

URL = "https://git.example.no/kari/tall.git"
PAGE = "https://git.example.no/tokens"
TOKEN = Secret("ghp_of-this.test_alone")


def config(environ: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        ["git", "config", *words], env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("said", "kind", "hint"),
    [
        ("refusing to allow a token to create or update workflow `.github/t.yml` without `workflow` scope", NotAllowed, PAGE),
        ("remote: error: GH007: Your push would publish a private email address.", NotAllowed, "no/settings/emails"),
        ("remote: error: GH013: Repository rule violations found for refs/heads/main.", NotAllowed, "rule"),
        ("remote: GitLab: You are not allowed to push code to protected branches on this project.", NotAllowed, "rule"),
        ("! [remote rejected] main -> main (pre-receive hook declined)", NotAllowed, "rule"),
        ("fatal: unable to access 'x': The requested URL returned error: 403", NotAllowed, PAGE),
        ("fatal: Authentication failed for 'x'", NotAllowed, PAGE),
        ("fatal: unable to access 'x': Could not resolve host: git.example.no", Unavailable, "network"),
        ("error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503", Unavailable, "network"),
        ("server certificate verification failed. CAfile: none", NotAllowed, "does not trust the certificate"),
        ("fatal: the remote end hung up unexpectedly", Unavailable, "network"),
        ("error: src refspec refs/heads/main does not match any", StabburError, "git"),
    ],
)  # fmt: skip
def test_recorded_refusals_say_what_to_do(said: str, kind: type[StabburError], hint: str) -> None:
    meant = refusal(StabburError(f"'git push' failed: {said}"), URL, PAGE)
    assert type(meant) is kind
    assert hint in meant.hint
    assert said in str(meant)
    assert not meant.hint.endswith(".")


def test_refusal_repeats_what_git_says_and_not_how_it_was_called(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(StabburError) as error:
        push(tmp_path, URL, "refs/heads/main", user="x", token=TOKEN, page=PAGE)
    assert "' failed: error: src refspec" in str(error.value) or "' failed: fatal:" in str(error.value)
    assert "'git " not in str(error.value)


def test_header_is_sent_to_its_own_address_alone() -> None:
    environ = environment(URL, "x-access-token", TOKEN)
    assert config(environ, "--get-urlmatch", "http.extraHeader", URL).startswith("Authorization: Basic ")
    assert config(environ, "--get-urlmatch", "http.extraHeader", f"{URL}/info/refs").startswith(
        "Authorization"
    )
    for other in ("https://git.example.no/kari/other.git", "https://git.example.net/kari/tall.git",
                  "http://git.example.no/kari/tall.git", "https://git.example.no:8443/kari/tall.git"):  # fmt: skip
        assert config(environ, "--get-urlmatch", "http.extraHeader", other) == ""


def test_settings_that_the_environment_brings_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.abbrev")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "11")
    environ = environment(URL, "x-access-token", TOKEN)
    assert config(environ, "core.abbrev") == "11"
    assert config(environ, "--get-urlmatch", "http.followRedirects", URL) == "false"
    assert config(environ, "--get-urlmatch", "http.sslVerify", URL) == "true"
    assert config(environ, "--get-all", "credential.helper").splitlines()[-1:] in ([], [""])


def test_push_without_certificates_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSL_NO_VERIFY", "1")
    with pytest.raises(BadInput, match="GIT_SSL_NO_VERIFY") as error:
        push(tmp_path, URL, "refs/heads/main", user="x", token=TOKEN, page=PAGE)
    assert error.value.hint == "unset GIT_SSL_NO_VERIFY"

"""What uv says becomes one line that names the index and says what to do."""

import pytest

from stabbur.errors import BadInput, Damaged, NoRoom, NotAllowed, StabburError, Unavailable
from stabbur.projects.environment import failures
from stabbur.settings import Settings

INDEX = "https://nexus.example.no/simple"
SETTINGS = Settings.model_validate(
    {"packages": {"index": INDEX, "user": "kari", "password": {"secret": "nexus/password"}}}
)


def told(said: str, settings: Settings = SETTINGS) -> StabburError:
    return failures.told(StabburError(f"'uv lock' failed: {said}", code="packages-failed"), settings)


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        ("error: Failed to write\\n  cause: No space left on device (os error 28)", NoRoom, "storage-full"),
        (
            "error: Failed to create directory: Permission denied (os error 13)",
            Unavailable,
            "storage-read-only",
        ),
        (
            "error: Git operation failed\\n  cause: git@git.example.no: Permission denied (publickey,password).\\n"
            "fatal: Could not read from remote repository.",
            NotAllowed,
            "git-refused",
        ),
        ("error: Hash mismatch for `six==1.17.0`", Damaged, "package-changed"),
        (
            "error: Failed to fetch: x\\n  cause: HTTP status client error (401 Unauthorized)",
            NotAllowed,
            "index-refused",
        ),
        ("hint: An index (x) returned a 403 Forbidden error", NotAllowed, "index-refused"),
        ("error: HTTP status server error (503 Service Unavailable)", Unavailable, "index-unreachable"),
        ("error: error sending request for url (x)", Unavailable, "index-unreachable"),
        ("error: dns error: failed to lookup address", Unavailable, "index-unreachable"),
        (
            "error: Failed to download `x`\\n  cause: request or response body error",
            Unavailable,
            "index-unreachable",
        ),
        ("  × No solution found when resolving dependencies", BadInput, "packages-unresolved"),
        ("error: Failed to parse `uv.lock`\\n  cause: x", BadInput, "lock-broken"),
        ("error: something else", StabburError, "packages-failed"),
    ],
)
def test_each_failure_has_its_kind_and_a_word_on_what_to_do(
    said: str, kind: type[StabburError], code: str
) -> None:
    error = told(said)
    assert (type(error), error.code) == (kind, code)
    assert error.hint
    assert "\n" not in str(error)
    assert "\\n" not in str(error)


def test_index_is_named_and_so_is_the_one_who_signs_in() -> None:
    error = told("401 Unauthorized")
    assert str(error).startswith(f"'{INDEX}' refuses 'kari'")
    assert error.hint == "stabbur secrets set nexus/password"
    error = told("401 Unauthorized", Settings())
    assert str(error).startswith("the index of uv refuses whoever signs in with no name")
    assert "packages.user" in error.hint


def test_noise_of_uv_is_left_out() -> None:
    error = told(
        "Using CPython 3.11.7 interpreter at: /x/python\\nwarning: old\\nerror: boom\\n  cause: deep."
    )
    assert str(error) == "'uv lock' failed: boom: deep"


def test_error_of_another_program_stays() -> None:
    other = StabburError("x", code="program-missing")
    assert failures.told(other, SETTINGS) is other

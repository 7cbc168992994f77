"""What is sealed opens with its key and under its name, and in no other way."""

import base64
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import NotFound, Unavailable
from stabbur.state.sealing import Key, make_key, read_key

KEY = Key(bytes(range(32)))


@given(st.text(), st.text())
def test_opens_what_was_sealed(name: str, value: str) -> None:
    assert KEY.open(name, KEY.seal(name, value)) == value


def test_two_names_with_one_value_differ_and_so_do_two_times() -> None:
    texts = {KEY.seal(name, "hunter2hunter2") for name in ("a/b", "a/b", "c/d")}
    assert len(texts) == 3
    bodies = [base64.b64decode(text.rpartition(":")[2]) for text in texts]
    assert len({body[12:] for body in bodies}) == 3
    assert all(b"hunter2" not in body for body in bodies)


def test_opens_under_no_other_name() -> None:
    with pytest.raises(Unavailable, match="not what was kept"):
        KEY.open("c/d", KEY.seal("a/b", "hunter2hunter2"))


@given(st.integers(0, 40), st.integers(1, 255))
def test_opens_nothing_that_was_changed(at: int, by: int) -> None:
    head, _, body = KEY.seal("a/b", "hunter2hunter2").rpartition(":")
    raw = bytearray(base64.b64decode(body))
    raw[at] ^= by
    with pytest.raises(Unavailable):
        KEY.open("a/b", f"{head}:{base64.b64encode(raw).decode()}")


@pytest.mark.parametrize("text", ["", "v1", "v1:", f"v1:{KEY.id}:", f"v1:{KEY.id}:%%%", "v9:x:y", "hunter2"])
def test_opens_nothing_that_is_no_seal(text: str) -> None:
    with pytest.raises(Unavailable):
        KEY.open("a/b", text)


def test_says_that_another_key_sealed_it() -> None:
    other = Key(bytes(32))
    with pytest.raises(Unavailable, match=f"{KEY.id}.*{other.id}") as error:
        other.open("a/b", KEY.seal("a/b", "hunter2hunter2"))
    assert error.value.code == "secrets-key"


def test_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    made = make_key(tmp_path / "secrets.key")
    assert (tmp_path / "secrets.key").stat().st_mode & 0o777 == 0o600
    assert make_key(tmp_path / "secrets.key") == read_key(tmp_path / "secrets.key") == made
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.key"]
    assert base64.b64decode((tmp_path / "secrets.key").read_text()).hex() not in f"{made!r} {made} {made.id}"


def test_makes_one_key_when_many_want_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: make_key(tmp_path / "secrets.key"), range(8)))
    assert len({key.id for key in made}) == 1


def test_a_key_that_is_gone_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is gone") as error:
        read_key(tmp_path / "secrets.key")
    assert "backup" in error.value.hint


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "secrets.key")
    os.chmod(tmp_path / "secrets.key", 0o640)
    with pytest.raises(Unavailable) as error:
        read_key(tmp_path / "secrets.key")
    assert error.value.hint.startswith("chmod 600")


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe", base64.b64encode(bytes(16))])
def test_a_file_that_is_no_key_is_told_of(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secrets.key").write_bytes(content)
    (tmp_path / "secrets.key").chmod(0o600)
    with pytest.raises(Unavailable, match="is not the key"):
        read_key(tmp_path / "secrets.key")

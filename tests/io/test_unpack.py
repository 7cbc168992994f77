"""Packed files come out as they went in, within a limit; what is no whole archive is said (A43)."""

import gzip
import io
import random
import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import hypothesis.strategies as st
import pytest
import zstandard
from hypothesis import given, settings

from stabbur.errors import BadInput
from stabbur.io.pack import pack
from stabbur.io.unpack import unpack

CONTENT = st.binary(max_size=2000)


def zipped(members: dict[str, bytes], **more: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = more.get("mode", 0) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


@settings(max_examples=40)
@given(content=CONTENT, more=CONTENT, kind=st.sampled_from(["gzip", "zstd", "zip"]))
def test_what_was_packed_comes_out(
    content: bytes, more: bytes, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("x")
    made = {
        "gzip": gzip.compress(content) + gzip.compress(more),  # several members in a row are one file
        "zstd": zstandard.compress(content) + zstandard.compress(more),
        "zip": zipped({"a/t.csv": content + more, "a/": b"", "__MACOSX/._t.csv": b"x"}),
    }
    (folder / "t").write_bytes(made[kind])
    inner = unpack(folder / "t", kind, folder / "out", 4000)
    assert (folder / "out").read_bytes() == content + more
    assert inner == ("t.csv" if kind == "zip" else "")


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zip"])
def test_A43_the_limit_is_exact(tmp_path: Path, kind: str) -> None:
    content = b"0" * 100_000
    made = {
        "gzip": gzip.compress(content),
        "zstd": zstandard.compress(content),
        "zip": zipped({"t": content}),
    }
    (tmp_path / "t").write_bytes(made[kind])
    unpack(tmp_path / "t", kind, tmp_path / "out", 100_000)
    with pytest.raises(BadInput, match="unpacks to more than 99999 bytes"):
        unpack(tmp_path / "t", kind, tmp_path / "out", 99_999)


@settings(max_examples=60)
@given(kind=st.sampled_from(["gzip", "zstd", "zip"]), cut=st.floats(0, 0.99), junk=st.binary(max_size=8))
def test_A45_a_cut_archive_is_refused_in_words(
    kind: str, cut: float, junk: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytes(range(256)) * 20
    made = {
        "gzip": gzip.compress(content),
        "zstd": zstandard.compress(content),
        "zip": zipped({"t": content}),
    }[kind]
    folder = tmp_path_factory.mktemp("x")
    (folder / "t.x").write_bytes(made[: int(len(made) * cut)] + junk)
    with suppress(BadInput):  # what comes out is nothing or all, never a part
        unpack(folder / "t.x", kind, folder / "out", 10_000)
        assert (folder / "out").read_bytes() in (b"", content)


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zip"])
def test_A45_half_of_a_large_archive_is_never_half_a_file(tmp_path: Path, kind: str) -> None:
    content = random.Random(1).randbytes(3_000_000)
    made = {
        "gzip": gzip.compress(content),
        "zstd": zstandard.compress(content),
        "zip": zipped({"t": content}),
    }[kind]
    (tmp_path / "t.x").write_bytes(made[:2_000_000])
    with pytest.raises(BadInput, match=f"'t.x' is not a whole {kind} file"):
        unpack(tmp_path / "t.x", kind, tmp_path / "out", 10_000_000)


def test_A43_links_crowds_and_locks(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    for made, word in (
        (zipped({"t.csv": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777), "holds a link"),
        (zipped({f"{n}": b"" for n in range(1001)}), "1001 members"),
        (zipped({"a.csv": b"", "b.csv": b""}), r"'a\.csv', 'b\.csv'"),
        (zipped({}), "holds nothing"),
    ):
        path.write_bytes(made)
        with pytest.raises(BadInput, match=word):
            unpack(path, "zip", tmp_path / "out", 1000)
    locked = bytearray(zipped({"t.csv": b"x"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(locked))
    with pytest.raises(BadInput, match="locked with a password"):
        unpack(path, "zip", tmp_path / "out", 1000)


def test_A45_a_frame_that_asks_for_gigabytes_of_window_is_refused(tmp_path: Path) -> None:
    made = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=30, write_content_size=False)
    ).compressobj()
    (tmp_path / "t.zst").write_bytes(made.compress(b"x" * 1000) + made.flush())
    with pytest.raises(BadInput, match="not a whole zstd file"):
        unpack(tmp_path / "t.zst", "zstd", tmp_path / "out", 1000)


def test_a_disk_that_refuses_is_not_the_archives_fault(tmp_path: Path) -> None:
    (tmp_path / "t.gz").write_bytes(gzip.compress(b"x"))
    with pytest.raises(FileNotFoundError):
        unpack(tmp_path / "t.gz", "gzip", tmp_path / "nei" / "out", 1000)


@settings(max_examples=30)
@given(content=CONTENT, kind=st.sampled_from(["gzip", "zstd"]))
def test_pack_and_unpack_are_inverse(
    content: bytes, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("x") / "t"
    path.write_bytes(content)
    pack(path, kind)
    unpack(path, kind, path.with_name("out"), 2000)
    assert path.with_name("out").read_bytes() == content

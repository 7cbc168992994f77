"""A log as it is written and read: whole while it is short, beginning and end when it is long."""

import os
import threading
import time
from pathlib import Path

import pytest

from stabbur.runs.keeping import logs
from stabbur.runs.keeping.writing import LogWriter


def written(folder: Path, chunks: list[bytes], limit: int = 1000, values: tuple[str, ...] = ()) -> None:
    writer = LogWriter(str(folder / "log"), limit, values)
    for chunk in chunks:
        writer.write(chunk)
    writer.close()


def over(folder: Path) -> None:
    (folder / "result.json").write_text("{}")


def test_reads_what_was_written(tmp_path: Path) -> None:
    written(tmp_path, ["første\n".encode(), b"andre\n"])
    assert "".join(logs.whole(tmp_path)) == "første\nandre\n"
    assert logs.size(tmp_path) == 14


@pytest.mark.parametrize("length", [499, 500, 501, 749, 750, 751, 999, 1000])
def test_keeps_all_of_a_log_within_the_limit(tmp_path: Path, length: int) -> None:
    text = "".join(chr(97 + n % 26) for n in range(length))
    written(tmp_path, [text[at : at + 7].encode() for at in range(0, length, 7)])
    assert "".join(logs.whole(tmp_path)) == text


def test_keeps_beginning_and_end_of_a_long_one(tmp_path: Path) -> None:
    lines = [f"linje {n}\n".encode() for n in range(10_000)]
    written(tmp_path, lines)
    kept = sum(file.stat().st_size for _, file in logs.files(tmp_path))
    text = "".join(logs.whole(tmp_path))
    assert kept <= 1000
    assert text.startswith("linje 0\nlinje 1\n")
    assert text.endswith("linje 9998\nlinje 9999\n")
    total = sum(len(line) for line in lines)
    assert f"… {total - kept:,} bytes left out …" in text
    assert logs.size(tmp_path) == total


@pytest.mark.soak
def test_takes_a_gigabyte_within_its_limit(tmp_path: Path) -> None:
    size = 1 << (30 if os.environ.get("STABBUR_SOAK") == "1" else 26)
    writer = LogWriter(str(tmp_path / "log"), 20_000_000, ["hemmelig-verdi"])
    chunk = b"x" * 65_535 + b"\n"
    for _ in range(size // len(chunk)):
        writer.write(chunk)
    writer.write(b"hemmelig-verdi slutt\n")
    writer.close()
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 20_000_000
    assert logs.tail(tmp_path, 1) == "••• slutt\n"


def test_returns_the_last_lines(tmp_path: Path) -> None:
    written(tmp_path, [f"linje {n}\n".encode() for n in range(500)])
    assert logs.tail(tmp_path, 2) == "linje 498\nlinje 499\n"
    assert logs.tail(tmp_path / "borte") == ""


def test_goes_on_from_a_place_that_was_left_behind(tmp_path: Path) -> None:
    writer = LogWriter(str(tmp_path / "log"), 1000)
    writer.write(b"a" * 600)
    seen = logs.read(tmp_path, 500)
    assert (seen.text, seen.following, seen.left_out) == ("a" * 100, 600, 0)
    writer.write(b"b" * 5000)
    part = logs.read(tmp_path, seen.following)
    assert part.left_out > 0
    assert set(part.text) == {"b"}
    assert sum(len(one.text) for one in logs.pieces(tmp_path, 600)) <= 500


def test_never_cuts_a_character_while_it_is_written(tmp_path: Path) -> None:
    writer = LogWriter(str(tmp_path / "log"), 1000)
    writer.write("blå".encode()[:-1])
    first = logs.read(tmp_path)
    assert (first.text, first.following) == ("bl", 2)
    writer.write("blå".encode()[-1:])
    assert logs.read(tmp_path, first.following).text == "å"


def test_cuts_no_character_in_two(tmp_path: Path) -> None:
    text = "aæøå€" * 40
    written(tmp_path, [text.encode()])
    assert "".join(logs.whole(tmp_path)) == text
    assert all(file.read_bytes().decode() for _, file in logs.files(tmp_path))


def test_goes_on_where_a_character_came_in_two_pieces(tmp_path: Path) -> None:
    writer = LogWriter(str(tmp_path / "log"), 1000)
    writer.write(b"a" * 499 + "å".encode()[:1])
    writer.write("å".encode()[1:] + b"b")
    assert "".join(part.text for part in logs.pieces(tmp_path)).endswith("b")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b]0;a title\x07text", "text"),
        ("\x1b]8;;https://a/\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;half\nsecond\nthird", "]0;half\nsecond\nthird"),
        ("\x1b]" + "x" * 3000 + "\x07after", "]" + "x" * 3000 + "after"),
        ("\x1bPhalf\nsecond\x1b", "half\nsecond"),
        ("\x1b[" + "1;" * 3000 + "\nsecond", "[" + "1;" * 3000 + "\nsecond"),
        ("\x1b(Bplain\x1bc", "plain"),
    ],
)
def test_a_sequence_that_never_ends_takes_no_text_with_it(said: str, shown: str) -> None:
    assert logs.plain(said) == shown


def test_follows_to_the_end_of_the_run(tmp_path: Path) -> None:
    written(tmp_path, [b"ferdig"])
    over(tmp_path)
    assert [part.text for part in logs.follow(tmp_path)] == ["ferdig"]


def test_follows_while_it_is_written(tmp_path: Path) -> None:
    said = [f"{n}\n" for n in range(20)]

    def write() -> None:
        writer = LogWriter(str(tmp_path / "log"), 1000)
        for line in said:
            writer.write(line.encode())
            time.sleep(0.01)
        writer.close()
        over(tmp_path)

    thread = threading.Thread(target=write)
    thread.start()
    parts = list(logs.follow(tmp_path, pause=0.01))
    thread.join()
    assert "".join(part.text for part in parts) == "".join(said)
    assert len(parts) > 1


def test_hides_what_came_in_two_pieces(tmp_path: Path) -> None:
    writer = LogWriter(str(tmp_path / "log"), 1000, ["hemmelig"])
    writer.write(b"verdi: hemm")
    writer.write(b"elig\n")
    writer.close()
    assert (tmp_path / "log").read_text() == "verdi: •••\n"


def test_goes_on_when_the_disk_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to("/dev/full")
    writer = LogWriter(str(tmp_path / "log"), 10_000_000)
    for _ in range(100):  # an error would end what reads the run's pipe, and the run with it
        writer.write(b"x" * 4096)
    writer.close()
    assert (tmp_path / "log").is_symlink(), "nothing was put in the place of what takes nothing"

"""What lies in a run's folder, also when it is missing, cut or odd."""

from pathlib import Path

import pytest

from stabbur.hub.jobs import files


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mrød\x1b[0m\n", "rød\n"),
        ("10 %\r100 %\n", "100 %\n"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("tab\tog \x00\x07bjelle\x7f", "tab\tog bjelle"),
        ("\x1b]0;tittel\x07x", "x"),
        ("a\x9b31mb", "a31mb"),
    ],
)
def test_log_is_shown_as_a_terminal_would_without_its_signs(raw: str, shown: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_text(raw, encoding="utf-8", newline="")
    assert files.tail(tmp_path).text == files.after(tmp_path, 0).text == shown


def test_log_goes_on_from_its_byte_and_waits_for_a_whole_character(tmp_path: Path) -> None:
    assert files.tail(tmp_path).text == ""
    (tmp_path / "log").write_bytes("først\n".encode() + "æ".encode()[:1])
    first = files.after(tmp_path, 0)
    assert (first.text, first.end) == ("først\n", 7)
    (tmp_path / "log").write_bytes("først\næ".encode())
    assert files.after(tmp_path, first.end).text == "æ"


def test_tail_begins_with_a_whole_line(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("".join(f"linje {number:05}\n" for number in range(9000)), encoding="utf-8")
    shown = files.tail(tmp_path, 1000)
    assert shown.cut
    assert shown.text.startswith("linje ")
    assert shown.text.endswith("linje 08999\n")
    assert len(shown.text) <= 1000


def test_B9_tail_reads_to_the_end_of_a_log_that_lies_in_several_files(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("".join(f"linje {number:03}\n" for number in range(50)), encoding="utf-8")
    (tmp_path / "log.500").write_text("del to\n", encoding="utf-8")
    (tmp_path / "log.900").write_text("slutt\n", encoding="utf-8")
    shown = files.tail(tmp_path, 600)
    assert shown.text.endswith("del to\n\n… 393 bytes left out …\nslutt\n")
    assert shown.end == 906
    assert files.after(tmp_path, shown.end).text == ""


def test_tail_of_one_line_without_an_end_is_shown(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("x" * 3000, encoding="utf-8")
    assert files.tail(tmp_path, 1000).text == "x" * 1000


def test_what_is_odd_counts_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "progress.json").write_text("[1", encoding="utf-8")
    assert files.read(tmp_path, "progress.json") == {}
    assert files.read(tmp_path, "nope") == {}
    assert [files.count(one) for one in (3, -1, "x", None, 10**12)] == [3, 0, 0, 0, 1_000_000]
    before = files.mark(tmp_path)
    (tmp_path / "cells.jsonl").write_text("{}\n", encoding="utf-8")
    assert files.mark(tmp_path) != before

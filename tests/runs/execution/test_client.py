"""What is kept of a cell has a limit, whatever kind it is, and no secret is in it."""

from typing import Any

import nbformat
import pytest

from stabbur.runs.execution import client as clients
from stabbur.runs.execution.client import Client

FORMAT: Any = nbformat


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clients, "CELL_BYTES", 1000)
    monkeypatch.setattr(clients, "NOTEBOOK_BYTES", 1500)
    return Client(FORMAT.v4.new_notebook(cells=[FORMAT.v4.new_code_cell("") for _ in range(3)]), {"hemmelig"})


def send(client: Any, at: int, kind: str, **content: object) -> list[Any]:
    """Let the kernel say something in a cell, and return what is kept of it."""
    cell = client.nb.cells[at]
    msg = {
        "msg_type": kind,
        "header": {"msg_type": kind},
        "parent_header": {"msg_id": "x"},
        "content": content,
    }
    client.process_message(msg, cell, at)
    return list(cell.outputs)


def test_cell_and_notebook_have_their_limits(client: Any) -> None:
    send(client, 0, "stream", name="stdout", text="a" * 900)
    kept = send(client, 0, "stream", name="stdout", text="b" * 900)
    assert kept[1]["text"].startswith("b" * 94 + "\n… ")
    assert len(send(client, 0, "stream", name="stdout", text="c")) == 2, "more is told once"
    client.begin()
    large = send(client, 1, "display_data", data={"image/png": "d" * 600}, metadata={})
    assert "left out" in large[0]["text"], "the notebook is full"


def test_error_is_always_kept_and_short(client: Any) -> None:
    (kept,) = send(client, 0, "error", ename="E", evalue="v" * 10**6, traceback=["t" * 10**6])
    assert (kept["ename"], len(kept["evalue"]), len(kept["traceback"][0])) == ("E", 20_000, 20_000)


def test_secret_is_stars_in_every_kind(client: Any, capfd: pytest.CaptureFixture[str]) -> None:
    send(client, 0, "stream", name="stderr", text="x hemmelig y")
    send(client, 0, "error", ename="E", evalue="hemmelig", traceback=["a hemmelig"])
    send(client, 0, "display_data", data={"application/json": {"a": ["hemmelig"]}}, metadata={})
    out, err = capfd.readouterr()
    text = out + err + FORMAT.writes(client.nb)
    assert "hemmelig" not in text
    assert text.count("•••") >= 5


def test_secret_is_stars_in_keys_and_in_colours(client: Any, capfd: pytest.CaptureFixture[str]) -> None:
    send(client, 0, "stream", name="stdout", text="hemm\x1b[0melig")
    send(client, 0, "stream", name="stdout", text=" \x1b[1mhemm\x1b[0m")
    send(client, 0, "stream", name="stdout", text="\x1b[2melig")
    send(client, 1, "display_data", data={"application/json": {"hemmelig": {"a hemmelig": 1}}}, metadata={})
    send(client, 2, "display_data", data={"x/hemmelig": "a"}, metadata={"hemmelig": 1})
    text = clients.COLOUR.sub("", FORMAT.writes(client.nb).replace("\\u001b", "\x1b"))
    assert "hemmelig" not in text
    assert text.count("•••") == 6
    assert "application/json" in text

"""Run the cells of a notebook one by one: what they say goes to the log as it comes, what is kept has a limit."""

import asyncio
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from stabbur.runs.execution.kernel import PORTS, Kernel
from stabbur.runs.keeping.hiding import Hider

ANSWER = 0.5  # seconds after which a kernel is asked anew: it may have answered before we listened
CELL_BYTES = 2_000_000
NOTEBOOK_BYTES = 50_000_000
BASE: Any = NotebookClient
LONGEST_ERROR = 20_000
MIME = re.compile(r"(application|audio|image|model|text|video)/[\w.+-]{1,60}")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COLOURED = 12  # times as long as a value may be that is written in colours
LEFT_OUT = "\n… the rest of what this cell said was left out here: the log has its beginning and its end\n"


class Living(AsyncKernelClient):
    """A client that looks at the kernel's process: on a busy machine a heart beat is late, and nobody is dead."""

    kernel: Kernel
    language: dict[str, Any] | None = None  # what it told of its language when it was ready

    async def is_alive(self) -> bool:
        """Tell whether the kernel's process lives."""
        return self.kernel.process.poll() is None

    async def ready(self, seconds: float) -> dict[str, Any]:
        """Wait until the kernel answers on every channel, and return what it tells of its language.

        Raises
        ------
        DeadKernelError
            It ended, or did not answer in time.
        """
        ends = time.monotonic() + seconds
        await self._bound(ends)
        self.start_channels()
        while time.monotonic() < ends and await self.is_alive():
            asked = self.kernel_info()
            if await self._heard(self.get_iopub_msg, asked) and (
                told := await self._heard(self.get_shell_msg, asked)
            ):
                self.language = dict(told["content"].get("language_info", {}))
                return self.language
        raise DeadKernelError("the kernel did not answer")

    async def does(self, code: str) -> bool:
        """Let the kernel do something that is no cell and leaves no trace of one; False when it could not."""
        asked = self.execute(code, silent=True, store_history=False, allow_stdin=False)
        told = await self._heard(self.get_shell_msg, asked) or await self._heard(self.get_shell_msg, asked)
        return bool(told and told["content"].get("status") == "ok")

    async def _bound(self, ends: float) -> None:
        """Wait for the sockets: who comes too early is let in a tenth of a second later."""
        known = self.kernel.connection
        wanted = [f"{known['ip']}-{known[name]}" for name in PORTS] if known["transport"] == "ipc" else []
        while not all(map(os.path.exists, wanted)) and time.monotonic() < ends and await self.is_alive():
            await asyncio.sleep(0.005)

    async def _heard(
        self, channel: Callable[..., Awaitable[dict[str, Any]]], asked: str
    ) -> dict[str, Any] | None:
        """Return a message that answers; None when none comes soon."""
        try:
            while True:
                found = await channel(timeout=ANSWER)
                if found["parent_header"].get("msg_id") == asked:
                    return found
        except Empty:
            return None


class Client(BASE):  # type: ignore[misc]  # nbclient has no types of its own
    """nbclient with a limit, stars in the place of secrets, and a log."""

    def __init__(self, notebook: Any, hidden: Iterable[str]) -> None:
        # streams are joined here: nbclient needs 4 s for a line of 100 000 characters, and 100 times as long
        # for one of ten times the length
        super().__init__(notebook, km=object(), timeout=None, coalesce_streams=False, store_widget_state=True)
        self.hidden = sorted(hidden, key=len, reverse=True)
        self._hider = Hider(self.hidden)
        self.clear_before_next_output = False
        self.kept = 0
        self.of_cell = 0

    def begin(self) -> None:
        """Begin to count anew, for a new cell."""
        self.of_cell = 0

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take a message of the kernel; what it prints goes to the log whole."""
        kind, content = msg["msg_type"], msg["content"]
        if kind == "stream":
            _say(self.starred(str(content.get("text", ""))), error=content.get("name") == "stderr")
        elif kind == "error":
            trace = "\n".join(map(_short, content.get("traceback", ())))
            _say(self.starred(COLOUR.sub("", trace)) + "\n", error=True)
        return super().process_message(msg, cell, cell_index)

    def output(self, outs: list[Any], msg: dict[str, Any], display_id: str | None, cell_index: int) -> Any:
        """Keep an output, masked, as long as there is room for it."""
        content = msg["content"]
        if msg["msg_type"] == "error":
            content = content | {
                "evalue": _short(content["evalue"]),
                "traceback": [*map(_short, content["traceback"])],
            }
        size = weight(content)
        room = min(CELL_BYTES - self.of_cell, NOTEBOOK_BYTES - self.kept)
        if size <= room or msg["msg_type"] == "error":
            self.of_cell += size
            self.kept += size
            made = super().output(outs, msg | {"content": self.masked(content)}, display_id, cell_index)
            self._join(outs, size)
            return made
        if self.of_cell > CELL_BYTES:
            return None  # it was said before that more is left out
        self.of_cell = CELL_BYTES + 1
        text = content["text"][: max(room, 0)] if msg["msg_type"] == "stream" else ""
        self.kept += len(text)
        told = {"name": "stdout", "text": self.starred(text) + LEFT_OUT}
        cut = msg | {"msg_type": "stream", "header": msg["header"] | {"msg_type": "stream"}, "content": told}
        return super().output(outs, cut, display_id, cell_index)

    def _join(self, outs: list[Any], size: int) -> None:
        """Make one of what comes on one stream, and hide a secret that came in two messages."""
        last = outs[-1] if outs else {}
        if last.get("output_type") != "stream":
            return
        same = [one for one in outs if one["output_type"] == "stream" and one["name"] == last["name"]]
        if len(same) > 1:
            outs.pop()
            whole = same[0]["text"] + last["text"]
            seam = max(len(whole) - size - COLOURED * max(map(len, self.hidden), default=0), 0)
            same[0]["text"] = whole[:seam] + self.starred(whole[seam:])

    def masked(self, value: Any, *, deep: bool = False) -> Any:
        """Return what a kernel sent with stars in the place of each secret."""
        if not self.hidden:
            return value
        if isinstance(value, str):
            return self.starred(value)
        if isinstance(value, list):
            return [self.masked(one, deep=deep) for one in value]
        if isinstance(value, dict):
            return {self._named(key, deep): self.masked(one, deep=True) for key, one in value.items()}
        return value

    def _named(self, key: str, deep: bool) -> str:
        """Return a key; what every message has, and what says the kind of an output, is no secret."""
        return self.starred(key) if deep and not MIME.fullmatch(key) else key

    def starred(self, text: str) -> str:
        """Return text with stars in the place of each secret, also of one that is written in colours."""
        return self._hider.whole(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def settle(outs: list[Any]) -> None:
    """Keep of each line that was drawn over and over, such as a progress bar's, what stood there in the end."""
    for one in outs:
        if one["output_type"] == "stream" and "\r" in one["text"]:
            lines = one["text"].replace("\r\n", "\n").split("\n")
            one["text"] = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def secrets() -> set[str]:
    """Return every form of the secrets that this run was given."""
    found = [value for name, value in os.environ.items() if name.startswith("STABBUR_SECRET_")]
    if not found:
        return set()
    # with all settings, which a run without secrets need not wait for
    from stabbur.secrets.masking import forms

    return {form for value in found for form in forms(value)}


def weight(value: Any) -> int:
    """Return about how many bytes an output takes in the file."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return sum(map(weight, value))
    if isinstance(value, dict):
        return sum(map(weight, value.values()))
    return 8


def _short(text: object) -> str:
    return str(text)[:LONGEST_ERROR]


def _say(text: str, *, error: bool) -> None:
    out = sys.stderr if error else sys.stdout
    out.write(text)
    out.flush()

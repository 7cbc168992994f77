"""All or nothing: what was made is taken back when a later step fails, whatever it is that stops the process."""

import os
import shutil
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from types import FrameType
from typing import TypeVar

from stabbur.errors import StabburError

Made = TypeVar("Made")
Report = Callable[[str], None]
TRIES = 3  # to remove a folder: a program that was killed a moment ago may still write one last file
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Undo:
    """What was made so far, each with the way to take it back and what to do by hand where that fails."""

    def __init__(self) -> None:
        self._steps: list[tuple[Callable[[], object], str]] = []
        self._held = False
        self._came: int | None = None

    def add(self, unmake: Callable[[], object], *, by_hand: str) -> None:
        """Note how to take back what was just made; the last that was made is the first taken back."""
        self._steps.append((unmake, by_hand))

    def callback(self, step: Callable[[], object], /) -> None:
        """Note a step as `contextlib.ExitStack` does; its own error says what is left to do by hand."""
        self.add(step, by_hand="")

    def make(self, make: Callable[[], Made], unmake: Callable[[Made], object], *, by_hand: str) -> Made:
        """Make something small and note how to take it back; no signal comes between the two."""
        self._held = True
        try:
            made = make()
            self.add(lambda: unmake(made), by_hand=by_hand)
        finally:
            self._held = False
        if self._came is not None:
            self.stop(self._came, None)
        return made

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal: end what runs, but neither in the middle of a small step nor of taking back."""
        self._came = number
        if self._held:
            return
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    def back(self) -> list[str]:
        """Take everything back, the last first; return what must be removed by hand, with the reason."""
        self._held = True
        left = []
        while self._steps:
            unmake, by_hand = self._steps.pop()
            try:
                unmake()
            except Exception as error:  # noqa: BLE001 (one that fails must not keep the others from being undone)
                told = (
                    f"{error}; {error.hint}" if isinstance(error, StabburError) and error.hint else f"{error}"
                )
                left.append(f"{by_hand} ({told})" if by_hand else told)
        return left


@contextmanager
def all_or_nothing(report: Report) -> Iterator[Undo]:
    """Give an `Undo`; when the block fails or a signal stops it, all that it noted is taken back.

    The error of the block is what is raised. What could not be taken back is reported, and stands in
    the hint of an error of ours.
    """
    undo = Undo()
    with _handled(undo):
        try:
            yield undo
        except BaseException as error:
            if not isinstance(error, Exception):
                report("stopped: what was made is taken back")
            left = undo.back()
            for one in left:
                report(f"not taken back; by hand: {one}")
            if left and isinstance(error, StabburError):
                error.hint = "; ".join([*([error.hint] if error.hint else []), "left to do by hand:", *left])
                error.params["left"] = left
            raise


@contextmanager
def _handled(undo: Undo) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    # one that is ignored stays so: nohup means that the end of the terminal stops nothing
    before = {number: signal.getsignal(number) for number in STOPPING}
    taken = [number for number in STOPPING if before[number] not in (signal.SIG_IGN, None)]
    for number in taken:
        signal.signal(number, undo.stop)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


def made_folder(folder: Path, undo: Undo) -> None:
    """Make a folder that is not there yet and note how to remove it; FileExistsError when it is there."""

    def make() -> tuple[int, int]:
        folder.mkdir()
        return _which(folder)

    undo.make(make, lambda which: remove_tree(folder, which), by_hand=f"rm -r {quote(str(folder))}")


def remove_tree(folder: Path, which: tuple[int, int] | None = None) -> None:
    """Remove a folder with all in it; not what has come in its place since, when told which one it was."""
    for left in reversed(range(TRIES)):
        if which is not None and os.path.lexists(folder) and _which(folder) != which:
            raise FileExistsError(f"'{folder}' is another one now")
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            return
        except OSError:
            if not left or not folder.is_dir():
                raise
            _let_ourselves(folder)
        else:
            return


def _which(folder: Path) -> tuple[int, int]:
    found = folder.lstat()
    return found.st_dev, found.st_ino


def _let_ourselves(folder: Path) -> None:
    """Let ourselves write in every folder, since programs make some read-only, such as a cache."""
    for inside, _, _ in os.walk(folder):
        os.chmod(inside, stat.S_IRWXU)

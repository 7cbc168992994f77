"""The cells of a notebook, run in their order by a kernel that was started before."""

import asyncio
import re
import signal
from pathlib import Path
from typing import Any, cast

import nbformat
from jupyter_client.connect import KernelConnectionInfo
from nbclient.exceptions import CellExecutionError, DeadKernelError

from stabbur.errors import BadInput
from stabbur.runs.execution.client import COLOUR, Client, Living, secrets, settle
from stabbur.runs.execution.kernel import Kernel
from stabbur.runs.execution.told import Teller, because, put
from stabbur.runs.parameters import writing
from stabbur.runs.parameters.checking import check
from stabbur.runs.parameters.entry import look

FILES: Any = nbformat
STARTED = 120.0  # seconds that a kernel may take until it answers
FAILED, STOPPED = 1, 143
TITLE = 80  # characters
AT = re.compile(r"Cell In\[\d+\], line (\d+)")
# the reader goes on as if every part had the form that it should have
WRONG = (ValueError, TypeError, AttributeError, KeyError, RecursionError, FILES.ValidationError)
INJECTED = "injected-parameters"


def channel_of(kernel: Kernel) -> Living:
    """Return what speaks to a kernel."""
    channel = Living()
    channel.kernel = kernel
    channel.load_connection_info(cast(KernelConnectionInfo, kernel.connection))
    return channel


async def run(
    folder: Path, file: Path, job: dict[str, Any], kernel: Kernel, channel: Living | None = None
) -> int:
    """Run all cells and return the exit code; what ran by then is kept whatever happens."""
    book = read(file, str(job["entry"]), job.get("parameters") or {})
    client = Client(book, secrets())
    client.kc = channel = channel or channel_of(kernel)
    stopped = _stoppable()
    try:
        book.metadata["language_info"] = channel.language or await channel.ready(STARTED)
        channel.allow_stdin = False
        return await _each(client, folder)
    except (DeadKernelError, RuntimeError, asyncio.CancelledError):
        if stopped:
            return STOPPED
        because(folder, _gone(kernel))
        return FAILED
    finally:
        keep(folder, book)
        channel.stop_channels()


def _stoppable() -> list[int]:
    """Let whoever asks this process to end stop the cell that runs; return a list that is empty until then."""
    stopped: list[int] = []
    task = asyncio.current_task()

    def stop() -> None:
        stopped.append(signal.SIGTERM)
        if task:
            task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    return stopped


def read(file: Path, entry: str, values: dict[str, Any]) -> Any:
    """Return a notebook with a cell that sets the values behind its cell of parameters.

    Raises
    ------
    BadInput
        It is not valid, or a value does not fit.
    """
    found = look(entry, lambda _: file.read_bytes() if file.is_file() else None)
    try:
        book = FILES.read(file, as_version=4)
        FILES.validate(book)
    except WRONG as error:
        told = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise BadInput(f"'{entry}' is no notebook: {told}", code="notebook-bad", path=entry) from None
    values = check(found.parameters, values, of=entry)
    if values:
        code = writing.r(values) if found.language == "R" else writing.python(found.parameters, values)
        at = next(at for at, one in enumerate(book.cells) if "parameters" in one.metadata.get("tags", ()))
        cell = FILES.v4.new_code_cell(code, metadata={"tags": [INJECTED]})
        if book.nbformat_minor < 5:
            del cell["id"]
        book.cells.insert(at + 1, cell)
    return book


async def _each(client: Any, folder: Path) -> int:
    book = client.nb
    numbers, number = [], 0
    for one in book.cells:
        number += INJECTED not in one.metadata.get("tags", ())
        numbers.append(number)  # as the person counts them, who has no cell of ours
        if one.cell_type == "code":
            one.outputs, one.execution_count = [], None
    run = [at for at, one in enumerate(book.cells) if one.cell_type == "code" and one.source.strip()]
    teller = Teller(folder, sum(INJECTED not in book.cells[at].metadata.get("tags", ()) for at in run))
    keep(folder, book)
    for at in run:
        cell, number = book.cells[at], numbers[at]
        counts = INJECTED not in cell.metadata.get("tags", ())
        client.begin()
        if counts:
            teller.begin(number, title(book.cells, at))
        try:
            await client.async_execute_cell(cell, at, execution_count=client.code_cells_executed + 1)
        except CellExecutionError as error:
            where = _where(cell)
            teller.end(number, "failed", error=error.ename, **where)
            line = f" in line {where['line']}: {where['code']}" if where else ""
            because(folder, client.starred(f"cell {number} failed with {error.ename}{line}"))
            return FAILED
        except BaseException:
            teller.end(number, "stopped")
            raise
        finally:
            settle(cell.outputs)
        if counts:
            teller.end(number, "succeeded")
        keep(folder, book)
    client.set_widgets_metadata()
    return 0


def keep(folder: Path, book: Any) -> None:
    """Write the notebook as it is by now, in one step."""
    put(folder / "notebook.ipynb", FILES.writes(book))


def title(cells: list[Any], at: int) -> str:
    """Return what a cell is called: the heading right above it, or else its first line."""
    above = cells[at - 1].source if at and cells[at - 1].cell_type == "markdown" else ""
    heads = [line.strip("# ") for line in above.splitlines() if line.startswith("#")]
    lines = [line.strip() for line in cells[at].source.splitlines() if line.strip()]
    return str((heads or lines)[-1 if heads else 0])[:TITLE]


def _where(cell: Any) -> dict[str, Any]:
    """Return the line of a cell that an error came from, with its code; nothing where the kernel does not say it."""
    traces = [line for one in cell.outputs if one.output_type == "error" for line in one.traceback]
    found = AT.search(COLOUR.sub("", "\n".join(traces)))
    lines = cell.source.splitlines()
    number = int(found[1]) if found else 0
    return {"line": number, "code": lines[number - 1].strip()[:TITLE]} if 0 < number <= len(lines) else {}


def _gone(kernel: Kernel) -> str:
    code = kernel.process.poll()
    if code is None:
        return f"the kernel did not answer for {STARTED:g} s"
    return f"the kernel was ended by signal {-code}" if code < 0 else f"the kernel ended with {code}"

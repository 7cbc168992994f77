"""A worker at start and idle, the way from a click to a user's first line, and what a run costs; beside DBOS, huey, papermill.

The peers do the same with their own commands: a worker with an empty queue, and a notebook of one cell.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

STABBUR = Path(sys.executable).parent / "stabbur"
LIMITS = {"start CPU s": 0.2, "RSS MB": 45.0, "idle CPU %": 0.3}
FIRST_LINE = {"script": 0.35, "notebook": 1.3, "notebook, warm": 0.4}
OVERHEAD = 0.060
IDLE_SECONDS = 20.0
SETTLED_SECONDS = 4.0
TIMES = 7
COSTED = 20
DBOS = """
import sys, time
from dbos import DBOS
DBOS(config={"name": "idle", "system_database_url": f"sqlite:///{sys.argv[1]}", "run_admin_server": False})
DBOS.launch()
DBOS.register_queue("q", polling_interval_sec=0.2)
time.sleep(3600)
"""
HUEY = "from huey import SqliteHuey\nqueue = SqliteHuey(filename='huey.sqlite')\n"
ASKS = (
    "import sys, time; from stabbur.runs.starting import start\n"
    "print(time.time(), start(sys.argv[1]), flush=True)"
)
SCRIPT = "import time\nprint(f'first line {time.time()}', flush=True)\n"
NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [], "source": '
    '"import time\\nprint(f\'first line {time.time()}\', flush=True)"}], "metadata": {"kernelspec": {"name": "python3", '
    '"display_name": "Python 3", "language": "python"}}, "nbformat": 4, "nbformat_minor": 5}'
)


@dataclass(frozen=True)
class Idle:
    """What a worker with nothing to do costs."""

    start: float
    memory: float
    percent: float


def main() -> None:
    """Print medians beside the peers' and the limits; a missed limit ends with an error."""
    with tempfile.TemporaryDirectory(prefix="stabbur-benchmark-") as name:
        folder = Path(name)
        environ = _environ(folder)
        (folder / "huey_app.py").write_text(HUEY)
        consumer: list[str | Path] = [
            Path(sys.executable).parent / "huey_consumer",
            "huey_app.queue",
            "-d",
            "0.2",
            "-m",
            "0.2",
        ]
        _run([STABBUR, "catalogue", "check"], folder, environ)  # the state is there before a worker starts
        workers = {
            "stabbur": _idle([STABBUR, "worker"], folder, environ),
            "dbos": _idle([sys.executable, "-c", DBOS, "dbos.sqlite"], folder, environ),
            "huey": _idle(consumer, folder, environ),
        }
        print("worker    start CPU s   RSS MB   idle CPU %")
        for title, one in workers.items():
            print(f"{title:9s} {one.start:11.2f} {one.memory:8.1f} {one.percent:12.2f}")
        print("limit     " + " ".join(f"{limit:>10g}" for limit in LIMITS.values()))
        project = _project(folder, environ)
        lines, overhead = _runs(project, environ)
        lines["papermill's command"] = _papermill(project, environ)
    print("\nfrom the click to the user's first line, seconds")
    for title, seconds in lines.items():
        limit = f"   limit {FIRST_LINE[title]:g}" if title in FIRST_LINE else ""
        print(f"{title:20s} {seconds:6.2f}{limit}")
    print(f"\na run over the bare command: {overhead * 1000:.1f} ms CPU   limit {OVERHEAD * 1000:g}")
    ours = workers["stabbur"]
    found = zip(LIMITS, (ours.start, ours.memory, ours.percent), strict=True)
    missed = [title for title, value in found if value > LIMITS[title]]
    missed += [title for title, limit in FIRST_LINE.items() if lines[title] > limit]
    missed += ["overhead"] if overhead > OVERHEAD else []
    if missed:
        raise SystemExit(f"over the limit: {', '.join(missed)}")


def _environ(folder: Path) -> dict[str, str]:
    (folder / "home").mkdir()
    config = folder / "gitconfig"
    config.write_text("[user]\n\tname = Kari\n\temail = kari@example.no\n")
    own = {"STABBUR_HOME": str(folder / "home"), "GIT_CONFIG_GLOBAL": str(config), "PYTHONPATH": str(folder)}
    return {**os.environ, **own}


def _idle(words: Sequence[str | Path], folder: Path, environ: Mapping[str, str]) -> Idle:
    """Start a worker, let it settle, and see what it uses while nothing happens."""
    with subprocess.Popen(
        words, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as worker:
        seen = psutil.Process(worker.pid)
        try:
            time.sleep(SETTLED_SECONDS)
            start = _cpu(seen)
            time.sleep(IDLE_SECONDS)
            used = _cpu(seen) - start
            return Idle(start, seen.memory_info().rss / 1e6, used / IDLE_SECONDS * 100)
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def _project(folder: Path, environ: Mapping[str, str]) -> Path:
    """Make a project as an analyst does, with a script and a notebook of one line each."""
    _run([STABBUR, "init", "maaling"], folder, environ)
    project = folder / "maaling"
    (project / "first.py").write_text(SCRIPT)
    (project / "first.ipynb").write_text(NOTEBOOK)
    return project


@contextmanager
def _working(project: Path, environ: Mapping[str, str], warm: int) -> Iterator[psutil.Process]:
    """Let a worker work, with so many kernels kept up."""
    with subprocess.Popen(
        [STABBUR, "worker"],
        cwd=project,
        env={**environ, "STABBUR_RUNS__WARM": str(warm)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as worker:
        try:
            yield psutil.Process(worker.pid)
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def _runs(project: Path, environ: Mapping[str, str]) -> tuple[dict[str, float], float]:
    """Let a worker run both, and return how long each took to its first line, and what a run costs."""
    with _working(project, environ, 0) as worker:
        asking = [(title, f"first.{ending}") for title, ending in (("script", "py"), ("notebook", "ipynb"))]
        lines = {
            title: _median(lambda entry=entry: _first_line(entry, project, environ))  # type: ignore[misc]
            for title, entry in asking
        }
        time.sleep(SETTLED_SECONDS)  # the last notebook is still made a page of
        before = _cpu(worker)
        for _ in range(COSTED):
            _first_line("first.py", project, environ)
        time.sleep(SETTLED_SECONDS)
        each = (_cpu(worker) - before) / COSTED
    with _working(project, environ, 1):
        _first_line("first.ipynb", project, environ)
        lines["notebook, warm"] = _median(lambda: _warm_line(project, environ))
    return lines, each - _bare(project, environ)


def _warm_line(project: Path, environ: Mapping[str, str]) -> float:
    """Start the notebook when a kernel waits for it."""
    until = time.monotonic() + 60
    while not list(Path(environ["STABBUR_HOME"], "private", "runs").glob("spare-*/kernel.json")):
        if time.monotonic() > until:
            raise SystemExit("no kernel is kept up")
        time.sleep(0.1)
    time.sleep(SETTLED_SECONDS)  # until it answers
    return _first_line("first.ipynb", project, environ)


def _first_line(entry: str, project: Path, environ: Mapping[str, str]) -> float:
    """Ask for a run as a page does, and wait for the time that it prints."""
    asked, number = _run([sys.executable, "-c", ASKS, entry], project, environ).split()
    log = Path(environ["STABBUR_HOME"], "private", "runs", f"{number}.1", "log")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        said = log.read_text() if log.is_file() else ""
        if "first line " in said and said.endswith("\n"):
            return float(said.split("first line ")[1].split()[0]) - float(asked)
        time.sleep(0.02)
    raise SystemExit(f"run {number} of '{entry}' said nothing")


def _bare(project: Path, environ: Mapping[str, str]) -> float:
    """Return the CPU seconds of the script alone, with the project's own Python."""
    before = os.times()
    for _ in range(COSTED):
        _run([project / ".venv/bin/python", "first.py"], project, environ)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used / COSTED


def _papermill(project: Path, environ: Mapping[str, str]) -> float:
    """Let papermill's own command run the notebook: until the first line of its cell."""
    words: list[str | Path] = [
        Path(sys.executable).parent / "papermill",
        "first.ipynb",
        "out.ipynb",
        "--log-output",
        "-k",
        "python3",
    ]

    def once() -> float:
        began = time.time()
        said = subprocess.run(words, cwd=project, env=environ, capture_output=True, text=True, check=True)
        return float((said.stdout + said.stderr).split("first line ")[1].split()[0]) - began

    return _median(once)


def _cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system + used.children_user + used.children_system)


def _median(work: Callable[[], float]) -> float:
    return statistics.median(work() for _ in range(TIMES))


def _run(words: Sequence[str | Path], folder: Path, environ: Mapping[str, str]) -> str:
    done = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))[:200]}\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()

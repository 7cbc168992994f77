"""Start a project with a warm cache, build it unchanged, ask for help; beside cookiecutter and copier rendering alone.

ssb-project-cli is tried in an environment of its own, which uv makes and which is thrown away; where it
does not install or run, that is said.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from stabbur.projects.environment import uv
from stabbur.projects.templating import rendering

LIMITS = {"init": 10.0, "build": 0.5, "help": 0.15}  # seconds at the median
TIMES = {"init": 3, "build": 5, "help": 11, "peers": 5}
PEER = "ssb-project-cli"
STABBUR = Path(sys.executable).parent / "stabbur"
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".git", ".venv", "vendor", "build")


def main() -> None:
    """Print seconds of the wall and of the CPU, children included; a missed limit ends with an error."""
    with tempfile.TemporaryDirectory(prefix="stabbur-benchmark-") as name:
        folder = Path(name)
        environ = _environ(folder)
        project = folder / "folketall-0"
        # the first fills uv's cache, and is the tree that the others render
        _run([STABBUR, "init", project.name], folder, environ)
        found = {
            "init": _timed(TIMES["init"], lambda number: _init(folder, environ, number + 1)),
            "build": _timed(TIMES["build"], lambda _: _run([STABBUR, "build"], project, environ)),
            "help": _timed(TIMES["help"], lambda _: _run([STABBUR, "--help"], folder, environ)),
        }
        rendered = {
            "files alone": _timed(TIMES["peers"], lambda number: _rendered(folder / f"rendered-{number}")),
            "cookiecutter": _cookiecutter(folder, project),
            "copier": _copier(folder, project),
        }
        print("                    wall s   CPU s   (median; processes that it starts are in the CPU)")
        for title, row in found.items():
            print(f"stabbur {title:11s} {row[0]:7.2f} {row[1]:7.2f}   limit {LIMITS[title]:g} s")
        print(f"\nthe same {_files(project)} files, rendered and nothing more")
        for title, row in rendered.items():
            print(f"{title:19s} {row[0]:7.2f} {row[1]:7.2f}")
        print(f"\n{_peer(folder, environ)}")
    missed = [f"{title} {row[0]:.2f}" for title, row in found.items() if row[0] > LIMITS[title]]
    if missed:
        raise SystemExit(f"over the limit: {', '.join(missed)}")


def _environ(folder: Path) -> dict[str, str]:
    config = folder / "gitconfig"
    config.write_text("[user]\n\tname = Kari\n\temail = kari@example.no\n")
    (folder / "home").mkdir()
    own = {"STABBUR_HOME": str(folder / "home"), "GIT_CONFIG_GLOBAL": str(config)}
    return {**os.environ, **own}


def _init(folder: Path, environ: dict[str, str], number: int) -> None:
    _run([STABBUR, "init", f"folketall-{number}"], folder, environ)


def _rendered(folder: Path) -> None:
    folder.mkdir()
    rendering.render("package", folder, {"name": "folketall"})


def _cookiecutter(folder: Path, project: Path) -> tuple[float, float]:
    """Time cookiecutter's own command over the files of the project, its name put in by the template."""
    template = folder / "cookiecutter"
    _templated(project, template / "{{cookiecutter.name}}", "{{cookiecutter.name}}")
    (template / "cookiecutter.json").write_text(json.dumps({"name": "folketall"}))
    words: list[str | Path] = [Path(sys.executable).parent / "cookiecutter", "--no-input", "--output-dir"]
    return _timed(
        TIMES["peers"], lambda number: _run([*words, folder / f"cut-{number}", template], folder, os.environ)
    )


def _copier(folder: Path, project: Path) -> tuple[float, float]:
    """Time copier's own command over the same files."""
    template = folder / "copier"
    _templated(project, template, "{{ name }}")
    for file in [path for path in template.rglob("*") if path.is_file()]:
        file.rename(file.with_name(f"{file.name}.jinja"))
    (template / "copier.yml").write_text("name: folketall\n")
    words: list[str | Path] = [
        Path(sys.executable).parent / "copier",
        "copy",
        "--quiet",
        "--defaults",
        template,
    ]
    return _timed(
        TIMES["peers"], lambda number: _run([*words, folder / f"copied-{number}"], folder, os.environ)
    )


def _templated(project: Path, template: Path, name: str) -> None:
    """Copy the files of a project, and put a template's word in the place of its name."""
    shutil.copytree(project, template, ignore=LEFT_OUT)
    for file in [path for path in template.rglob("*") if path.is_file()]:
        text = file.read_text(encoding="utf-8")
        # what looks like a template to the peers and is none
        plain = text.replace("{{", "{ {").replace("}}", "} }").replace("{%", "{ %").replace("{#", "{ #")
        file.write_text(plain.replace(project.name, name), encoding="utf-8")


def _peer(folder: Path, environ: dict[str, str]) -> str:
    """Say how long ssb-project takes to make a project, or why it does not."""
    place, program = folder / "peer", uv.program()
    try:
        _run([program, "venv", "--quiet", place], folder, environ)
        _run([program, "pip", "install", "--quiet", "--python", place, PEER], folder, environ)
    except subprocess.CalledProcessError as error:
        return f"{PEER} does not install here: {_last(error)}"
    create: list[str | Path] = [place / "bin" / "ssb-project", "create", "stat-testprod", "En test"]
    create += ["--no-verify", "--no-kernel", "--name", "Kari", "--email", "kari@example.no"]
    began = time.perf_counter()
    try:
        _run(create, folder, environ | {"HOME": str(folder)})
    except subprocess.CalledProcessError as error:
        return f"{PEER} create fails here: {_last(error)}"
    took = time.perf_counter() - began
    made = (folder / "stat-testprod").is_dir()
    return f"{PEER} create {took:.2f} s" + ("" if made else ": it ended with 0, and there is no project")


def _timed(times: int, work: Callable[[int], None]) -> tuple[float, float]:
    """Return the medians of the wall's seconds and of the CPU's, processes that were started included."""
    walls, cpus = [], []
    for number in range(times):
        wall, cpu = time.perf_counter(), _cpu()
        work(number)
        walls.append(time.perf_counter() - wall)
        cpus.append(_cpu() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def _cpu() -> float:
    return sum(os.times()[:4])


def _run(words: Sequence[str | Path], folder: Path, environ: os._Environ[str] | dict[str, str]) -> None:
    subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=environ,
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )


def _files(project: Path) -> int:
    done = subprocess.run(["git", "ls-files"], cwd=project, capture_output=True, text=True, check=True)
    return sum(not line.startswith("vendor/") for line in done.stdout.splitlines())


def _last(error: subprocess.CalledProcessError) -> str:
    said = (error.stderr or error.stdout or "").strip().splitlines()
    return said[-1][:200] if said else f"code {error.returncode}"


if __name__ == "__main__":
    main()

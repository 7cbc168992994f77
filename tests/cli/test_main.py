"""The table of commands: light, complete, and with an end for every error."""

import gc
import json
import subprocess
import sys
import types
import warnings
from pathlib import Path

import click
import pytest

from stabbur import errors
from stabbur.cli.main import COMMANDS, stabbur
from tests.cli.conftest import Run

HEAVY = {"polars", "duckdb", "pyarrow", "pandas", "numpy", "sqlalchemy", "tantivy", "fastapi", "stabbur.hub"}


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_loads_no_data_library() -> None:
    code = (
        "import sys; sys.argv = ['stabbur', '--help']\n"
        "from stabbur.cli.main import main\ntry: main()\nexcept SystemExit: pass"
    )
    assert not loaded_by(code) & HEAVY


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        return [leaf for name, inner in found if inner for leaf in leaves(inner, (*path, name))]
    return [(path, command)]


LEAVES = leaves(stabbur)


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(path) for path, _ in LEAVES])
def test_every_command_has_help_and_few_options(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help
    assert command.help.splitlines()[0].endswith((".", "one:")), command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    # a person who reads the help makes one choice of a group: --github or --gitlab, private or public
    choices = {getattr(option, "group", option.name) for option in options} - {"as_json", "help"}
    assert len(choices) <= 7
    assert all(option.help for option in options)


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(path) for path, _ in LEAVES])
def test_every_command_takes_json(path: tuple[str, ...], command: click.Command) -> None:
    names = {name for parameter in command.params for name in parameter.opts}
    assert "--json" in names


@pytest.mark.parametrize("name", COMMANDS)
def test_name_in_the_table_is_a_command(name: str) -> None:
    assert COMMANDS[name][1].endswith(".")
    assert isinstance(stabbur, click.Group)
    assert stabbur.get_command(click.Context(stabbur), name)


@pytest.mark.parametrize("searches", [True, False])
def test_search_for_garbage_is_on_or_off_as_before(searches: bool) -> None:
    assert isinstance(stabbur, click.Group)
    try:
        gc.enable() if searches else gc.disable()
        assert stabbur.get_command(click.Context(stabbur), "seams")
        assert gc.isenabled() == searches
    finally:
        gc.enable()


@pytest.mark.parametrize("name", COMMANDS)
def test_command_file_is_short(name: str) -> None:
    file = Path(__file__).parents[2] / "src" / (COMMANDS[name][0].replace(".", "/") + ".py")
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 60


def test_mistyped_command(run: Run) -> None:
    done = run("conifg")
    assert (done.code, done.out) == (2, "")
    assert "did you mean 'config'?" in done.err


def test_version(run: Run) -> None:
    assert run("--version").out.startswith("stabbur, version ")


@pytest.mark.parametrize("kind", [errors.BadInput, errors.NotFound, errors.NotAllowed, errors.MissingExtra,
                                  errors.Unavailable, errors.Conflict, errors.StabburError])  # fmt: skip
def test_error_of_ours_ends_with_its_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, kind: type[errors.StabburError]
) -> None:
    broken(monkeypatch, kind("no thing 'x'\x1b[2J\nforged", hint="stabbur things", code="thing-unknown"))
    done = run("broken")
    assert (done.code, done.out) == (kind.exit_code, "")
    assert done.err.splitlines()[:2] == [
        "Error: no thing 'x'\\x1b[2J\\nforged [thing-unknown]",
        "  hint: stabbur things",
    ]


def test_A53_unexpected_error_is_one_line_and_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("STABBUR_HELP_ADDRESS", "hjelp@example.no")
    broken(monkeypatch, ZeroDivisionError("password=canary1"))
    done = run("broken")
    first, second, third = done.err.splitlines()
    assert (done.code, done.out) == (1, "")
    assert first.startswith("Error: something unexpected: ZeroDivisionError: password=")
    assert second.startswith("  hint: stabbur report ")
    assert third == "  help: hjelp@example.no"
    log = (home / "private" / "log" / "stabbur.log").read_text(encoding="utf-8")
    assert "canary1" not in done.err + log
    assert second.split()[-1] in log


def test_full_disk_does_not_hide_the_error(run: Run, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    (home / "private").write_text("a file where a folder should be")
    broken(monkeypatch, ZeroDivisionError("x"))
    done = run("broken")
    assert done.code == 1
    assert "ZeroDivisionError" in done.err
    assert "hint: stabbur report" in done.err


def test_data_warning_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def warn() -> None:
        warnings.warn("2 cells of 'alder' do not fit", errors.DataWarning, stacklevel=1)

    given(monkeypatch, warn)
    assert run("broken").err == "Warning: 2 cells of 'alder' do not fit\n"


def test_command_of_an_extra_that_is_not_installed(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tests_of_an_extra.py").write_text("import a_package_that_is_not_there")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(COMMANDS, "extra", ("tests_of_an_extra", "Need something."))
    done = run("extra")
    assert done.code == 5
    assert "'stabbur extra' needs a_package_that_is_not_there" in done.err
    assert 'pip install "stabbur[hub]"' in done.err


def test_interrupt_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, KeyboardInterrupt())
    done = run("broken")
    assert "Traceback" not in done.err
    assert done.code == 1


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Add a command that raises."""

    def fail() -> None:
        raise error

    given(monkeypatch, fail)


def given(monkeypatch: pytest.MonkeyPatch, body: object) -> None:
    """Add a command with a body; the table is an ordinary dictionary."""
    assert callable(body)
    module = types.ModuleType("tests_broken_command")
    vars(module)["broken"] = click.command("broken")(body)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(COMMANDS, "broken", (module.__name__, "Break."))


@pytest.mark.parametrize(
    ("module", "spared"),
    [
        ("stabbur.cli.packages.search", ("polars", "pyarrow", "numpy", "httpx", "nbformat")),
        ("stabbur.catalogue.tantivy.index", ("polars", "pyarrow", "numpy", "httpx")),
        ("stabbur.cli.packages.read", ("polars", "pyarrow", "httpx", "sqlalchemy")),
        ("stabbur.io.place", ("httpx",)),
        ("stabbur.packages.package", ("pandas", "alembic", "nbformat")),
        ("stabbur.hub.serve", ("polars", "pandas", "uvicorn", "fastapi", "sqlalchemy")),
    ],
)
def test_what_a_command_has_no_use_for_is_not_loaded(module: str, spared: tuple[str, ...]) -> None:
    asked = f"import sys, {module}; print(*sorted(set(sys.modules) & set({spared!r})))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

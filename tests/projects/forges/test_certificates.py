"""A forge whose certificate this machine does not trust gets no token, neither by REST nor by a push."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from stabbur.errors import NotAllowed, Unavailable
from stabbur.projects.forges import asking
from stabbur.projects.forges.asking import Rest
from stabbur.projects.forges.pushing import push
from stabbur.secrets import Secret
from stabbur.state.clock import now

TOKEN = Secret("ghp_for-this-test.alone")


class Sly(BaseHTTPRequestHandler):
    """Notes what it is told, whoever tells it."""

    heard: list[str]

    def do_GET(self) -> None:
        """Note a question with its headers."""
        self.heard.append(f"{self.path} {self.headers}")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine that nobody has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forge")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return public, private


@pytest.fixture
def sly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str], Path]]:
    """A server that says to be a forge: its address, what it hears, and its certificate."""
    monkeypatch.setattr(asking, "PAUSE", 0.0)
    public, private = certificate(tmp_path)
    heard: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("SlyHandler", (Sly,), {"heard": heard}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}", heard, public
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_question_goes_to_nobody_that_is_not_trusted(sly: tuple[str, list[str], Path]) -> None:
    address, heard, _ = sly
    with pytest.raises(Unavailable, match="certificate that this machine does not trust"):
        Rest("Forge", address, TOKEN, {}, page="").get("/user")
    assert heard == []


def test_certificate_that_an_organisation_trusts_is_trusted(
    sly: tuple[str, list[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard, public = sly
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    assert Rest("Forge", address, TOKEN, {}, page="").get("/user").status == 200
    assert TOKEN.reveal() in heard[0]


def test_push_goes_to_nobody_that_is_not_trusted_whatever_git_is_told(
    sly: tuple[str, list[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard, _ = sly
    url = f"{address}/kari/tall.git"
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".gitconfig").write_text(
        "[http]\n\tsslVerify = false\n[user]\n\tname = K\n\temail = k@example.test\n"
    )
    root = tmp_path / "tall"
    root.mkdir()
    for words in (
        ["init", "-q", "-b", "main"],
        ["commit", "-q", "--allow-empty", "-m", "x"],
        ["remote", "add", "origin", url],
    ):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    with pytest.raises(NotAllowed, match="certificate"):
        push(root, url, "refs/heads/main", user="x", token=TOKEN, page="")
    assert heard == []

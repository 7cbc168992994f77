"""Notices by e-mail, through the SMTP server of the settings."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Self

from stabbur.errors import BadInput, Unavailable
from stabbur.io.deadline import Deadline
from stabbur.runs.notices.base import Message
from stabbur.secrets.resolving import resolve
from stabbur.settings import Settings

TLS_FROM_THE_START = 465
LONGEST_SUBJECT = 200


class EmailNotifier:
    """Sends one mail a notice; without encryption only where the settings say so."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return it."""
        return cls(settings)

    @classmethod
    def lack(cls, settings: Settings) -> BadInput | None:
        """Return what the settings lack for it."""
        host, _, port = settings.notices.smtp.rpartition(":")
        if host and port.isdigit():
            return None
        return BadInput(
            "there is no mail server in the settings",
            hint='notices.smtp = "mail.example.no:587" in the person\'s stabbur.toml',
            code="smtp-missing",
        )

    def send(self, receiver: str, message: Message, *, seconds: float) -> None:
        """Send one mail."""
        host, port = self._server()
        mail = written(message, self._settings.notices.sender, receiver)
        deadline = Deadline(seconds)
        try:
            with deadline.watching(), self._connected(host, port, deadline) as server:
                self._sign_in(server)
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refused(host, max(codes, default=0)) from None
        except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
            raise _refused(host, getattr(error, "smtp_code", 0)) from None
        except (smtplib.SMTPException, OSError) as error:
            why = (
                f"no answer within {seconds:g} s" if isinstance(error, TimeoutError) else type(error).__name__
            )
            raise Unavailable(
                f"the mail server '{host}:{port}' took no mail: {why}", code="receiver-away", host=host
            ) from None

    def _server(self) -> tuple[str, int]:
        if missing := self.lack(self._settings):
            raise missing
        host, _, port = self._settings.notices.smtp.rpartition(":")
        return host, int(port)

    def _connected(self, host: str, port: int, deadline: Deadline) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if port == TLS_FROM_THE_START:
            return _WatchedTls(host, port, deadline, trusted)
        server = _Watched(host, port, deadline)
        if self._settings.notices.smtp_tls:
            try:
                server.starttls(context=trusted)
            except (smtplib.SMTPException, OSError):
                server.close()
                raise
        return server

    def _sign_in(self, server: smtplib.SMTP) -> None:
        known = self._settings.notices
        if known.smtp_user and known.smtp_password is not None:
            server.login(known.smtp_user, resolve(known.smtp_password, self._settings).reveal())


class _Watched(smtplib.SMTP):
    """A connection that is cut at a moment: a server that drips would hold it for ever, from its greeting on."""

    def __init__(self, host: str, port: int, deadline: Deadline) -> None:
        self._deadline = deadline
        super().__init__(host, port, timeout=deadline.seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout)
        self._deadline.watch(line)
        return line


class _WatchedTls(_Watched):
    """The same, encrypted from the start."""

    def __init__(self, host: str, port: int, deadline: Deadline, trusted: ssl.SSLContext) -> None:
        self._trusted = trusted
        super().__init__(host, port, deadline)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._trusted.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


def written(message: Message, sender: str, receiver: str) -> EmailMessage:
    """Return the mail of a notice; no line of it can begin another header."""
    mail = EmailMessage()
    # an encoded word would be decoded here, and may hold the end of a line
    mail["Subject"] = " ".join(message.headline.split())[:LONGEST_SUBJECT].replace("=?", "= ?")
    mail["From"], mail["To"] = sender, receiver
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = f"<{message.id.replace(':', '.')}@stabbur>"
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence answers it
    mail.set_content(message.text)
    return mail


def _refused(host: str, code: int) -> BadInput | Unavailable:
    told = f"the mail server '{host}' refused the mail" + (f": {code}" if code > 0 else "")
    if code and not 500 <= code < 600:  # -1: it was cut in the middle of a word
        return Unavailable(told, code="receiver-away", host=host, status=code)
    return BadInput(told, hint="look at smtp, smtp_user and smtp_tls of [notices]", code="receiver-refuses")

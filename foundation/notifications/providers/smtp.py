"""SMTP. It cannot be asked what it has, so the step at which it may have it is made as small as the protocol allows."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

from foundation.notifications.providers import Doubtful, Mail, Postponed, Refused, Unreachable

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """What EMAIL_URL says: smtp:// (plain), smtp+tls:// (STARTTLS, required) or smtps:// (TLS from the start)."""

    scheme: str
    host: str
    port: int
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> "Server":
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError):
            port = 0
        if not port or not parts.hostname:
            raise ImproperlyConfigured(
                "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587"
            )
        return cls(
            parts.scheme, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or "")
        )


class SMTPProvider:
    """One connection for a batch; the state of each message is committed between its envelope and its DATA."""

    name = "smtp"
    can_be_asked = False

    def __init__(self) -> None:
        self.server = Server.parse(settings.EMAIL_URL)
        self.domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
        self.sender = sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8")
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._hang_up()

    def find(self, reference: str) -> str | None:
        return None

    def send(self, mail: Mail, hand_over: Callable[[], None]) -> str:
        payload = self._payload(mail)
        line = self._line or self._connect()
        self._envelope(line, mail.to)
        hand_over()
        return self._data(line, payload)

    def _payload(self, mail: Mail) -> bytes:
        # The same Message-ID at every attempt, so that a receiving server that gets it twice can keep one.
        headers = {
            "Message-ID": f"<{mail.reference}@{self.domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        message = EmailMessage(
            mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers
        )
        return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]

    def _connect(self) -> smtplib.SMTP:
        server, wait = self.server, settings.EMAIL_TIMEOUT
        line: smtplib.SMTP | None = None
        try:
            if server.scheme == "smtps":
                line = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=wait, context=ssl.create_default_context()
                )
            else:
                line = smtplib.SMTP(server.host, server.port, timeout=wait)
            if server.scheme == "smtp+tls":
                line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
            line.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            if line is not None:
                line.close()
            raise Unreachable(_name(error)) from None
        self._line = line
        return line

    def _envelope(self, line: smtplib.SMTP, to: str) -> None:
        """MAIL and RCPT: whatever goes wrong here, the message was not accepted."""
        try:
            address = sanitize_address(to, "utf-8")
            self._said(line, line.mail(_bare(self.sender)), final=False)
            self._said(line, line.rcpt(_bare(address)), final=True)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Postponed(_name(error)) from None
        except ValueError:
            raise Refused("AddressNotUsable") from None

    def _said(self, line: smtplib.SMTP, answer: tuple[int, bytes], *, final: bool) -> None:
        code = answer[0]
        if code // 100 == 2:
            return
        with suppress(OSError, smtplib.SMTPException):
            line.rset()
        if code == 421:
            self._hang_up()
        if final and code // 100 == 5:
            raise Refused(f"SMTP {code}")
        raise Postponed(f"SMTP {code}")

    def _data(self, line: smtplib.SMTP, payload: bytes) -> str:
        try:
            code = line.data(payload)[0]
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Doubtful(_name(error)) from None
        if code // 100 != 2:
            self._said(line, (code, b""), final=True)
        return ""

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                if line.sock is not None:
                    line.sock.settimeout(2)
                    line.quit()
            line.close()


def _bare(address: str) -> str:
    return address[address.rfind("<") + 1 :].rstrip(">")


def _name(error: Exception) -> str:
    """The class and the code of an error; its text may hold an address."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()

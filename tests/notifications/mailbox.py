"""A mail server that does what a test asks of it: takes messages, refuses them, hangs, or breaks off."""

import email
import threading
import time
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """`refuse[stage] = "451 later"`, `hang[stage] = seconds`, `drop = True` (accepts and hangs up without a word)."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse: dict[str, str] = {}
        self.hang: dict[str, float] = {}
        self.drop = False
        self.connections = 0
        self.waiting = threading.Event()

    @property
    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.accepted]

    def _answer(self, stage: str) -> str:
        if seconds := self.hang.get(stage):
            self.waiting.set()
            time.sleep(seconds)
        return self.refuse.get(stage, "250 OK")

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, answers: list
    ) -> list:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list) -> str:
        answer = self._answer("MAIL")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list) -> str:
        answer = self.refuse.get(address) or self._answer("RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self._answer("DATA")
        if answer.startswith("250"):
            self.accepted.append(email.message_from_bytes(envelope.content, policy=default))
            self.recipients += envelope.rcpt_tos
        if self.drop:
            server.transport.abort()
        return answer


class MailServer:
    """A mailbox behind a port; it can be taken away and brought back at the same address."""

    def __init__(self, port: int) -> None:
        self.mailbox = Mailbox()
        self.port = port
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._controller = Controller(self.mailbox, hostname="127.0.0.1", port=self.port, ready_timeout=20)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

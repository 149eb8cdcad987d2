"""The demonstration's post: a table that /demo/outbox/ shows, and the console of a developer."""

import sys
from collections.abc import Callable
from typing import Self

from foundation.notifications.models import DemoMail
from foundation.notifications.providers import Mail

KEPT = 1000


def keep(mail: Mail) -> None:
    """Put it where it can be read; of all, only the newest are kept."""
    values = {"to": mail.to, "subject": mail.subject[:500], "text": mail.text, "kind": mail.kind}
    _mail, new = DemoMail.objects.get_or_create(pk=mail.reference, defaults=values)
    if new:
        rest = DemoMail.objects.order_by("-sent_at", "-id").values_list("pk", flat=True)[KEPT : KEPT + 100]
        DemoMail.objects.filter(pk__in=list(rest)).delete()


class DemoProvider:
    name = "demo"
    can_be_asked = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        return None

    def send(self, mail: Mail, hand_over: Callable[[], None]) -> str:
        hand_over()
        keep(mail)
        return mail.reference

    def find(self, reference: str) -> str | None:
        return reference if DemoMail.objects.filter(pk=reference).exists() else None


class ConsoleProvider:
    """For development without a mail server: the message appears where the worker runs."""

    name = "console"
    can_be_asked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        return None

    def send(self, mail: Mail, hand_over: Callable[[], None]) -> str:
        hand_over()
        sys.stdout.write(f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.text}\n")
        return ""

    def find(self, reference: str) -> str | None:
        return None

"""The post office: what waits in the outbox is sent, and the letters of one address are read."""

import re
from io import StringIO

from django.core.management import call_command

from foundation.notifications.models import DemoMail

CODE = re.compile(r"^([A-Z]{3} [A-Z]{3})$", re.MULTILINE)


def letters(to: str) -> list[DemoMail]:
    """All that this address got, oldest first."""
    call_command("send_outbox", stdout=StringIO())
    return list(DemoMail.objects.filter(to=to).order_by("sent_at", "id"))


def newest(to: str) -> DemoMail:
    return letters(to)[-1]


def code(to: str) -> str:
    return CODE.findall(newest(to).text)[0]

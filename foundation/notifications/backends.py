"""Django's own mail (allauth's sign-in codes among it) goes through the outbox too, so no page waits for SMTP."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from foundation.notifications.actions import queue_mail
from foundation.notifications.keys import ordered_uuid
from foundation.notifications.kinds import MAIL
from foundation.notifications.providers import Mail
from foundation.notifications.providers.demo import keep
from foundation.notifications.wording import one_line


def _parts(message: EmailMessage) -> tuple[list[str], str, str]:
    if message.attachments:
        raise ValueError("The outbox carries plain text; it has no place for attachments.")
    return message.recipients(), one_line(message.subject), str(message.body)


class Outbox(BaseEmailBackend):
    """One outbox row a recipient; a worker sends it and its text is erased at once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        language = (get_language() or "en")[:2]
        for message in email_messages:
            recipients, subject, body = _parts(message)
            queue_mail(recipients, subject=subject, body=body, language=language)
        return len(email_messages)


class DemoOutbox(BaseEmailBackend):
    """Readable at /demo/outbox/ at once, also before a worker runs."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            recipients, subject, body = _parts(message)
            for address in recipients:
                keep(Mail(str(ordered_uuid()), address, subject, body, MAIL))
        return len(email_messages)

"""The e-mails that sign-in needs at once. Everything else that the portal tells people goes by notifications."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.common.errors import Unavailable

logger = logging.getLogger(__name__)


def send_code(purpose: str, *, to: str, code: str, language: str) -> None:
    """Raises Unavailable when the message cannot be handed over; the person may try again."""
    try:
        _send(f"accounts/email/code_{purpose}", to=to, language=language, code=code)
    except (OSError, SMTPException) as error:
        logger.error("a sign-in code could not be sent: %s", type(error).__name__)
        raise Unavailable(
            _("We could not send the email with your code. Try again in a few minutes.")
        ) from None


def send_notice(user: User, notice: str, *, to: str = "") -> None:
    """Tell somebody that how they sign in has changed. The change stands even when the message cannot be sent."""
    try:
        _send(f"accounts/email/{notice}", to=to or user.email, language=user.language, address=_page(user))
    except (OSError, SMTPException) as error:
        logger.error("a security notice could not be sent: %s", type(error).__name__)


def _page(user: User) -> str:
    with translation.override(user.language):
        return settings.SITE_URL + reverse("account")


def _send(template: str, *, to: str, language: str, **context: Any) -> None:
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}.txt", context).strip() + "\n"
        EmailMessage(subject, body, to=[to]).send()

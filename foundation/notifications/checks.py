"""What the environment must say before this room can keep its promises."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from foundation.notifications.providers.smtp import Server


@register(Tags.compatibility)
def email_url_is_usable(**_options: Any) -> list[Error]:
    if not settings.EMAIL_URL:
        return []
    try:
        Server.parse(settings.EMAIL_URL)
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="notifications.E001")]
    return []


@register(Tags.compatibility)
def notify_is_complete(**_options: Any) -> list[Error]:
    if settings.NOTIFY_API_KEY and not settings.NOTIFY_TEMPLATE_ID:
        hint = "Make a template at Notify with the subject ((subject)) and the body ((body))."
        return [
            Error("NOTIFY_API_KEY is set, NOTIFY_TEMPLATE_ID is not.", hint=hint, id="notifications.E002")
        ]
    return []


@register(Tags.security, deploy=True)
def somebody_carries_the_mail(**_options: Any) -> list[Warning]:
    found = []
    if not (settings.EMAIL_URL or settings.NOTIFY_API_KEY):
        found.append(
            Warning("No e-mail can be sent: set EMAIL_URL or NOTIFY_API_KEY.", id="notifications.W001")
        )
    if settings.EMAIL_URL.startswith("smtp://") and "@" in settings.EMAIL_URL:
        hint = "Use smtp+tls:// or smtps://."
        found.append(Warning("EMAIL_URL sends a password unencrypted.", hint=hint, id="notifications.W002"))
    return found

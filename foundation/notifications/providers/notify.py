"""GOV.UK Notify. Its `reference` is our key: a message in doubt is looked up before it is sent again."""

import logging
from collections.abc import Callable
from typing import Any, Self

import requests
from django.conf import settings
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import NewConnectionError

from foundation.notifications.providers import Doubtful, Mail, Postponed, Refused, Unreachable

# The library warns with the provider's answer, which may quote an address.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


class NotifyProvider:
    """Needs one template at Notify whose subject is ((subject)) and whose body is ((body))."""

    name = "notify"
    can_be_asked = True

    def __init__(self) -> None:
        self.api = NotificationsAPIClient(
            settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=settings.EMAIL_TIMEOUT
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.api.request_session.close()

    def send(self, mail: Mail, hand_over: Callable[[], None]) -> str:
        hand_over()
        try:
            answer = self.api.send_email_notification(
                email_address=mail.to,
                template_id=settings.NOTIFY_TEMPLATE_ID,
                personalisation={"subject": mail.subject, "body": mail.text},
                reference=mail.reference,
            )
        except HTTPError as error:
            raise _meaning(error) from None
        except (requests.RequestException, InvalidResponse) as error:
            raise Doubtful(type(error).__name__) from None
        return _id(answer)

    def find(self, reference: str) -> str | None:
        try:
            answer = self.api.get_all_notifications(template_type="email", reference=reference)
            found = answer["notifications"]
        except HTTPError as error:
            raise Unreachable(_name(error)) from None
        except (requests.RequestException, InvalidResponse, KeyError, TypeError) as error:
            raise Unreachable(type(error).__name__) from None
        return _id(found[0]) if found else None


def _id(answer: Any) -> str:
    return str(answer.get("id", "")) if isinstance(answer, dict) else ""


def _meaning(error: HTTPError) -> Refused | Postponed | Unreachable | Doubtful:
    """400 is about this message; 403, 404, 429 are about us; without an answer, or with 5xx, it may be there."""
    reason = _name(error)
    if error.response is None:
        return Unreachable(reason) if _never_left(error.__cause__) else Doubtful(reason)
    status = error.status_code
    if status in {401, 403, 404, 429}:
        return Unreachable(reason)
    if status == 408:
        return Postponed(reason)
    return Refused(reason) if status < 500 else Doubtful(reason)


def _never_left(cause: BaseException | None) -> bool:
    if isinstance(cause, requests.ConnectTimeout):
        return True
    inner = (
        getattr(cause.args[0], "reason", None)
        if isinstance(cause, requests.ConnectionError) and cause.args
        else None
    )
    return isinstance(inner, NewConnectionError)


def _name(error: HTTPError) -> str:
    if error.response is None:
        return type(error.__cause__).__name__
    return f"Notify {error.status_code}"

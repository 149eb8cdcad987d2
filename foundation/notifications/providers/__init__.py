"""Who carries the messages out. One provider at a time, named by settings.NOTIFICATIONS_PROVIDER."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished message. `reference` is the same at every attempt."""

    reference: str
    to: str
    subject: str
    text: str
    kind: str = ""


class Provider(Protocol):
    name: str
    can_be_asked: bool

    def __enter__(self) -> Self: ...

    def __exit__(self, *problem: object) -> None: ...

    def send(self, mail: Mail, hand_over: Callable[[], None]) -> str:
        """Send it and return the provider's own id. `hand_over` is called last before it could be accepted."""
        ...

    def find(self, reference: str) -> str | None:
        """The provider's id of a message it already has, or None."""
        ...


class Problem(Exception):
    """Why a message did not go out. `reason` names it without an address or a text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Problem):
    """Not accepted, and never will be."""


class Postponed(Problem):
    """Not accepted now; this message may be tried again."""


class Unreachable(Problem):
    """The provider as a whole does not take messages; this one was certainly not accepted."""


class Doubtful(Problem):
    """It was handed over and the answer never came."""


class Nowhere:
    """No provider is configured: messages wait, nothing is lost, the checks and the log say why."""

    name = "none"
    can_be_asked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        return None

    def send(self, mail: Mail, hand_over: Callable[[], None]) -> str:
        raise Unreachable("NoProvider")

    def find(self, reference: str) -> str | None:
        return None


def current() -> Any:
    return import_string(settings.NOTIFICATIONS_PROVIDER)()


def can_be_asked(name: str) -> bool:
    """Whether the present provider is the one that was given the message, and knows what it was given."""
    post = import_string(settings.NOTIFICATIONS_PROVIDER)
    return bool(post.name == name and post.can_be_asked)

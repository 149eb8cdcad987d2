"""What upper rooms say about the rows that carry files. Filled in AppConfig.ready(); this room imports none of them.

documents.register(
    "requests.engagementrequest",
    seen=lambda principal: EngagementRequest.objects.visible_to(principal),   # whose files one may read
    told=lambda request: followers(request),   # who hears of a file held back, if its sender has no account
    url=lambda request: request.get_absolute_url(),
)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet

MOST_FILES = 10


def _nobody(row: Any) -> list[Any]:
    return []


def _nowhere(row: Any) -> str:
    return ""


def _english(row: Any) -> str:
    return "en"


def _always(row: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Host:
    """A model whose rows carry files. Its rows have a `public_id` (UUID), by which files name them.

    seen:  the rows whose files a principal may read, as a queryset; whoever is not in it gets a 404
    told:  who is told when a file is held back and nobody signed in to send it (people or e-mail addresses)
    url:   the path of the page that the message leads to
    most:  how many files one row carries
    language: of bare addresses among those who are told
    takes: whether its writer can still add a file to it, so that nobody is told to do what is over
    contact: the address to write to once they cannot; empty where there is none
    """

    model: str
    seen: Callable[[Any], QuerySet]
    told: Callable[[Any], Iterable[Any]] = _nobody
    url: Callable[[Any], str] = _nowhere
    most: int = MOST_FILES
    language: Callable[[Any], str] = _english
    takes: Callable[[Any], bool] = _always
    contact: Callable[[Any], str] = _nowhere

    def row(self, public_id: Any) -> Any:
        """The row that a file belongs to, or None once it is gone."""
        return apps.get_model(self.model)._default_manager.filter(public_id=public_id).first()


_hosts: dict[str, Host] = {}


def register(
    model: str,
    *,
    seen: Callable[[Any], QuerySet],
    told: Callable[[Any], Iterable[Any]] = _nobody,
    url: Callable[[Any], str] = _nowhere,
    most: int = MOST_FILES,
    language: Callable[[Any], str] = _english,
    takes: Callable[[Any], bool] = _always,
    contact: Callable[[Any], str] = _nowhere,
) -> Host:
    """Let the rows of a model (`"room.model"`, in lower case) carry files."""
    host = Host(model, seen, told, url, most, language, takes, contact)
    _hosts[model] = host
    return host


def all_hosts() -> Iterable[Host]:
    return _hosts.values()


def host_of(row: Model | str) -> Host:
    label = row if isinstance(row, str) else row._meta.label_lower
    try:
        return _hosts[label]
    except KeyError:
        raise ImproperlyConfigured(
            f"{label} carries no files: register it with documents.register() in AppConfig.ready()."
        ) from None

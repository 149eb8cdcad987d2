"""Who is behind a session: asked at every page, so asked with a prepared query, and with it what rooms above need."""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField, QuerySet

from foundation.accounts.models import User
from foundation.common.prepared import Prepared

_columns: dict[str, Callable[[], Any]] = {}
_readers: list[Callable[[User], None]] = []


def read_beside(columns: Mapping[str, Callable[[], Any]], read: Callable[[User], None]) -> None:
    """A room above says once what is read in the statement of the person, and what it makes of these columns."""
    _columns.update(columns)
    _readers.append(read)


def _person(slot: Any) -> QuerySet:
    beside = {name: make() for name, make in _columns.items()}
    return User.objects.filter(pk=slot("pk", BigIntegerField())).annotate(**beside)


ONE = Prepared(_person)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        found = next(iter(ONE(pk=user_id)), None)
        if found is None or not self.user_can_authenticate(found):
            return None
        for read in _readers:
            read(found)
        return found

"""Who is behind a session: asked at every page, so asked with a prepared query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField

from foundation.accounts.models import User
from foundation.common.prepared import Prepared

ONE = Prepared(lambda slot: User.objects.filter(pk=slot("pk", BigIntegerField())))


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        found = next(iter(ONE(pk=user_id)), None)
        return found if found is not None and self.user_can_authenticate(found) else None

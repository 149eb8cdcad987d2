from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

if TYPE_CHECKING:
    from foundation.accounts.models import User


class UserManager(BaseUserManager["User"]):
    def by_email(self, email: str) -> "User | None":
        """The person whose address this is, capitals aside; one look-up in the unique index."""
        return self.filter(Exact(Lower("email"), email.lower())).first()

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(Exact(Lower("email"), (email or "").lower()))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Nobody signs in with a password; `password` is accepted because Django's interface has it."""
        user = self.model(email=email, **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

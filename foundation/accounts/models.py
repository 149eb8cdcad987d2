"""People who sign in. What they may do comes from dated rows in the directory, never from flags here."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from foundation.accounts.managers import UserManager


class User(AbstractBaseUser):
    """One person. The e-mail address is the sign-in name; it is kept as typed and unique without regard to case."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        WELSH = "cy", _("Cymraeg")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("email address"), max_length=254)
    name = models.CharField(_("full name"), max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    is_government = models.BooleanField(
        default=False,
        help_text=_("Holds a government role; a second factor is required. Kept by the directory."),
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    is_staff = False
    is_superuser = False

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_given"),
            models.CheckConstraint(condition=models.Q(language__in=["en", "cy"]), name="user_language_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def audit_identity(self) -> tuple[str, str]:
        return "user", str(self.public_id)

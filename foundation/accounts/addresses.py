"""E-mail addresses: delivered as typed, the same however their domain or capitals are written."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 254
# The two standards for international domains disagree on these four, so mail could reach somebody else.
_AMBIGUOUS = frozenset("ßς\u200c\u200d")

REFUSED = _("Enter an email address in the correct format, like name@example.com")
_well_formed = EmailValidator(message=REFUSED)


def canonical(email: str) -> str:
    """The address with its domain in one spelling; what stands before the @ stays as typed.

    Plus signs, dots and capitals before the @ are kept, because only the receiving server knows what they mean.
    """
    email = email.strip()
    if len(email) > LONGEST or "\x00" in email:
        raise ValidationError(REFUSED)
    _well_formed(email)
    local, _at, domain = email.rpartition("@")
    domain = domain.lower()
    if domain.startswith("["):
        raise ValidationError(REFUSED)
    return f"{local}@{_readable(domain, room=LONGEST - len(local) - 1)}"


def _readable(domain: str, *, room: int) -> str:
    if _AMBIGUOUS & set(domain):
        raise ValidationError(REFUSED)
    try:
        wire = domain.encode("idna")
        readable = wire.decode("idna").lower()
    except UnicodeError:
        raise ValidationError(REFUSED) from None
    if len(wire) > room or _AMBIGUOUS & set(readable):
        raise ValidationError(REFUSED)
    return readable


def same(one: str, other: str) -> bool:
    return one.lower() == other.lower()

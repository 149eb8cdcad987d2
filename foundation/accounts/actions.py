"""What may be done to an account. Who may do it to somebody else's is for the callers' rules."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from foundation import audit
from foundation.accounts.models import User
from foundation.common.actors import SYSTEM, Actor
from foundation.common.errors import Invalid, WrongState


@transaction.atomic
def join(*, email: str, language: str, name: str = "", by: Actor | None = None) -> User:
    """Create the account of somebody who proved that the address is theirs; the account there is, if there is one.

    `email` must be canonical. Two browsers that prove the same address at once get the same account.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name[:200], language=_known(language))
    except IntegrityError:
        found = User.objects.by_email(email)
        if found is None:
            raise
        return found
    actor: Actor = by or user
    audit.record(by=actor, verb="account.created", target=user)
    return user


def _known(language: str) -> str:
    return language if language in User.Language.values else User.Language.ENGLISH


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def rename(*, user: User, name: str, by: Actor) -> User:
    user = _locked(user)
    user.name = name
    user.save(update_fields=["name"])
    audit.record(by=by, verb="account.renamed", target=user)
    return user


@transaction.atomic
def choose_language(*, user: User, language: str, by: Actor) -> User:
    """The language of the messages that the person gets; pages follow their address."""
    if language not in User.Language.values:
        raise Invalid({"language": [_("Select English or Welsh")]})
    user = _locked(user)
    before, user.language = user.language, language
    user.save(update_fields=["language"])
    audit.record(by=by, verb="account.language_chosen", target=user, before=before, after=language)
    return user


@transaction.atomic
def change_email(*, user: User, email: str, by: Actor) -> User:
    """Move the account to an address that the person proved is theirs.

    Raises WrongState when another account has it.
    """
    holder = User.objects.by_email(email)
    if holder is not None and holder.pk != user.pk:
        raise WrongState(
            _("Another account uses this email address. Sign in with it, or use a different address.")
        )
    user = _locked(user)
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise WrongState(
            _("Another account uses this email address. Sign in with it, or use a different address.")
        ) from None
    audit.record(by=by, verb="account.email_changed", target=user)
    return user


@transaction.atomic
def set_government(*, user: User, value: bool, by: Actor = SYSTEM) -> User:
    """Say whether the person holds a government role, which makes a second factor compulsory."""
    user = _locked(user)
    if user.is_government != value:
        user.is_government = value
        user.save(update_fields=["is_government"])
        audit.record(
            by=by, verb="account.government_set", target=user, before=str(not value), after=str(value)
        )
    return user


@transaction.atomic
def close(*, user: User, by: Actor) -> User:
    """Close an account: its open sessions stop at their next request and it cannot sign in again."""
    user = _locked(user)
    if user.is_active:
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        audit.record(by=by, verb="account.closed", target=user, before="open", after="closed")
    return user


@transaction.atomic
def reopen(*, user: User, by: Actor) -> User:
    user = _locked(user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(by=by, verb="account.reopened", target=user, before="closed", after="open")
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: Actor) -> User:
    """For somebody who lost theirs: every factor goes, and everybody who is signed in as them has to do so again."""
    user = _locked(user)
    factors = Authenticator.objects.filter(user=user)
    if not factors.exists():
        raise WrongState(_("This person has no second factor."))
    removed, _rows = factors.delete()
    user.set_unusable_password()  # sessions are bound to it, so all of them stop here
    user.save(update_fields=["password"])
    UserSession.objects.filter(user=user).delete()
    audit.record(by=by, verb="account.second_factor_reset", target=user, removed=removed)
    return user

"""What administrators do to other people's accounts: let in, shut out, help when a second factor is lost."""

from typing import Any

from django.db import transaction

from foundation.accounts import actions as accounts
from foundation.accounts.models import User
from foundation.common.actors import Actor
from foundation.directory import account_messages
from foundation.directory.actions.appointments import appoint, keep_an_administrator
from foundation.directory.models import Appointment
from foundation.directory.rules import check


@transaction.atomic
def appoint_by_email(
    *, email: str, name: str = "", language: str = "en", by: Actor, **facts: Any
) -> Appointment:
    """Give a role to whoever has this canonical address; the account is made when there is none. They are told."""
    check(by, "administer")
    user = User.objects.by_email(email) or accounts.join(email=email, name=name, language=language, by=by)
    row = appoint(user=user, by=by, **facts)
    account_messages.role_given(row)
    return row


@transaction.atomic
def reset_second_factor(*, user: User, by: Actor) -> User:
    check(by, "manage_account", user)
    user = accounts.reset_second_factor(user=user, by=by)
    account_messages.second_factor_reset(user)
    return user


@transaction.atomic
def close_account(*, user: User, by: Actor) -> User:
    check(by, "manage_account", user)
    if Appointment.objects.current().filter(user=user, role="administrator").exists():
        keep_an_administrator(without=user)
    return accounts.close(user=user, by=by)


@transaction.atomic
def reopen_account(*, user: User, by: Actor) -> User:
    check(by, "manage_account", user)
    return accounts.reopen(user=user, by=by)

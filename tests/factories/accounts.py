"""People, their second factors, and departments' systems with a token."""

import time
from datetime import timedelta

import factory
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone

from foundation.accounts import machine_actions
from foundation.accounts.models import User
from foundation.common.actors import SYSTEM


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@charity.example")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


class OfficialFactory(UserFactory):
    email = factory.Sequence(lambda n: f"official{n}@department.example")
    is_government = True


def give_app(user: User) -> str:
    """An authenticator app with recovery codes; returns its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def app_code(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or so many steps of 30 seconds later."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + later))


def machine_client(*scopes: str, name: str = "Casework") -> machine_actions.Credentials:
    return machine_actions.create_machine_client(name=name, scopes=scopes or ("requests:read",), by=SYSTEM)


def machine_token(*scopes: str, minutes: int = 30, client_id: str = "") -> str:
    """A token as the token endpoint would give it, without asking the endpoint."""
    client = Client.objects.get(pk=client_id or machine_client(*scopes).client_id)
    value = f"token-{client.pk}-{time.monotonic_ns()}"
    token = Token(
        type=Token.Type.ACCESS_TOKEN,
        client=client,
        hash=get_adapter().hash_token(value),
        expires_at=timezone.now() + timedelta(minutes=minutes),
    )
    token.set_scopes(list(scopes) or client.get_scopes())
    token.save()
    return value

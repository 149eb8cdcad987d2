"""Letting a department's system in, changing its secret, shutting it out."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.common.actors import Actor
from foundation.common.errors import Invalid, WrongState


@dataclass(frozen=True, slots=True)
class Credentials:
    """Shown once; only a fingerprint of the secret is kept."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Credentials({self.client_id!r}, …)"


def _target(client: Client) -> tuple[str, str]:
    return "accounts.machineclient", client.pk


def _checked(scopes: Collection[str]) -> list[str]:
    wanted = sorted(set(scopes))
    if not wanted:
        raise Invalid({"scopes": [_("Choose at least one scope.")]})
    if unknown := [scope for scope in wanted if scope not in settings.MACHINE_SCOPES]:
        raise Invalid({"scopes": [_("There is no scope %(scope)s.") % {"scope": unknown[0]}]})
    return wanted


@transaction.atomic
def create_machine_client(*, name: str, scopes: Collection[str], by: Actor) -> Credentials:
    """Raises Invalid without a name or for a scope that does not exist."""
    name = name.strip()
    if not name or len(name) > 100:
        raise Invalid({"name": [_("Enter a name of 100 characters or fewer.")]})
    wanted, secret = _checked(scopes), secrets.token_urlsafe(32)
    client = Client(name=name, type=Client.Type.CONFIDENTIAL, grant_types=Client.GrantType.CLIENT_CREDENTIALS)
    client.response_types = ""
    client.set_scopes(wanted)
    client.set_default_scopes(wanted)
    client.set_secret(secret)
    client.save(force_insert=True)
    audit.record(by=by, verb="machine_client.created", target=_target(client), scopes=wanted)
    return Credentials(client.pk, secret)


def _locked(client_id: str) -> Client:
    client = Client.objects.select_for_update().filter(pk=client_id).first()
    if client is None or not client.get_grant_types():
        raise WrongState(_("There is no machine client with this id, or it has been revoked."))
    return client


@transaction.atomic
def rotate_secret(*, client_id: str, by: Actor) -> Credentials:
    """A new secret; the old one and every token got with it stop working at once."""
    client, secret = _locked(client_id), secrets.token_urlsafe(32)
    client.set_secret(secret)
    client.save(update_fields=["secret"])
    Token.objects.filter(client=client).delete()
    audit.record(by=by, verb="machine_client.secret_rotated", target=_target(client))
    return Credentials(client.pk, secret)


@transaction.atomic
def change_scopes(*, client_id: str, scopes: Collection[str], by: Actor) -> None:
    client, wanted = _locked(client_id), _checked(scopes)
    client.set_scopes(wanted)
    client.set_default_scopes(wanted)
    client.save(update_fields=["scopes", "default_scopes"])
    audit.record(by=by, verb="machine_client.scopes_changed", target=_target(client), scopes=wanted)


@transaction.atomic
def revoke(*, client_id: str, by: Actor) -> None:
    """Shut the system out for good. The row stays, so that what it once did still has a name."""
    client = _locked(client_id)
    client.secret, client.grant_types = make_password(None), ""
    client.data = {**(client.data or {}), "revoked_at": timezone.now().isoformat()}
    client.save(update_fields=["secret", "grant_types", "data"])
    Token.objects.filter(client=client).delete()
    audit.record(by=by, verb="machine_client.revoked", target=_target(client), before="live", after="revoked")

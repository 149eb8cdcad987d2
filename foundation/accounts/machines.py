"""A department's system at the API: who it is, by its bearer token, and what it may do, by its scopes."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db.models import CharField, DateTimeField, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from foundation.common.prepared import Prepared

LONGEST_TOKEN = 512


@dataclass
class MachineClient:
    """The principal of a request that carries a machine's token. It is nobody's user."""

    client_id: str
    name: str = ""
    scopes: frozenset[str] = field(default_factory=frozenset)

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True
    pk: ClassVar[None] = None  # no row of a person: what a person may own, it cannot

    def audit_identity(self) -> tuple[str, str]:
        return "client", self.client_id

    def __str__(self) -> str:
        return self.name or self.client_id

    def __hash__(self) -> int:
        return hash(self.client_id)


def registered() -> QuerySet[Client]:
    """Departments' systems that are not revoked, each with `last_token_at`: known for as long as tokens are kept."""
    return Client.objects.exclude(grant_types="").annotate(last_token_at=Max("token__created_at"))


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`. No header is nobody; anything but a live machine token is a 401."""

    def authenticate(self, request: Request) -> tuple[MachineClient, None] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        machine = machine_of(token.strip())
        if machine is None:
            raise AuthenticationFailed(
                _("The access token is not valid or has expired."), code="invalid_token"
            )
        return machine, None

    def authenticate_header(self, request: Request) -> str:
        sent_one = request.headers.get("Authorization", "").lower().startswith("bearer")
        return 'Bearer realm="front-door", error="invalid_token"' if sent_one else 'Bearer realm="front-door"'


def machine_of(token: str) -> MachineClient | None:
    """One query. A scope taken from the client since is gone from its tokens at once."""
    if not token or len(token) > LONGEST_TOKEN or not token.isascii() or not token.isprintable():
        return None
    for client_id, name, granted, allowed in TOKEN(hash=get_adapter().hash_token(token), now=timezone.now()):
        if client_id is not None:
            return _machine(client_id, name, granted, allowed)
    return None


def by_id(client_id: str) -> MachineClient | None:
    """A department's system with all that it may do; None once it was revoked."""
    found = registered().filter(pk=client_id).first()
    return MachineClient(found.pk, found.name, frozenset(found.scopes.split())) if found else None


def _token(slot: Any) -> QuerySet:
    live = Token.objects.filter(
        type=Token.Type.ACCESS_TOKEN,
        hash=slot("hash", CharField()),
        user=None,
        expires_at__gt=slot("now", DateTimeField()),
    )
    return live.values_list("client_id", "client__name", "scopes", "client__scopes")[:1]


TOKEN = Prepared(_token)


def _machine(client_id: str, name: str, granted: str, allowed: str) -> MachineClient:
    return MachineClient(client_id, name, frozenset(granted.split()) & frozenset(allowed.split()))


def HasScope(scope: str) -> type[BasePermission]:
    """A permission class: a machine needs `scope`; people pass and are judged by the rules alone."""

    class Scoped(BasePermission):
        message = _("Your access token does not have the scope %(scope)s.") % {"scope": scope}
        required_scope = scope

        def has_permission(self, request: Request, view: Any) -> bool:
            principal: Any = request.user
            if isinstance(principal, MachineClient):
                return scope in principal.scopes
            return bool(principal and principal.is_authenticated)

    return Scoped

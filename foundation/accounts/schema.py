"""How the API's description speaks of machine tokens."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "foundation.accounts.machines.BearerAuthentication"
    name = "machine"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scopes = {scope: str(what) for scope, what in settings.MACHINE_SCOPES.items()}
        return {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": reverse("identity_token"), "scopes": scopes}},
        }

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        """The scopes that this very operation asks for."""
        scopes = [
            found
            for permission in auto_schema.view.get_permissions()
            if (found := getattr(permission, "required_scope", None))
        ]
        return {self.name: scopes}

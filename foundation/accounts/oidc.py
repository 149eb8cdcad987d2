"""The OpenID Connect client: allauth's, with a nonce checked and, where a key is set, `private_key_jwt`."""

import secrets
import time
import uuid
from typing import Any

import jwt
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

NONCE_SESSION_KEY = "accounts.oidc.nonce"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 120


class Client(OAuth2Client):
    """Adds a nonce to the way out, and proof by key to the way back."""

    private_key = ""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, Any]) -> str:
        nonce = self.request.session[NONCE_SESSION_KEY] = secrets.token_urlsafe(24)
        address: str = super().get_redirect_url(authorization_url, scope, extra_params | {"nonce": nonce})
        return address

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None
    ) -> Any:
        if self.private_key:
            extra_data = {
                **(extra_data or {}),
                "client_secret": "",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self._assertion(),
            }
        return super().get_access_token(code, pkce_code_verifier=pkce_code_verifier, extra_data=extra_data)

    def _assertion(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.consumer_key,
            "sub": self.consumer_key,
            "aud": self.access_token_url,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
        }
        return jwt.encode(claims, self.private_key, algorithm="RS256")


class Adapter(OpenIDConnectOAuth2Adapter):
    client_class = Client

    def get_client(self, request: HttpRequest, app: SocialApp) -> Client:
        client: Client = super().get_client(request, app)
        client.private_key = app.settings.get("private_key", "")
        if client.private_key:
            client.basic_auth = False
        return client

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Raises OAuth2Error unless the ID token answers the very request that this session made."""
        try:
            login: SocialLogin = super().complete_login(request, app, token, **kwargs)
        except (KeyError, ValueError) as error:
            raise OAuth2Error("The provider's answer lacks what OpenID Connect requires.") from error
        expected = request.session.pop(NONCE_SESSION_KEY, "")
        claims = login.account.extra_data.get("id_token") or {}
        userinfo = login.account.extra_data.get("userinfo") or claims
        if not expected or not constant_time_compare(str(claims.get("nonce", "")), expected):
            raise OAuth2Error("The ID token does not carry this session's nonce.")
        if userinfo.get("sub") != claims.get("sub"):
            raise OAuth2Error("Userinfo speaks of somebody else than the ID token.")
        return login


class Provider(OpenIDConnectProvider):
    """What is asked of the provider comes from settings, never from the address of the request."""

    oauth2_adapter_class = Adapter

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        return kwargs | {"process": "login", "scope": self.get_scope(), "auth_params": self.get_auth_params()}

"""The OpenID Connect client: allauth's, with nonce and signature checked, and `private_key_jwt` where a key is set."""

import secrets
import time
import uuid
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

SESSION_KEY = "accounts.oidc"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 120
REMEMBERED_SECONDS = 60 * 60
SIGNATURES = frozenset({"RS256", "PS256", "ES256", "EdDSA"})


class Client(OAuth2Client):
    """Adds a nonce to the way out, and proof by key to the way back."""

    private_key = ""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, Any]) -> str:
        nonce, language = secrets.token_urlsafe(24), get_language() or "en"
        self.request.session[SESSION_KEY] = {"nonce": nonce, "language": language}
        params = extra_params | {"nonce": nonce, "ui_locales": language}
        address: str = super().get_redirect_url(authorization_url, scope, params)
        return address

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None
    ) -> Any:
        if self.private_key:
            proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self._assertion()}
            extra_data = {**(extra_data or {}), **proof}
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

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, remembered for an hour."""
        address = self.get_provider().server_url
        found: dict[str, Any] = cache.get(f"accounts.oidc:{address}") or _fetch(address)
        cache.set(f"accounts.oidc:{address}", found, REMEMBERED_SECONDS)
        return found

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
            claims = login.account.extra_data["id_token"]
            about = login.account.extra_data["userinfo"]["sub"]
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The provider's answer lacks what OpenID Connect requires.") from error
        expected = request.session.pop(SESSION_KEY, {}).get("nonce", "")
        if not expected or not constant_time_compare(str(claims.get("nonce", "")), expected):
            raise OAuth2Error("The ID token does not carry this session's nonce.")
        if about != claims.get("sub"):
            raise OAuth2Error("Userinfo speaks of somebody else than the ID token.")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            key = self._signing_key(jwt.get_unverified_header(id_token).get("kid"))
            if key.algorithm_name not in SIGNATURES:
                raise OAuth2Error("The ID token is signed in a way that is not accepted.")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=[key.algorithm_name],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
                leeway=30,
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The ID token is not valid.") from error
        return claims

    def _signing_key(self, kid: str | None) -> jwt.PyJWK:
        """Providers change keys: one that is not among those remembered is looked for afresh, once."""
        address = self.openid_config["jwks_uri"]
        for keys in (cache.get(f"accounts.oidc:{address}"), None):
            known = keys or _fetch(address)
            cache.set(f"accounts.oidc:{address}", known, REMEMBERED_SECONDS)
            for key in jwt.PyJWKSet.from_dict(known).keys:
                if key.key_id == kid:
                    return key
        raise OAuth2Error("The ID token is signed with a key that the provider does not publish.")


def _fetch(address: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


class Provider(OpenIDConnectProvider):
    """What is asked of the provider comes from settings, never from the address of the request."""

    oauth2_adapter_class = Adapter

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        return kwargs | {"process": "login", "scope": self.get_scope(), "auth_params": self.get_auth_params()}

"""Sign-in: e-mailed codes, second factors, OIDC in (staff, One Login) and tokens out (machine clients)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal import env

AUTHENTICATION_BACKENDS = ["foundation.accounts.backends.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard/"

ACCOUNT_ADAPTER = "foundation.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
# Our own page proves the address with a code before there is an account, so there is nothing left to verify.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {"login_failed": "30/10m/ip,10/15m/key", "reauthenticate": "20/10m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # AccountAdapter.get_client_ip decides; see TRUSTED_PROXIES

SIGN_IN_CODE_LENGTH = 6
SIGN_IN_CODE_SECONDS = 10 * 60
SIGN_IN_CODE_TRIES = 5
SIGN_IN_CODE_SENDS = 4
SIGN_IN_RATES = {
    "send_code": "40/10m/ip,5/15m/key,30/1d/key",
    "try_code": f"80/10m/ip,{SIGN_IN_CODE_TRIES}/15m/key",
    "begin_elsewhere": "80/10m/ip",
    "token": "120/m/ip,30/m/key",
    # Letters that anybody can have sent to an address that is not theirs.
    "ask_format": "3/1h/key",
    "send_link": "120/1h/ip,5/1h/key",
}

MFA_ADAPTER = "foundation.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Front Door"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "foundation.accounts.forms.ActivateTotpForm",
    "authenticate": "foundation.accounts.forms.AuthenticateForm",
    "login_webauthn": "foundation.accounts.forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "foundation.accounts.forms.ReauthenticatePasskeyForm",
    "authenticate_webauthn": "foundation.accounts.forms.AuthenticatePasskeyForm",
    "reauthenticate": "foundation.accounts.forms.ReauthenticateForm",
    "add_webauthn": "foundation.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "foundation.accounts.forms.RenamePasskeyForm",
}
# Browsers allow passkeys over plain HTTP on this machine only; development and the demonstration run there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.text("SITE_URL", "http://").startswith("http://")
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", default=not env.flag("DEMO"))

SOCIALACCOUNT_ADAPTER = "foundation.accounts.adapters.SocialAdapter"
# A link, because a policy of form-action "self" stops a form whose answer leads away; views.py refuses other sites.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8


def _providers() -> list[dict[str, Any]]:
    """The sign-in services whose settings are given; a button shows for each."""
    return [found for found in (_staff(), _one_login()) if found]


def _staff() -> dict[str, Any] | None:
    issuer, client_id = env.text("OIDC_STAFF_ISSUER").rstrip("/"), env.text("OIDC_STAFF_CLIENT_ID")
    if not (issuer and client_id):
        return None
    return {
        "provider_id": "staff",
        "name": _("your department's account"),
        "client_id": client_id,
        "secret": env.text("OIDC_STAFF_CLIENT_SECRET"),
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "uid_field": "sub",
            # For directories that own every address they hand out but do not send `email_verified`.
            "verified_email": env.items("OIDC_STAFF_EMAIL_DOMAINS"),
        },
    }


def _one_login() -> dict[str, Any] | None:
    issuer, client_id = env.text("OIDC_ONE_LOGIN_ISSUER").rstrip("/"), env.text("OIDC_ONE_LOGIN_CLIENT_ID")
    if not (issuer and client_id):
        return None
    return {
        "provider_id": "one-login",
        "name": "GOV.UK One Login",
        "client_id": client_id,
        "secret": "",
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "uid_field": "sub",
            "scope": ["openid", "email"],
            "private_key": env.text("OIDC_ONE_LOGIN_PRIVATE_KEY").replace("\\n", "\n"),
        },
    }


SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _providers()}}

IDP_OIDC_PRIVATE_KEY = env.text("IDP_OIDC_PRIVATE_KEY").replace("\\n", "\n")
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 30 * 60
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
# What a department's system may be allowed to do. A room that opens an API adds its own here.
MACHINE_SCOPES = {
    "requests:read": _("read its department's engagement requests"),
    "requests:write": _("accept, answer, transfer and close its department's engagement requests"),
    "register:read": _("read the public register"),
    "secondments:read": _("read its department's secondments and recusals"),
    "secondments:write": _("record clearances of its department's secondments, and start them"),
    "consultations:read": _("read its department's consultations, also drafts, and their responses"),
    "consultations:write": _("write, publish and close its department's consultations, and add responses"),
    "directory:read": _("read organisations and departments"),
    "webhooks:read": _("read its department's webhook subscriptions and deliveries"),
    "webhooks:write": _("change its department's webhook subscriptions"),
}

"""Sign-in: allauth by e-mailed code, second factors, OIDC in (staff, One Login) and out (machine clients)."""

from portal import env

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_REDIRECT_URL = "/dashboard/"
LOGIN_URL = "/sign-in/"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
IDP_OIDC_PRIVATE_KEY = env.text("IDP_OIDC_PRIVATE_KEY").replace("\\n", "\n")

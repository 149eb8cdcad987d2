"""Pages of people's accounts. Some names are those that allauth looks up."""

from django.urls import path

from foundation.accounts.views import details, factors, providers, sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.code, name="account_code"),
    path("sign-in/code/again/", sign_in.code_again, name="account_code_again"),
    path("sign-in/passkey/", sign_in.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second-factor/", factors.Authenticate.as_view(), name="mfa_authenticate"),
    path("demo/sign-in/<str:role>/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("account/", details.account, name="account"),
    path("account/name/", details.name, name="account_name"),
    path("account/language/", details.language, name="account_language"),
    path("account/email/", details.email, name="account_email_change"),
    path("account/email/code/", details.email_code, name="account_email_code"),
    path("account/confirm/", details.confirm, name="account_confirm"),
    path("account/confirm/send/", details.confirm_send, name="account_confirm_send"),
    path("account/sessions/", details.Sessions.as_view(), name="account_sessions"),
    path("account/sign-out/", details.sign_out, name="account_logout"),
    path("account/closed/", sign_in.inactive, name="account_inactive"),
    path("account/2fa/", factors.second_factors, name="mfa_index"),
    path("account/2fa/app/", factors.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("account/2fa/app/remove/", factors.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("account/2fa/passkeys/add/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/2fa/passkeys/<slug:key>/", factors.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(
        "account/2fa/passkeys/<slug:key>/remove/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
    path("account/2fa/recovery-codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "account/2fa/recovery-codes/file/",
        factors.RecoveryCodesFile.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path(
        "account/2fa/recovery-codes/new/",
        factors.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("account/2fa/again/", factors.Reauthenticate.as_view(), name="mfa_reauthenticate"),
    path(
        "account/2fa/again/passkey/",
        factors.ReauthenticateWithPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/oidc/<slug:provider_id>/login/", providers.begin, name="openid_connect_login"),
    path("account/outside/cancelled/", providers.cancelled, name="socialaccount_login_cancelled"),
    path("account/outside/failed/", providers.failed, name="socialaccount_login_error"),
]

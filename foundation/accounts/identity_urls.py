"""Addresses that are the same in every language: other systems keep them."""

from django.urls import path

from foundation.accounts.views import identity, providers

urlpatterns = [
    path("identity/o/api/token", identity.token, name="identity_token"),
    path("identity/o/api/revoke", identity.revoke, name="identity_revoke"),
    path(
        "account/oidc/<slug:provider_id>/login/callback/", providers.callback, name="openid_connect_callback"
    ),
]

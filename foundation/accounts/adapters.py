"""Where allauth asks the portal: who a person is, where they go next, what they are told."""

import base64
from typing import Any, Never

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation import audit
from foundation.accounts import actions, limits, mail
from foundation.accounts.addresses import canonical
from foundation.accounts.models import User
from foundation.accounts.oidc import Provider


def localised(path: str) -> str:
    """A path of ours in the language of the page: /cy/… in Welsh, as it stands in English."""
    language = get_language()
    return path if language in (None, settings.LANGUAGE_CODE) else f"/{language}{path}"


DONE = {
    "mfa/messages/totp_activated.txt": gettext_lazy("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app has been removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey has been added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey has been removed."),
}
TRIED_TOO_OFTEN = gettext_lazy("You have tried too many times. Wait a while, then try again.")
NOT_RIGHT = gettext_lazy("This code is not right. Enter the newest one that your app shows.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": NOT_RIGHT,
        "too_many_login_attempts": TRIED_TOO_OFTEN,
        "rate_limited": TRIED_TOO_OFTEN,
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.client_ip(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Paths of ours only: never a host, not even our own, so that no spelling of one slips through."""
        return url.startswith("/") and not url.startswith(("//", "/\\")) and super().is_safe_url(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return localised(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return localised("/")

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        audit.record(by=user, verb="session.started", target=user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            audit.record(by=request.user, verb="session.ended", target=request.user)
        super().logout(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """On to where they were going; by way of the question for their name when we do not know it."""
        response = super().post_login(request, user, **kwargs)
        if not user.name and isinstance(response, HttpResponseRedirect):
            address = f"{reverse('account_name')}?{urlencode({REDIRECT_FIELD_NAME: response.url})}"
            response = HttpResponseRedirect(address)
        limits.remember_device(request, response, user.email)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """In our words and languages; what the library would say besides, the pages say already."""
        if words := message or DONE.get(message_template or ""):
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [
            {"id": "code", "description": _("Use a code sent by email"), "url": reverse("account_confirm")}
        ]

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Every notice of the library says the same: something about how you sign in has changed."""
        mail.send_notice(user, "sign_in_changed")


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": NOT_RIGHT}

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}


def _vault() -> MultiFernet:
    """Secrets of second factors are kept encrypted with a key made from SECRET_KEY; old keys still open them."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("foundation.accounts.vault", "", secret=secret, algorithm="sha256").digest()
        for secret in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SocialAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        return Provider(request, app=super().get_provider(request, provider, client_id).app)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join the outside account to the person whose address it proves; without proof, nobody comes in."""
        if sociallogin.is_existing:
            return
        email = _proven(sociallogin)
        if email is None:
            _refuse(request, sociallogin)
        user = User.objects.by_email(email)
        if user is None:
            user = actions.join(email=email, name=_name(sociallogin), language=get_language() or "en")
        sociallogin.connect(request, user)
        audit.record(
            by=user, verb="account.connected", target=user, provider=sociallogin.account.get_provider().sub_id
        )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        mail.send_notice(args[1], "sign_in_changed")


def _proven(sociallogin: SocialLogin) -> str | None:
    for address in sociallogin.email_addresses:
        if address.verified is True:
            try:
                return canonical(address.email)
            except ValidationError:
                continue
    return None


def _name(sociallogin: SocialLogin) -> str:
    data = sociallogin.account.extra_data
    claims = data.get("userinfo") or data.get("id_token") or {}
    name = claims.get("name") or " ".join(
        str(part) for part in (claims.get("given_name"), claims.get("family_name")) if part
    )
    return str(name).strip()


def _refuse(request: HttpRequest, sociallogin: SocialLogin) -> Never:
    provider = sociallogin.account.get_provider()
    page = render(request, "accounts/not_proven.html", {"provider_name": provider.name}, status=403)
    raise ImmediateHttpResponse(page)

"""Government people reach nothing but the set-up pages until they have used a second factor in this session."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from foundation.accounts import second_factor
from foundation.common.pages import error_page, wants_json

# By name, so that a page added later is closed until somebody decides otherwise.
OPEN_PAGES = frozenset(
    {
        *("mfa_index", "account_confirm", "account_confirm_send", "account_logout", "account_name"),
        *("mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        *("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "healthz", "readyz"),
    }
)


class SecondFactorMiddleware:
    """Asks nothing of the database, and nothing at all of a request without a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        if (
            not user.is_authenticated
            or not second_factor.is_required(user)
            or second_factor.was_used(request)
        ):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in OPEN_PAGES:
            return None
        if wants_json(request):
            return error_page(request, 403, _("Sign in with your second factor first."))
        return HttpResponseRedirect(self._way_in(request, second_factor.exists(user)))

    def _way_in(self, request: HttpRequest, has_one: bool) -> str:
        address = reverse("mfa_reauthenticate" if has_one else "mfa_index")
        if request.method != "GET":
            return address
        return f"{address}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"

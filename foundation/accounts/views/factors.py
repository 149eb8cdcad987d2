"""Second factors: an authenticator app, passkeys, recovery codes. The library does the cryptography."""

import json
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from foundation import audit
from foundation.accounts import second_factor
from foundation.accounts.models import User
from foundation.accounts.proof import person, recent_proof_required
from foundation.accounts.views.sign_in import asked_for

AFTER_SET_UP = "accounts.after_set_up"
guarded = method_decorator([login_required, never_cache, recent_proof_required], name="dispatch")


def passkey_name(authenticator: Authenticator) -> str:
    """What an address calls a passkey: nothing that counts rows."""
    return salted_hmac("foundation.accounts.passkey", str(authenticator.pk), algorithm="sha256").hexdigest()[
        :24
    ]


class Audited:
    """Mixin of the library's form views: the change and its event stand or fall together."""

    verb = ""
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            audit.record(by=person(self.request), verb=self.verb, target=person(self.request))
        return response


class SetsUp(Audited):
    """Whoever sets a factor up has just used it."""

    factor = ""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type=self.factor, reauthenticated=True)
        return response


@login_required
@never_cache
def second_factors(request: HttpRequest) -> HttpResponse:
    """What there is, what can be added; for government people also why they cannot go on without."""
    if destination := asked_for(request):
        request.session[AFTER_SET_UP] = destination
    held = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at", "pk"))
    by_type = {row.type: row for row in held}
    recovery = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "mfa/index.html",
        {
            "totp": by_type.get(Authenticator.Type.TOTP),
            "passkeys": [
                {"name": row.wrap().name, "row": row, "key": passkey_name(row)}
                for row in held
                if row.type == Authenticator.Type.WEBAUTHN
            ],
            "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else None,
            "required": second_factor.is_required(person(request)),
            "waiting": second_factor.is_required(person(request)) and not second_factor.was_used(request),
        },
    )


@guarded
class ActivateTotp(SetsUp, ActivateTOTPView):
    verb, factor = "second_factor.app_added", "totp"


def _may_remove(user: User, *, leaving: int) -> bool:
    return leaving > 0 or not second_factor.is_required(user)


class Removes(Audited):
    """A government person's last factor stays until there is another."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        factors = Authenticator.objects.filter(user_id=request.user.pk).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        if not _may_remove(person(request), leaving=factors.count() - 1):
            return render(request, "mfa/last_factor.html", status=409)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@guarded
class DeactivateTotp(Removes, DeactivateTOTPView):
    verb = "second_factor.app_removed"


@guarded
class AddPasskey(SetsUp, AddWebAuthnView):
    verb, factor = "second_factor.passkey_added", "webauthn"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Always one that can sign in by itself: kept on the device, opened by its owner."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, True)
        return (
            context | kwargs | {"options": json.dumps(options), "form": kwargs.get("form") or context["form"]}
        )


class OnePasskey:
    """Mixin: finds the passkey that the address names, among the person's own."""

    kwargs: dict[str, Any]

    def get_object(self, queryset: Any = None) -> Authenticator:
        for authenticator in self.get_queryset():  # type: ignore[attr-defined]
            if constant_time_compare(passkey_name(authenticator), self.kwargs["key"]):
                found: Authenticator = authenticator
                return found
        raise Http404


@guarded
class RenamePasskey(OnePasskey, Audited, EditWebAuthnView):
    verb = "second_factor.passkey_renamed"

    def get_success_url(self) -> str:
        return reverse("mfa_index")


@guarded
class RemovePasskey(Removes, OnePasskey, RemoveWebAuthnView):
    verb = "second_factor.passkey_removed"

    def get_success_url(self) -> str:
        return reverse("mfa_index")


@guarded
class NewRecoveryCodes(Audited, GenerateRecoveryCodesView):
    verb = "second_factor.recovery_codes_made"


@guarded
class RecoveryCodes(ViewRecoveryCodesView):
    """Shown once unasked, after a factor was set up; from here it goes on to where the person was going."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"onward": self.request.session.pop(AFTER_SET_UP, "") or reverse("account")}


@guarded
class RecoveryCodesFile(DownloadRecoveryCodesView):
    pass


class Authenticate(AuthenticateView):
    """The second step of signing in, for those who have a second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        types = set(
            Authenticator.objects.filter(user_id=self.stage.login.user.pk).values_list("type", flat=True)
        )
        return context | {
            "options": json.dumps(context.get("js_data", {}).get("request_options")),
            "has_app": Authenticator.Type.TOTP in types,
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
        }


def _held(request: HttpRequest) -> dict[str, bool]:
    types = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    return {"has_app": Authenticator.Type.TOTP in types, "has_passkey": Authenticator.Type.WEBAUTHN in types}


@method_decorator(never_cache, name="dispatch")
class Reauthenticate(ReauthenticateView):
    """Give the second factor again, by app or by recovery code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | _held(self.request)


@method_decorator(never_cache, name="dispatch")
class ReauthenticateWithPasskey(ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["request_options"])} | _held(self.request)

    def form_invalid(self, form: Any) -> HttpResponse:
        return HttpResponseRedirect(self.request.get_full_path())

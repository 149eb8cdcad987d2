"""Signing in, which is also how an account begins: an address, a code sent to it, in."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts import actions, demo, limits, proof
from foundation.accounts.adapters import AccountAdapter
from foundation.accounts.codes import Challenge, Outcome, Purpose
from foundation.accounts.forms import CodeForm, EmailForm
from foundation.accounts.models import User

LONGEST_DESTINATION = 2000


def asked_for(request: HttpRequest) -> str:
    """Where the person was going, when that is a page of ours."""
    destination = get_next_redirect_url(request) or ""
    return destination if len(destination) <= LONGEST_DESTINATION else ""


def with_next(address: str, destination: str) -> str:
    return f"{address}?{urlencode({REDIRECT_FIELD_NAME: destination})}" if destination else address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    destination = asked_for(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(destination or AccountAdapter().get_login_redirect_url(request))
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        Challenge.begin(request, Purpose.SIGN_IN, email=email, language=_written_to(email), next=destination)
        return HttpResponseRedirect(reverse("account_code"))
    return render(
        request,
        "accounts/sign_in.html",
        {
            "form": form,
            "next": destination,
            "providers": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"],
            "people": demo.people() if settings.DEMO else [],
        },
    )


def _written_to(email: str) -> str:
    """The language of the message: the person's own where we know them, else that of the page."""
    user = User.objects.by_email(email)
    return user.language if user else get_language() or settings.LANGUAGE_CODE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    challenge = Challenge.current(request, Purpose.SIGN_IN)
    if challenge is None:
        return _begin_again(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        match challenge.attempt(request, form.cleaned_data["code"]):
            case Outcome.RIGHT:
                return _enter(request, challenge)
            case Outcome.SPENT:
                return _begin_again(request)
        form.add_error("code", _("This code is not right. Check the newest email we sent you."))
    return render(request, "accounts/code.html", {"form": form, "challenge": challenge})


def _begin_again(request: HttpRequest) -> HttpResponse:
    messages.info(
        request, _("That code has expired or was tried too often. Enter your email address for a new one.")
    )
    return HttpResponseRedirect(reverse("account_login"))


def _enter(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    user = User.objects.by_email(challenge.email)
    if user is None:
        user = actions.join(email=challenge.email, language=challenge.language)
    record_authentication(request, user, "code")
    return perform_login(request, user, redirect_url=challenge.next or None)


@never_cache
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    challenge = Challenge.current(request, Purpose.SIGN_IN)
    if challenge is None or not challenge.can_send_again:
        return _begin_again(request)
    challenge.send(request)
    messages.success(request, _("We have sent a new code. The one before no longer works."))
    return HttpResponseRedirect(reverse("account_code"))


@never_cache
def inactive(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/inactive.html", status=403)


class PasskeySignIn(LoginWebAuthnView):
    """Sign in with a passkey alone; it is both factors at once."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.spend(request, "begin_elsewhere")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        post_authentication(self.request, authenticator, passwordless=True, reauthenticated=True)
        return perform_login(self.request, authenticator.user, redirect_url=asked_for(self.request) or None)

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("That passkey did not work here. Sign in with a code instead."))
        return HttpResponseRedirect(with_next(reverse("account_login"), asked_for(self.request)))


@never_cache
def demo_sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """One press in the demonstration, and only there, is enough to be somebody."""
    if not settings.DEMO:
        raise Http404
    return _become(request, role)


@require_POST
def _become(request: HttpRequest, role: str) -> HttpResponse:
    user = demo.person(role)
    if user is None:
        raise Http404
    adapter = AccountAdapter(request)
    adapter.login(request, user)
    proof.renew(request)
    return adapter.post_login(
        request,
        user,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=asked_for(request) or None,
    )

"""The account page: who you are to us, how we write to you, where you are signed in."""

from typing import Any

from allauth.account.internal.flows.logout import logout as end_session
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic.edit import FormView

from foundation import audit
from foundation.accounts import actions, mail, proof, second_factor
from foundation.accounts.adapters import AccountAdapter
from foundation.accounts.browsers import name_of
from foundation.accounts.codes import Challenge, Outcome, Purpose
from foundation.accounts.forms import CodeForm, LanguageForm, NameForm, NewEmailForm
from foundation.accounts.proof import person, recent_proof_required
from foundation.accounts.views.sign_in import asked_for, with_next
from foundation.common.errors import WrongState

MOST_SESSIONS = 50


@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    factors = list(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    return render(
        request,
        "accounts/account.html",
        {
            "totp": Authenticator.Type.TOTP in factors,
            "passkeys": factors.count(Authenticator.Type.WEBAUTHN),
            "sessions": UserSession.objects.filter(user_id=request.user.pk).count(),
            "required": second_factor.is_required(person(request)),
            "connected": SocialAccount.objects.filter(user_id=request.user.pk).exists(),
            "notifications_address": _if_there("notifications:preferences", "account_notifications"),
        },
    )


def _if_there(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Asked once after the first sign-in, and whenever somebody wants to change it."""
    first_time = not person(request).name
    form = NameForm(request.POST or None, initial={"name": person(request).name})
    if request.method == "POST" and form.is_valid():
        actions.rename(user=person(request), name=form.cleaned_data["name"], by=person(request))
        if not first_time:
            messages.success(request, _("Your name has been changed."))
        destination = asked_for(request) or (
            AccountAdapter().get_login_redirect_url(request) if first_time else reverse("account")
        )
        return HttpResponseRedirect(destination)
    return render(
        request, "accounts/name.html", {"form": form, "first_time": first_time, "next": asked_for(request)}
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, initial={"language": person(request).language})
    if request.method == "POST" and form.is_valid():
        actions.choose_language(
            user=person(request), language=form.cleaned_data["language"], by=person(request)
        )
        messages.success(request, _("The language of your messages has been changed."))
        return HttpResponseRedirect(reverse("account"))
    return render(request, "accounts/language.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@recent_proof_required
def email(request: HttpRequest) -> HttpResponse:
    form = NewEmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        Challenge.begin(request, Purpose.NEW_EMAIL, email=address, language=person(request).language)
        return HttpResponseRedirect(reverse("account_email_code"))
    return render(request, "accounts/email.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@recent_proof_required
def email_code(request: HttpRequest) -> HttpResponse:
    challenge = Challenge.current(request, Purpose.NEW_EMAIL)
    if challenge is None:
        return _start_over(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        match challenge.attempt(request, form.cleaned_data["code"]):
            case Outcome.RIGHT:
                return _move(request, challenge.email)
            case Outcome.SPENT:
                return _start_over(request)
        form.add_error("code", _("This code is not right. Check the newest email we sent you."))
    return render(request, "accounts/email_code.html", {"form": form, "challenge": challenge})


def _start_over(request: HttpRequest) -> HttpResponse:
    messages.info(
        request, _("That code has expired or was tried too often. Enter the address again for a new one.")
    )
    return HttpResponseRedirect(reverse("account_email_change"))


def _move(request: HttpRequest, address: str) -> HttpResponse:
    before = person(request).email
    try:
        user = actions.change_email(user=person(request), email=address, by=person(request))
    except WrongState as refusal:
        messages.error(request, str(refusal.message))
        return HttpResponseRedirect(reverse("account_email_change"))
    end_other_sessions(request, user)
    transaction.on_commit(lambda: mail.send_notice(user, "email_changed", to=before))
    messages.success(request, _("Your email address has been changed. You are signed out everywhere else."))
    return HttpResponseRedirect(reverse("account"))


@method_decorator([login_required, never_cache], name="dispatch")
class Sessions(FormView):
    """Where you are signed in, newest first; one press ends all the others."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = UserSession.objects.filter(user_id=request.user.pk).order_by("-created_at", "-pk")
        here = request.session.session_key
        sessions = [
            {
                "browser": name_of(row.user_agent),
                "current": row.session_key == here,
                "since": row.created_at,
                "ip": row.ip,
            }
            for row in rows[:MOST_SESSIONS]
            if row.session_key == here or row.exists()
        ]
        return render(request, "accounts/sessions.html", {"sessions": sessions})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        end_other_sessions(request, person(request))
        audit.record(by=person(request), verb="session.others_ended", target=person(request))
        messages.success(request, _("You are signed out everywhere else."))
        return HttpResponseRedirect(reverse("account_sessions"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """A link only asks; the button signs out."""
    if request.method == "POST":
        end_session(request, show_message=False)
        return HttpResponseRedirect(AccountAdapter().get_logout_redirect_url(request))
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    return render(request, "accounts/sign_out.html")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove by a code that it is still you, before something that a borrowed browser must not do."""
    challenge = Challenge.current(request, Purpose.CONFIRM)
    if challenge is None:
        return render(request, "accounts/confirm_send.html", {"next": asked_for(request)})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        match challenge.attempt(request, form.cleaned_data["code"]):
            case Outcome.RIGHT:
                proof.renew(request)
                return HttpResponseRedirect(challenge.next or reverse("account"))
            case Outcome.SPENT:
                messages.info(request, _("That code was tried too often. Ask for a new one."))
                return HttpResponseRedirect(with_next(reverse("account_confirm"), challenge.next))
        form.add_error("code", _("This code is not right. Check the newest email we sent you."))
    return render(request, "accounts/confirm.html", {"form": form, "challenge": challenge})


@login_required
@require_POST
def confirm_send(request: HttpRequest) -> HttpResponse:
    challenge = Challenge.current(request, Purpose.CONFIRM)
    user = person(request)
    if challenge is None:
        Challenge.begin(
            request, Purpose.CONFIRM, email=user.email, language=user.language, next=asked_for(request)
        )
    elif challenge.can_send_again:
        challenge.send(request)
        messages.success(request, _("We have sent a new code. The one before no longer works."))
    return HttpResponseRedirect(reverse("account_confirm"))

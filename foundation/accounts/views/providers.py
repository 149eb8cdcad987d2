"""Signing in with an account kept elsewhere: a department's directory, GOV.UK One Login."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from foundation.accounts import limits
from foundation.accounts.oidc import SESSION_KEY, Adapter
from foundation.common.errors import Unavailable


@never_cache
@require_GET
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider. Only from our own pages: another site must not start it for somebody."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return HttpResponseRedirect(reverse("account_login"))
    limits.spend(request, "begin_elsewhere")
    try:
        return OAuth2LoginView.adapter_view(Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OSError, KeyError, ValueError):
        raise Unavailable(_("The sign-in service does not answer. Sign in with a code instead.")) from None


@never_cache
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The one address that the provider knows; the language is the one that the person left in."""
    language = request.session.get(SESSION_KEY, {}).get("language") or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return OAuth2CallbackView.adapter_view(Adapter(request, provider_id))(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None


@never_cache
@require_GET
def cancelled(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("You did not finish signing in there. You can sign in with a code instead."))
    return HttpResponseRedirect(reverse("account_login"))


@never_cache
@require_GET
def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html", status=401)

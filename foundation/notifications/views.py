from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common import paging
from foundation.common.errors import NotAllowed
from foundation.notifications import actions, health, rules
from foundation.notifications.enums import Delivery
from foundation.notifications.forms import PreferenceForm
from foundation.notifications.models import DemoMail, Message, Preference

PAGE = 10


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    chosen = Preference.objects.filter(user=request.user.pk).values_list("delivery", flat=True).first()
    form = PreferenceForm(request.POST or None, initial={"delivery": chosen or Delivery.EACH})
    if request.method == "POST" and form.is_valid():
        actions.prefer(user=request.user, delivery=form.cleaned_data["delivery"], by=request.user)
        messages.success(request, _("Your choice has been saved."))
        return HttpResponseRedirect(reverse("notifications:preferences"))
    return render(request, "notifications/preferences.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outbox(request: HttpRequest) -> HttpResponse:
    """What could not be sent, or may not have been: for administrators, without a word of its text."""
    if not rules.may_administer(request.user):
        raise NotAllowed
    if request.method == "POST":
        return _send_again(request)
    page = paging.keyset(
        Message.objects.troubled().filter(erased_at__isnull=True).select_related("recipient"),
        order=("-created_at", "-id"),
        after=request.GET.get("after"),
    )
    return render(request, "notifications/outbox.html", {"page": page, "backlog": health.backlog()})


def _send_again(request: HttpRequest) -> HttpResponse:
    try:
        message = Message.objects.troubled().get(pk=request.POST.get("message", ""))
    except (Message.DoesNotExist, ValidationError) as error:
        raise Http404 from error
    actions.send_again(message=message, by=request.user)
    messages.success(request, _("The message waits to be sent again."))
    return HttpResponseRedirect(reverse("notifications:outbox"))


@never_cache
@require_safe
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """Every e-mail that the demonstration sent, newest first. Exists in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    wanted = request.GET.get("to", "").strip()[:254]
    page = paging.keyset(
        _sent_to(wanted), order=("-sent_at", "-id"), after=request.GET.get("after"), size=PAGE
    )
    return render(request, "notifications/demo_outbox.html", {"page": page, "wanted": wanted, **_carrier()})


def _sent_to(wanted: str) -> QuerySet[DemoMail]:
    rows = DemoMail.objects.all()
    return rows.filter(to__iexact=wanted) if wanted else rows


def _carrier() -> dict[str, Any]:
    return {"elsewhere": bool(settings.EMAIL_URL or settings.NOTIFY_API_KEY)}

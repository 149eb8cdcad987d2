"""The front page and the pages every public service must have."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from engagement.consultations.listing import closing_next
from engagement.requests.figures import public_figures
from foundation.common.near import Near

BANDS = Near(5)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is, how it works, and how it is doing.

    What `doing` lacks (a portal of its first day has no answers to count) is left out of the page.
    """
    return render(request, "pages/home.html", {"bands": BANDS.get(get_language(), _bands)})


def _bands() -> SafeString:
    context = {"doing": public_figures(), "closing": closing_next()}
    return mark_safe(render_to_string("pages/home_bands.html", context))  # noqa: S308 — a template of ours, escaped


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", _operator())


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    kept = {"message_days": settings.MESSAGE_TEXT_DAYS}
    return render(request, "pages/privacy.html", _operator() | kept)


def _operator() -> dict[str, str]:
    return {"operator": settings.OPERATOR, "contact": settings.CONTACT_EMAIL}


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    names = {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "device": settings.DEVICE_COOKIE_NAME,
        "language": settings.LANGUAGE_COOKIE_NAME,
    }
    return render(
        request, "pages/cookies.html", {"names": names, "hours": settings.SESSION_COOKIE_AGE // 3600}
    )


@require_safe
@cache_control(public=True, max_age=86_400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. `Expires` moves with the day that it is read, so that a running service never has a stale one."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: en, cy",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

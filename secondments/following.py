"""The link in an alert by which a search is ended without signing in: signed, and good for that search alone."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from secondments.models import SavedSearch

SALT = "secondments.following"


def stop_link(search: SavedSearch) -> str:
    with translation.override(search.user.language):
        where = reverse("secondments:stop")
    return f"{settings.SITE_URL}{where}?{urlencode({'search': token(search)})}"


def token(search: SavedSearch) -> str:
    return signing.dumps([search.pk, search.user_id], salt=SALT)


def of_token(said: Any) -> SavedSearch | None:
    """The search, unless it was ended or the link is not one of ours."""
    try:
        pk, user = signing.loads(str(said), salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return SavedSearch.objects.select_related("user").filter(pk=pk, user=user).first()

"""Following a search, and no longer."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.common.errors import Invalid
from foundation.common.text import forbidden, normalise
from secondments.models import SavedSearch

MOST = 20


@transaction.atomic
def follow(*, by: Any, said: dict[str, Any], name: str = "") -> SavedSearch:
    """Keep a search; what is new in it from now on is told by e-mail."""
    if forbidden(name):
        raise Invalid(_("The name holds characters that cannot be shown."))
    if SavedSearch.objects.filter(user=by).count() >= MOST:
        raise Invalid(_("You follow 20 searches already. End one first."))
    name = normalise(name)[:100] or said.get("q", "")[:100] or _("All secondments")
    row, _new = SavedSearch.objects.update_or_create(
        user=by, name=name, defaults={"said": said, "seen_at": timezone.now()}
    )
    audit.record(by=by, verb="search.followed", target=row)
    return row


@transaction.atomic
def end(*, by: Any, name: str) -> None:
    row = SavedSearch.objects.filter(user=by, name=name).first()
    if row is not None:
        audit.record(by=by, verb="search.ended", target=row)
        row.delete()

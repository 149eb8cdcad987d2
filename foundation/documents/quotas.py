"""How much one person may send: files of one row, files and bytes of one day."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, TooMany
from foundation.documents.hosts import Host
from foundation.documents.models import Allowance, Document

HOUR = 3600


def holder_of(by: Any, about: Any) -> str:
    """Whose allowance it is: the person's, the system's, or the row's where nobody signed in."""
    if key := getattr(by, "pk", None):
        return f"user:{key}"
    if client := getattr(by, "client_id", ""):
        return f"client:{client}"
    return f"row:{about._meta.label_lower}:{about.public_id}"


def spend(*, by: Any, about: Any, files: int, size: int, address: str = "") -> None:
    """Count what is being sent, in the caller's transaction. Raises TooMany when it is more than one day's allowance.

    The row stays locked until the commit, so parallel uploads of one person cannot slip past together. Whoever has no
    account is counted by network address besides, since a new row costs them nothing.
    """
    holder = holder_of(by, about)
    times = settings.DOCUMENT_CLIENT_TIMES if holder.startswith("client:") else 1
    _count(holder, files, size, times)
    if address and holder.startswith("row:"):
        _count(_of_address(address), files, size, settings.DOCUMENT_ADDRESS_TIMES)


def _count(holder: str, files: int, size: int, times: int) -> None:
    spent_files, spent_size = _add(holder, timezone.localdate(), files, size)
    if spent_files > times * settings.DOCUMENT_DAY_FILES or spent_size > times * settings.DOCUMENT_DAY_BYTES:
        raise TooMany(
            _("You have sent as many files as one person may send in a day. Try again tomorrow."),
            retry_after=HOUR,
        )


def _of_address(address: str) -> str:
    """The same for the same address on the same day, and nothing that leads back to it."""
    day = timezone.localdate().isoformat()
    return f"address:{salted_hmac('foundation.documents.address', day + address).hexdigest()}"


def _add(holder: str, day: date, files: int, size: int) -> tuple[int, int]:
    table = Allowance._meta.db_table
    sql = (
        f"INSERT INTO {table} AS a (holder, day, files, size) VALUES (%s, %s, %s, %s) "  # noqa: S608
        "ON CONFLICT (holder, day) DO UPDATE SET files = a.files + EXCLUDED.files, size = a.size + EXCLUDED.size "
        "RETURNING files, size"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [holder, day, files, size])
        found = cursor.fetchone()
    return int(found[0]), int(found[1])


def room_for(host: Host, about: Any, files: int) -> None:
    """Raises Invalid when the row would carry more files than one row does. Holds the row's files until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(about.public_id)])
    there = Document.objects.of(about).count()
    if there + files > host.most:
        raise Invalid({"files": [_("You can add up to %(most)d files in all") % {"most": host.most}]})

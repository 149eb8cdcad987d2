"""Whether files can be scanned, for /readyz: without a scanner the portal works, and files wait."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from foundation.documents import scanning
from foundation.documents.enums import State
from foundation.documents.models import Document

LATE = timedelta(minutes=15)


def scanner() -> bool:
    return scanning.answers()


def kind_of_scanner() -> str:
    """ "real", "tests" (it knows nothing but test viruses), or "" for none: for `ui.files_notice(…)`."""
    if not settings.CLAMD_ADDRESS:
        return ""
    return "tests" if settings.CLAMD_KNOWS_TESTS_ONLY else "real"


def late() -> int:
    """How many files have waited longer than a scanner that works would need."""
    return Document.objects.filter(state=State.WAITING, at__lt=timezone.now() - LATE).count()

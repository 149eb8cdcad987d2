"""What the database refuses, in words for whoever asked: one place for pages and API."""

import logging

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UniqueViolation

from foundation.common.errors import DomainError, Invalid, Unavailable, WrongState

logger = logging.getLogger(__name__)


def in_words(exception: Exception) -> DomainError | None:
    """None for what is no refusal of the database, and for those that are a defect of ours."""
    match exception:
        case OperationalError() | InterfaceError():
            logger.error("the database does not answer: %s", _kind(exception))
            return Unavailable()
        case DataError():
            logger.error("a value reached the database that no column takes: %s", _kind(exception))
            return Invalid(_("A value is out of range."))
        case IntegrityError(__cause__=UniqueViolation() as refusal):
            logger.error("two did the same at once: %s", refusal.diag.constraint_name)
            return WrongState(
                _("The same was done at the same moment, perhaps by pressing twice. Look what is there now.")
            )
    return None


def _kind(error: Exception) -> str:
    """The name of a database error. Its message may quote what was sent, which is nobody's to read in a log."""
    return type(error.__cause__ or error).__name__

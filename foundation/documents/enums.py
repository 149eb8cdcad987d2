"""States of a file and of the reading of its text, and the table of legal moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Whether anybody but its sender may know of a file, and whether anybody may have it."""

    WAITING = "waiting", _("Awaiting virus scan")
    CLEAN = "clean", _("Checked")
    QUARANTINED = "quarantined", _("Held back: a virus was found")


MOVES: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.CLEAN, State.QUARANTINED}),
    State.CLEAN: frozenset(),
    State.QUARANTINED: frozenset(),
}


class Reading(models.TextChoices):
    """How far the text of a file has been read, for search."""

    NONE = "none", "holds no text that is read"
    WAITING = "waiting", "to be read"
    DONE = "done", "read"
    FAILED = "failed", "could not be read"

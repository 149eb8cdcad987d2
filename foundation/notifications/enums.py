from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a message stands. CLAIMED: a worker prepares it; SENDING: the provider is being given it."""

    HELD = "held", _("Waiting for the daily summary")
    QUEUED = "queued", _("Waiting to be sent")
    CLAIMED = "claimed", _("Being prepared")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    GROUPED = "grouped", _("In a daily summary")
    SUPPRESSED = "suppressed", _("Not wanted")
    DOUBTFUL = "doubtful", _("May have been sent")
    FAILED = "failed", _("Could not be sent")


# The sweep never forgets these.
WAITING = (State.HELD, State.QUEUED, State.CLAIMED, State.SENDING)
IN_HAND = (State.CLAIMED, State.SENDING)
TROUBLED = (State.DOUBTFUL, State.FAILED)
SETTLED = (State.SENT, State.GROUPED, State.SUPPRESSED)


class Delivery(models.TextChoices):
    EACH = "each", _("At once")
    DAILY = "daily", _("Once a day")
    NONE = "none", _("Not at all")

"""Stages of a policy programme and of a decision in it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    EXPLORING = "exploring", _("Exploring the problem")
    SHAPING = "shaping_options", _("Shaping options")
    DECIDING = "deciding", _("Deciding")
    DESIGNING = "designing_delivery", _("Designing delivery")
    TESTING = "testing", _("Testing")
    LIVE = "live", _("Live")
    REVIEWING = "reviewing", _("Reviewing")
    CLOSED = "closed", _("Closed")


class DecisionState(TextChoices):
    OPEN = "open", _("To be decided")
    DECIDED = "decided", _("Decided")
    DROPPED = "dropped", _("No longer needed")

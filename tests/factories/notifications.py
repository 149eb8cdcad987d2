from datetime import timedelta

import factory
from django.utils import timezone

from foundation.notifications.enums import State
from foundation.notifications.models import Message
from tests.factories.accounts import UserFactory as PersonFactory

__all__ = ["MessageFactory", "PersonFactory"]


class MessageFactory(factory.django.DjangoModelFactory):
    """A queued message that the sweep may take at once."""

    class Meta:
        model = Message

    recipient = factory.SubFactory(PersonFactory)
    kind = "test_news"
    about = "FD-2026-000001"
    url = "/requests/FD-2026-000001/"
    context = factory.LazyFunction(lambda: {"title": "Food banks"})
    state = State.QUEUED
    due_at = factory.LazyFunction(timezone.now)
    sweep_at = factory.LazyFunction(lambda: timezone.now() - timedelta(seconds=1))

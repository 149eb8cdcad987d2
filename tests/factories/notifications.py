from datetime import timedelta

import factory
from django.utils import timezone

from foundation.accounts.models import User
from foundation.notifications.enums import State
from foundation.notifications.models import Message


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@charity.example")
    name = factory.Sequence(lambda n: f"Person {n}")


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

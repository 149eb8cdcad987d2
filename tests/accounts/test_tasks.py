from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.accounts.tasks import sweep
from tests.factories.accounts import UserFactory, machine_token

pytestmark = pytest.mark.django_db


def test_what_has_expired_goes_and_what_lives_stays(visitor, another_visitor):
    visitor.sign_in(UserFactory().email)
    another_visitor.sign_in(UserFactory().email)
    expired = another_visitor.session.session_key
    Session.objects.filter(pk=expired).update(expire_date=timezone.now() - timedelta(seconds=1))
    machine_token("requests:read", minutes=-1)
    live = machine_token("requests:read")
    sweep()
    assert not Session.objects.filter(pk=expired).exists()
    assert [row.session_key for row in UserSession.objects.all()] == [visitor.session.session_key]
    assert Token.objects.by_value(live).count() == Token.objects.count() == 1

"""The front page says which consultations close next, and asks the database nothing for the next reader."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, listing
from engagement.consultations.models import Consultation
from foundation.common import near

pytestmark = pytest.mark.django_db


def closes(row: Consultation, **later: float) -> Consultation:
    Consultation.objects.filter(pk=row.pk).update(closing_at=timezone.now() + timedelta(**later))
    return row


def named(page: str, *rows: Consultation) -> list[Consultation]:
    return sorted((row for row in rows if row.title in page), key=lambda row: page.index(row.title))


def test_open_ones_in_the_order_they_close(cast, django_assert_max_num_queries):
    late, soon, middle, fourth = (closes(cast.published(), days=days) for days in (40, 10, 20, 50))
    not_yet, draft = cast.published(opens_in=7), cast.draft()
    withdrawn = closes(cast.published(), days=5)
    actions.withdraw(consultation=withdrawn, by=cast.officer, reason="Overtaken.")
    html = Client().get("/").content.decode()
    assert named(html, soon, middle, late, fourth, not_yet, draft, withdrawn) == [soon, middle, late]
    assert "Have your say" in html
    with django_assert_max_num_queries(0):
        assert "Dweud eich dweud" in Client().get("/cy/").content.decode()


def test_one_that_has_closed_since_is_not_offered(cast, monkeypatch):
    row = closes(cast.published(), hours=1)
    assert named(Client().get("/").content.decode(), row) == [row]
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(listing, "timezone", SimpleNamespace(now=lambda: later))
    near.forget()  # what a process keeps for five seconds
    html = Client().get("/").content.decode()
    assert named(html, row) == []
    assert "Have your say" not in html

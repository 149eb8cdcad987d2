"""The secret link: found by an index, one response each, never chosen by a browser, and no place to guess."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from engagement.consultations import actions
from engagement.consultations.answering import Said
from engagement.consultations.models import Response, new_secret, secret_hash
from engagement.consultations.rules import RESPONDENT
from foundation.common.errors import NotAllowed
from tests.consultations.doors import Visitor
from tests.factories.consultations import Writer

INDEX = "response_secret_once"


@pytest.fixture
def consultation(cast):
    cache.clear()
    return cast.published()


def link(consultation, secret):
    return reverse("consultations:return", kwargs={"slug": consultation.slug, "secret": secret})


def test_the_link_is_found_by_its_index(consultation):
    rows = Response.objects.filter(secret_hash=secret_hash("any"), consultation__slug=consultation.slug)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert INDEX in rows.explain()


def test_no_two_responses_have_one_secret(consultation):
    writer = Writer(consultation)
    with pytest.raises(NotAllowed), transaction.atomic():
        actions.begin(consultation=consultation, by=RESPONDENT, secret=writer.secret)
    assert Response.objects.count() == 1


def test_a_browser_does_not_choose_its_secret(consultation):
    """Two keys and one cookie of somebody's own making: each response has a secret that we made."""
    for key in (uuid4(), uuid4()):
        visitor = Visitor(consultation)
        visitor.client.cookies[f"response-{str(key)[:8]}"] = "mine"
        answer = visitor.client.post(visitor.base + "respond/", {"key": str(key)})
        assert answer.status_code == 303
        assert visitor.client.cookies[f"response-{str(key)[:8]}"].value != "mine"
    assert Response.objects.count() == 2
    assert not Response.objects.filter(secret_hash=secret_hash("mine")).exists()


def test_links_that_lead_nowhere_are_limited_and_those_that_lead_somewhere_never(consultation, settings):
    settings.PAGE_LIMITS = settings.PAGE_LIMITS | {"wrong_link": (2, 600)}
    writer, visitor = Writer(consultation), Visitor(consultation)
    wrong = [visitor.client.get(link(consultation, new_secret())) for _ in range(3)]
    assert [answer.status_code for answer in wrong] == [404, 404, 429]
    assert 0 < int(wrong[-1]["Retry-After"]) <= 600
    assert visitor.client.get(link(consultation, writer.secret)).status_code == 303


def test_responses_that_share_a_secret_are_told_apart_before_the_index_is_built(consultation):
    migration = import_module("engagement.consultations.migrations.0011_one_secret_each")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {INDEX}")
        shared, other = secret_hash("shared"), secret_hash("other")
        rows = [Response.objects.create(consultation=consultation, secret_hash=shared) for _ in range(2)]
        sent = Writer(consultation)
        Response.objects.filter(pk=sent.response.pk).update(secret_hash=shared)
        alone = Response.objects.create(consultation=consultation, secret_hash=other)
        none = Response.objects.create(consultation=consultation)
        sent.secret = "shared"
        sent.response.refresh_from_db()
        sent.answer(1, {"q1": Said(choices=("yes",))})
        sent.who()
        sent.send()
        newest = Response.objects.create(consultation=consultation, secret_hash=shared)
        cursor.execute(migration.APART)
    hashes = dict(Response.objects.values_list("pk", "secret_hash"))
    assert bytes(hashes[sent.response.pk]) == shared and bytes(hashes[alone.pk]) == other
    assert hashes[none.pk] is None
    given = [bytes(hashes[pk]) for pk in (rows[0].pk, rows[1].pk, newest.pk)]
    assert len({*given, shared, other}) == 5 and {len(each) for each in given} == {32}

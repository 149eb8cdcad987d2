"""The routing table proposes and says why."""

from datetime import date

import pytest

from engagement.requests import routing
from engagement.requests.models import RoutingRule, Topic
from tests.factories import requests as make


@pytest.fixture
def table(cast):
    RoutingRule.objects.all().delete()
    Topic.objects.all().delete()
    day = {"valid_from": date(2024, 1, 1)}
    housing = Topic.objects.create(
        code="t-housing", name="Housing", words=["evict", "tenan"], is_devolved=True, **day
    )
    nature = Topic.objects.create(code="t-nature", name="Nature", words=["river", "farm"], **day)
    common = {"reviewed_on": date(2026, 1, 1), **day}
    RoutingRule.objects.create(topic=housing, department=cast.mhclg, confidence=90, **common)
    RoutingRule.objects.create(topic=nature, department=cast.defra, confidence=80, **common)
    RoutingRule.objects.create(kind="funding_query", department=cast.dcms, confidence=60, **common)
    return {"housing": housing, "nature": nature}


def codes(proposal):
    return [reason.code for reason in proposal.reasons]


def test_a_chosen_topic_decides(cast, table):
    best = routing.propose(make.draft(cast.respondent, topic=table["housing"]))[0]
    assert best.department_id == cast.mhclg.pk and codes(best) == ["topic_chosen"] and best.confidence == 90


def test_words_suggest_a_topic_and_are_named(cast, table):
    best = routing.propose(make.draft(cast.respondent, title="Évicted tenants by the mill"))[0]
    assert best.department_id == cast.mhclg.pk
    assert best.reasons[0].code == "topic_words" and best.reasons[0].detail == "evicted, tenants"
    assert "evicted, tenants" in best.reasons[0].sentence()
    assert best.confidence < 90


def test_the_kind_of_request_decides_when_nothing_else_does(cast, table):
    best = routing.propose(make.draft(cast.respondent, kind="funding_query"))[0]
    assert best.department_id == cast.dcms.pk and codes(best) == ["kind"]


def test_a_rule_for_the_nation_goes_before_the_general_one(cast, table):
    RoutingRule.objects.create(
        topic=table["housing"],
        nation="wales",
        department=cast.dcms,
        signpost_url="https://www.gov.wales/",
        reviewed_on=date(2026, 1, 1),
        valid_from=date(2024, 1, 1),
    )
    wales = routing.propose(make.draft(cast.respondent, topic=table["housing"], nations=["wales"]))
    assert wales[0].department_id == cast.dcms.pk and "devolved" in codes(wales[0]) and wales[0].signpost_url
    both = routing.propose(make.draft(cast.respondent, topic=table["housing"], nations=["wales", "england"]))
    assert both[0].department_id == cast.mhclg.pk and "several_nations" in codes(both[0])


def test_the_senders_wish_counts_and_is_named(cast, table):
    draft = make.draft(
        cast.respondent, title="River farms and evicted tenants", preferred_department=cast.defra
    )
    best = routing.propose(draft)[0]
    assert best.department_id == cast.defra.pk and "preferred" in codes(best)


def test_a_rule_that_no_longer_holds_is_not_used(cast, table):
    RoutingRule.objects.filter(department=cast.mhclg).update(valid_to=date(2025, 1, 1))
    proposals = routing.propose(make.draft(cast.respondent, topic=table["housing"]))
    assert codes(proposals[0]) == ["fallback"] and proposals[0].department_id is None


def test_the_shipped_table_knows_a_department_for_every_topic(db):
    topics = Topic.objects.on()
    assert topics.count() > 20
    assert not topics.exclude(rules__nation="", rules__isnull=False).exists()


def test_constant_queries(cast, table, django_assert_num_queries):
    draft = make.draft(cast.respondent, topic=table["housing"])
    with django_assert_num_queries(1):
        routing.propose(draft)

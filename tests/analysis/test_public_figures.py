"""The three headline figures beside a public outcome: counted once, dated, and never made up."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.consultations import actions
from engagement.consultations.analysis import publishing, sweeping, tasks
from engagement.consultations.models import PublishedFigures, Response
from foundation.audit.models import AuditEvent
from tests.analysis.test_groups import FOR
from tests.factories.consultations import move

COUNTED = "Every response is counted, also when many people sent the same words."


@pytest.fixture
def said(cast):
    """Six responses, one of them an organisation's: four copies, one copy with words added, one of its own."""
    cache.clear()
    cast.say(FOR, times=3)
    cast.say(FOR.upper())
    cast.say(FOR + " My mother is 84 and walks two miles to the stop.")
    cast.from_body("The ferry in winter is what our members on the islands ask for again and again.")
    return cast


def publish(cast):
    row = move(cast.consultation, closed_days_ago=3)
    by = {"consultation": row, "by": cast.officer}
    if not row.outcome_themes.exists():
        actions.save_theme(title="Buses", we_asked="Which?", you_said="More.", we_did="More.", **by)
    actions.save_report(kind="final_outcome", detail="Done.", **by)
    return actions.publish_outcome(**by)


def page(row, prefix=""):
    return Client().get(f"{prefix}{row.get_absolute_url()}outcome/").content.decode()


def api(row):
    return Client().get(f"/api/v1/consultations/{row.slug}/")


def figures(row):
    found = PublishedFigures.objects.filter(consultation=row)
    return list(found.values_list("submissions", "texts", "organisations"))


def test_the_outcome_tells_three_figures_how_and_when_they_were_counted(said):
    sweeping.sweep()
    row = publish(said)
    assert figures(row) == [(6, 3, 1)]
    html = page(row)
    for label, value in (("Responses", 6), ("Different texts", 3), ("Organisations", 1)):
        figure = html.split(f'<dt class="fd-figure__label">{label}</dt>')[1]
        assert figure.split("</dd>")[0].strip().endswith(f">{value}"), label
    assert COUNTED in html and "Counted on" in html
    assert f'href="{row.get_absolute_url()}#campaigns"' in html
    method = Client().get(row.get_absolute_url()).content.decode().split('id="campaigns"')[1]
    assert row.campaign_method in method
    welsh = page(row, "/cy")
    assert "Testunau gwahanol" in welsh and "Cyfrifwyd ar" in welsh and COUNTED not in welsh


def test_the_api_gives_them_with_the_outcome(said):
    sweeping.sweep()
    assert api(said.consultation).json()["headline_figures"] is None
    row = publish(said)
    found = api(row).json()["headline_figures"]
    counted = PublishedFigures.objects.get(consultation=row).counted_at
    assert found.pop("counted_at").startswith(counted.strftime("%Y-%m-%dT%H:%M:%S"))
    assert found == {"submissions": 6, "texts": 3, "organisations": 1}


def test_they_are_of_the_day_of_publication_and_stay(said):
    sweeping.sweep()
    row = publish(said)
    Response.objects.filter(occurrence__text__body=FOR.upper()).update(state="withdrawn_by_respondent")
    said.say("It came by post after all of this, and speaks of the price of a ticket to town.")
    tasks.read_responses()
    publish(said)
    assert figures(row) == [(6, 3, 1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedFigures.objects.filter(consultation=row).update(texts=7)


def test_nothing_is_made_up_where_nobody_read_the_responses(said):
    row = publish(said)
    html = page(row)
    assert figures(row) == [] and api(row).json()["headline_figures"] is None
    assert "6 responses were received." in html
    assert "Different texts" not in html and COUNTED not in html


def test_an_outcome_that_was_published_first_gets_them_when_all_are_read(said):
    """Three responses were read, three wait for the sweep: half of them is no figure."""
    sweeping.sweep()
    late = said.say("The bus shelter at the school has no roof, and nobody came to look at it in a year.")
    row = publish(said)
    assert publishing.headline(row) is None and figures(row) == []
    before = api(row)["ETag"]
    assert "Different texts" not in page(row)
    tasks.read_responses()
    assert figures(row) == [(7, 4, 1)] and late.occurrence
    assert "Different texts" in page(row), "not the page that was kept before"
    assert api(row)["ETag"] != before
    event = AuditEvent.objects.get(verb="consultation.figures_published")
    assert (event.actor_kind, event.facts["submissions"]) == ("system", 7)
    assert publishing.catch_up() == 0


def test_what_officials_did_to_responses_makes_nobody_wait(said):
    """Released to the public a second ago: no word of it changed, so it was read already."""
    sweeping.sweep()
    actions.publish_responses(responses=list(said.consultation.responses.all()), by=said.officer)
    assert figures(publish(said)) == [(6, 3, 1)]


def test_an_answer_without_words_is_no_text(said):
    said.say("   ")
    sweeping.sweep()
    assert figures(publish(said)) == [(7, 3, 1)]


def test_a_withdrawn_page_still_tells_what_was_published(said):
    sweeping.sweep()
    row = publish(said)
    actions.withdraw(consultation=row, by=said.officer, reason="The law changed.")
    assert "Different texts" in page(row)


def test_the_page_asks_no_more_of_the_database_than_without_them(said):
    """The first reader's page; the next reads the one that was kept, until somebody changes it."""
    row = publish(said)
    page(row)

    def asked():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"{row.get_absolute_url()}outcome/?{cache.incr('n') if cache.add('n', 0) else 1}")
        return len(queries)

    without = asked()
    tasks.read_responses()
    assert figures(row) and asked() <= without
    with CaptureQueriesContext(connection) as queries:
        page(row), page(row)
    kept = len(queries)
    with CaptureQueriesContext(connection) as queries:
        page(row)
    assert len(queries) == 1 and kept > 2
    theme = row.outcome_themes.get()
    actions.save_theme(consultation=row, theme=theme, by=said.officer, we_did="Twice as many.")
    assert "Twice as many." in page(row)

"""The demonstration's consultations: each public state, varied responses, a campaign, an analysis and an outcome."""

import pytest
from django.test import Client

from engagement.consultations.analysis.models import Campaign, Coding, Figures, Proposal
from engagement.consultations.analysis.queues import sampled
from engagement.consultations.models import Answer, Consultation, Response
from foundation.directory.reference import load_reference_data
from portal.demo import analysis, consultations, people

pytestmark = pytest.mark.slow


def test_one_in_each_state_with_a_campaign_a_finished_analysis_and_a_published_outcome(db):
    load_reference_data()
    cast = people.people()
    consultations.tell(cast, people.organisations(cast))
    assert analysis.tell(cast)
    rows = list(Consultation.objects.all())
    states = {str(row.public_state()) for row in rows if row.public_state()}
    assert states >= {
        *("consultation", "open_consultation", "closed_consultation", "consultation_outcome"),
        *("open_call_for_evidence", "withdrawn"),
    }
    assert {row.workflow for row in rows} >= {"draft", "submitted", "published", "withdrawn"}
    assert any(row.is_late() for row in rows) and any(row.kind == "call_for_evidence" for row in rows)
    sent = Response.objects.counted()
    assert sent.count() > 40
    for varied in ("capacity", "nation", "publication", "channel"):
        assert sent.values(varied).distinct().count() >= 3, varied
    assert set(sent.values_list("channel", flat=True)) >= {"web", "post", "phone"}
    texts = sent.filter(answers__question__key="q2").values_list("answers__text", flat=True)
    assert len(set(texts)) > 20
    assert Campaign.objects.filter(state="confirmed").exists() and Figures.objects.exists()
    outcome = next(row for row in rows if row.has_outcome() and row.responses.exists())
    coded = Coding.objects.filter(answer__response__consultation=outcome)
    assert coded.exists() and not coded.filter(done_at__isnull=True).exists()
    # Chance, by the answer's key, says who is in the sample: now and then nobody is.
    again = sampled(Answer.objects.filter(pk__in=coded.filter(number="first").values("answer")))
    assert set(coded.filter(number="second").values_list("answer", flat=True)) == {each.pk for each in again}
    assert Proposal.objects.exists()
    page = Client().get(f"{outcome.get_absolute_url()}outcome/").content.decode()
    assert "We did" in page and "You said" in page and "Different texts" in page

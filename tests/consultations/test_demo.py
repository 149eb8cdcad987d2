"""The demonstration: one consultation in each state, and nothing twice."""

import pytest

from engagement.consultations.models import Consultation, Response
from foundation.directory.reference import load_reference_data
from portal.demo import consultations, people


@pytest.mark.slow
def test_there_is_one_in_each_state(db):
    load_reference_data()
    cast = people.people()
    bodies = people.organisations(cast)
    assert consultations.tell(cast, bodies) == 10
    assert consultations.tell(cast, bodies) == 0
    rows = Consultation.objects.all()
    states = {str(row.public_state()) for row in rows}
    assert {
        *("consultation", "open_consultation", "closed_consultation", "consultation_outcome"),
        "open_call_for_evidence",
    } <= states
    assert {row.workflow for row in rows} == {"draft", "submitted", "scheduled", "published", "withdrawn"}
    assert any(row.is_late() for row in rows)
    assert Response.objects.published().count() > 30
    assert Response.objects.filter(state="draft_saved").count() > 2
    assert len({answer for answer in Response.objects.values_list("answers__text", flat=True) if answer}) > 15

"""The demonstration's files are real ones, and only a scanner says what becomes of them.

Without a scanner: tests/portal/test_demonstration.py.
"""

import pytest

from engagement.consultations.models import FileDecision, Response
from engagement.requests.models import Message
from foundation.directory.reference import load_reference_data
from foundation.documents import sweeping
from foundation.documents.enums import State
from foundation.documents.models import Document
from portal.demo import consultations, people, samples, stories
from tests.documents.conftest import kept_in

KINDS = ("a.pdf", "b.docx", "c.png", "d.csv")


def test_each_kind_is_what_its_name_says():
    from foundation.documents.inspection import inspect

    found = [inspect(file).format.name for file in samples.made(KINDS, "Cold homes", "Words about them.")]
    assert found == ["pdf", "docx", "png", "csv"]


@pytest.mark.slow
def test_requests_and_responses_carry_files_in_every_state(db, folder, clamd):
    load_reference_data()
    cast = people.people()
    bodies = people.organisations(cast)
    stories.tell(cast, bodies)
    consultations.tell(cast, bodies)
    about = Document.objects.values_list("about_type", flat=True).distinct()
    assert set(about) == {"requests.engagementrequest", "requests.message", "consultations.response"}
    assert len(kept_in(folder)) == Document.objects.count() > 20
    assert set(Document.objects.values_list("format", flat=True)) >= {"pdf", "docx", "png", "csv"}
    assert Message.objects.filter(public_id__in=Document.objects.values("about_id")).exists()
    while sweeping.sweep() and Document.objects.filter(sweep_at__isnull=False).exists():
        pass
    states = set(Document.objects.values_list("state", flat=True))
    assert states == {State.CLEAN, State.QUARANTINED}
    assert FileDecision.objects.filter(is_public=True).exists()
    assert FileDecision.objects.filter(is_public=False).exists()
    shown = Response.objects.published().filter(file_decisions__is_public=True)
    assert shown.exists()

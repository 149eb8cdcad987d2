"""The demonstration shows a campaign of two sides, drafts to decide on and a finished analysis; nothing twice."""

import pytest

from engagement.consultations.analysis import queues, results
from engagement.consultations.analysis.models import Campaign, Coding, Figures, Proposal, Theme, ThemeRun
from foundation.directory.reference import load_reference_data
from portal.demo import analysis, consultations, people


@pytest.mark.slow
def test_the_demonstration_has_every_part_of_an_analysis(db):
    load_reference_data()
    cast = people.people()
    consultations.tell(cast, people.organisations(cast))
    assert analysis.tell(cast)
    assert not analysis.tell(cast)
    confirmed = Campaign.objects.get(state="confirmed")
    assert confirmed.submissions == 8 and confirmed.personalised >= 1
    assert Campaign.objects.filter(leader__family=confirmed.leader.family or confirmed.leader).exists()
    assert Figures.objects.filter(submissions__gt=10).exists()
    assert ThemeRun.objects.get().state == "done" and Proposal.objects.exists()
    question = Theme.objects.first().question
    progress = results.progress(question)
    assert progress.to_read == progress.coded > 5
    assert progress.twice == queues.sampled(queues.to_code(question)).count()
    assert {coding.coder for coding in Coding.objects.all()} <= {cast["officer"], cast["civil_society_lead"]}
    assert len(results.agreements(question)) == 2 + question.themes.count()

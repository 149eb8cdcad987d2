"""The overview, who has not been heard, and agreement between coders."""

from django.http import HttpRequest, HttpResponse

from engagement.consultations.analysis import results
from engagement.consultations.analysis.enums import CampaignState
from engagement.consultations.analysis.models import Figures
from engagement.consultations.analysis.views.shared import inside, page, question_of
from engagement.consultations.enums import OPEN_TEXT
from engagement.consultations.models import Consultation
from foundation.directory.enums import Nation, Section, SizeBand

NAMES = {"Size": dict(SizeBand.choices), "Nation": dict(Nation.choices), "Cause": dict(Section.choices)}
MOST_GROUPS = 12


@inside
def home(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    questions = consultation.questions.filter(kind__in=OPEN_TEXT)
    return page(
        request,
        "home",
        consultation,
        tab="home",
        figures=Figures.objects.filter(consultation=consultation).first(),
        progress=[results.progress(question) for question in questions],
        waiting=consultation.campaigns.filter(
            state__in=[CampaignState.PROPOSED, CampaignState.REGISTERED], submissions__gt=0
        ).count(),
        is_open=consultation.takes_responses(),
    )


@inside
def heard(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Shown while there is still time to ask those who are missing."""
    lines = results.heard(consultation)
    tables = [
        (
            label,
            [
                (NAMES.get(label, {}).get(line.key, line.key) or "Not known", line)
                for line in found[:MOST_GROUPS]
            ],
        )
        for label, found in lines.items()
    ]
    silent = [
        (label, name, line)
        for label, rows in tables
        for name, line in rows
        if line.verdict in ("silent", "less")
    ]
    is_open = consultation.takes_responses()
    answered = sum(line.heard for line in lines["Size"])
    context = {"tables": tables, "silent": silent, "is_open": is_open, "answered": answered}
    return page(request, "heard", consultation, tab="heard", **context)


@inside
def agreement(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    question = question_of(consultation, key)
    return page(
        request,
        "agreement",
        consultation,
        question=question,
        lines=results.agreements(question),
        progress=results.progress(question),
        machine=results.machine(question),
    )

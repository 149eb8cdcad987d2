"""What stands in the report of a consultation: figures, charts with their tables, what came of it."""

import json
from typing import Any

from django.utils import timezone

from engagement.consultations.enums import Report
from engagement.consultations.models import Consultation
from engagement.consultations.summary import Tally, summary
from foundation.common.spreadsheets import UNPRINTABLE
from foundation.common.words import day, moment


def content(consultation: Consultation) -> dict[str, Any]:
    """What stands in the report, as plain values."""
    found = summary(consultation)
    reports = {each.kind: each.detail for each in consultation.reports.all()}
    is_final = consultation.has_outcome()
    groups = [
        ("Who responded", found.by_capacity),
        ("How responses came", found.by_channel),
        ("Nations", found.by_nation),
    ]
    body = {
        "title": consultation.title,
        "department": consultation.department.name,
        "ref": consultation.ref,
        "made": moment(timezone.now()),
        "dates": f"Open from {day(consultation.opens_at())} to {day(consultation.closing_at)}",
        "summary": consultation.summary,
        "figures": [
            ["Responses received", f"{found.received:,}"],
            ["Organisations named", f"{found.organisations:,}"],
            ["Left out of the analysis, with a reason", f"{found.excluded:,}"],
        ],
        "groups": [_chart(title, tallies, "") for title, tallies in groups if tallies],
        "questions": [
            _chart(f"{each.question.key}: {each.question.text}", each.counts, each.note)
            | {"answered": f"{each.answered:,} answers"}
            for each in found.questions
        ],
        "feedback": reports.get(Report.FEEDBACK, "") if consultation.feedback_published_at else "",
        "outcome": reports.get(Report.OUTCOME, "") if is_final else "",
        "themes": _themes(consultation) if is_final else [],
    }
    return json.loads(UNPRINTABLE.sub("", json.dumps(body, ensure_ascii=False)))


def _chart(title: str, tallies: list[Tally], note: str) -> dict[str, Any]:
    return {"title": title, "note": note, "bars": [[tally.label, tally.value] for tally in tallies]}


def _themes(consultation: Consultation) -> list[dict[str, str]]:
    return [
        {
            "title": theme.title,
            "asked": theme.we_asked,
            "said": theme.you_said,
            "did": theme.we_did,
            "reason": theme.reason_not_done,
        }
        for theme in consultation.outcome_themes.all()
    ]

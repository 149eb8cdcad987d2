"""Answers, found by their words, themes, stance, campaign, channel and kind of respondent."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.consultations.analysis.models import CodedTheme, Coding, Theme
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Answer, Consultation

NONE = "none"


def answers(consultation: Consultation, chosen: dict[str, Any]) -> QuerySet[Answer]:
    """Answers in words to a consultation that fit all that was chosen."""
    rows = Answer.objects.filter(question__consultation=consultation, response__in=sent(consultation))
    rows = rows.exclude(text="")
    for name, narrow in FILTERS.items():
        if value := chosen.get(name):
            rows = narrow(rows, value)
    return rows


def sent(consultation: Consultation) -> QuerySet:
    return consultation.responses.counted().values("pk")


def _words(rows: QuerySet[Answer], text: str) -> QuerySet[Answer]:
    query = SearchQuery(text[:200], search_type="websearch", config="english")
    return rows.annotate(said=SearchVector("text", config="english")).filter(said=query)


def _theme(rows: QuerySet[Answer], theme: Theme) -> QuerySet[Answer]:
    coded = CodedTheme.objects.filter(coding__answer=OuterRef("pk"), coding__done_at__isnull=False)
    return rows.filter(Exists(coded.filter(theme__in=[theme.pk, *below(theme)])))


def below(theme: Theme) -> list[int]:
    found: list[int] = []
    level = [theme.pk]
    while level:
        level = list(Theme.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def _coded(name: str) -> Callable[[QuerySet[Answer], str], QuerySet[Answer]]:
    return lambda rows, value: rows.filter(
        Exists(Coding.objects.filter(answer=OuterRef("pk"), done_at__isnull=False, **{name: value}))
    )


def _state(rows: QuerySet[Answer], value: str) -> QuerySet[Answer]:
    """Not coded is what waits for it: nobody is asked to read what is not part of the analysis."""
    done = Exists(Coding.objects.filter(answer=OuterRef("pk"), done_at__isnull=False))
    if value == "coded":
        return rows.filter(done)
    return rows.filter(response__state=ResponseState.SUBMITTED).exclude(done)


def _campaign(rows: QuerySet[Answer], value: Any) -> QuerySet[Answer]:
    if value == NONE:
        return rows.filter(
            response__occurrence__text__leader__isnull=True, response__occurrence__text__campaign__isnull=True
        )
    text = value.leader_id
    return rows.filter(Q(response__occurrence__text=text) | Q(response__occurrence__text__leader=text))


FILTERS: dict[str, Callable[[QuerySet[Answer], Any], QuerySet[Answer]]] = {
    "q": _words,
    "question": lambda rows, value: rows.filter(question=value),
    "theme": _theme,
    "stance": _coded("stance"),
    "strength": _coded("strength"),
    "state": _state,
    "campaign": _campaign,
    "channel": lambda rows, value: rows.filter(response__channel=value),
    "capacity": lambda rows, value: rows.filter(response__capacity=value),
}

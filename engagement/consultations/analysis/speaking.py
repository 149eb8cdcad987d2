"""Who speaks of a theme: those whose answer was read, and the copies that a read answer stands for.

One rule for every figure, whatever came first, the coding or the confirmation of the campaign: an answer that was read
speaks for itself; a copy that nobody has read says what the one says that is read for all of them.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from engagement.consultations.analysis import queues
from engagement.consultations.analysis.enums import Pass
from engagement.consultations.analysis.models import CodedTheme, Coding
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Answer, Question, Response


def read(question: Question) -> QuerySet[Coding]:
    """First readings that are done, of responses that are part of the analysis."""
    rows = Coding.objects.filter(question=question, number=Pass.FIRST, done_at__isnull=False)
    return rows.filter(answer__response__state=ResponseState.SUBMITTED)


def unread(question: Question) -> QuerySet[Answer]:
    """Copies that nobody has read; with their `group`."""
    done = Coding.objects.filter(answer=OuterRef("pk"), number=Pass.FIRST, done_at__isnull=False)
    return queues.copies(question).exclude(Exists(done))


def stand_ins(question: Question) -> dict[int, int]:
    """Answers that are read for the copies of a campaign, with its group."""
    return dict(queues.standing(question).order_by().values_list("pk", "group"))


def copies(question: Question) -> Counter[int]:
    """How many copies say so that nobody has read, by theme."""
    groups = stand_ins(question)
    sizes = dict(unread(question).order_by().values_list("group").annotate(n=Count("pk"))) if groups else {}
    found: Counter[int] = Counter()
    for answer, theme in _themes(question, groups):
        found[theme] += sizes.get(groups[answer], 0)
    return found


def _themes(question: Question, answers: Iterable[int]) -> Iterable[tuple[int, int]]:
    rows = CodedTheme.objects.filter(coding__in=read(question), coding__answer__in=list(answers))
    return rows.values_list("coding__answer", "theme")


def responses(question: Question, themes: Iterable[int]) -> QuerySet[Response]:
    """Everybody who speaks of one of these themes, each once."""
    wanted = set(themes)
    groups = stand_ins(question)
    speaking = {groups[answer] for answer, theme in _themes(question, groups) if theme in wanted}
    said = read(question).filter(coded__theme__in=wanted).values("answer__response")
    copied = unread(question).filter(group__in=speaking).values("response")
    return Response.objects.filter(Q(pk__in=said) | Q(pk__in=copied)).order_by("pk")

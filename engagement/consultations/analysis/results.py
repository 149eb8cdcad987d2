"""What the analysis says: how many spoke of each theme, how far coders agree, who has not been heard."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from engagement.consultations.analysis import agreement, queues, speaking
from engagement.consultations.analysis.enums import Pass, Stance, ThemeState
from engagement.consultations.analysis.heard import Line, compare
from engagement.consultations.analysis.models import CodedTheme, Coding, Theme
from engagement.consultations.enums import Capacity, ResponseState
from engagement.consultations.models import Consultation, Question
from foundation.directory.models import Organisation

FEATURES = {"size_band": "Size", "nation": "Nation", "region__name": "Region", "icnp_section": "Cause"}


@dataclass(slots=True)
class Spoken:
    """A theme of the tree, with how many answers speak of it: read, and by the copies that a read one
    stands for.
    """

    theme: Theme
    depth: int
    read: int = 0
    copies: int = 0
    stances: dict[str, int] | None = None


def tree(question: Question) -> list[Spoken]:
    """Themes in the order of the tree, counted from first codings."""
    themes = list(question.themes.filter(state=ThemeState.ACTIVE))
    below: dict[int | None, list[Theme]] = defaultdict(list)
    known = {theme.pk for theme in themes}
    for theme in themes:
        below[theme.parent_id if theme.parent_id in known else None].append(theme)
    found: list[Spoken] = []

    def walk(parent: int | None, depth: int) -> None:
        for theme in below[parent]:
            found.append(Spoken(theme, depth))
            walk(theme.pk, depth + 1)

    walk(None, 0)
    return _counted(question, found)


def _counted(question: Question, found: list[Spoken]) -> list[Spoken]:
    rows = CodedTheme.objects.filter(coding__in=speaking.read(question))
    read: Counter[int] = Counter()
    stances: dict[int, Counter[str]] = defaultdict(Counter)
    for theme, stance, count in rows.values_list("theme", "coding__stance").annotate(n=Count("pk")):
        read[theme] += count
        stances[theme][stance or Stance.NONE] += count
    copies = speaking.copies(question)
    for each in found:
        each.read, each.copies = read[each.theme.pk], copies[each.theme.pk]
        each.stances = dict(stances[each.theme.pk])
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    question: Question
    answers: int
    to_read: int
    coded: int
    twice: int

    @property
    def percent(self) -> int:
        return 100 * self.coded // self.to_read if self.to_read else 100


def progress(question: Question) -> Progress:
    """Of what is to be read: what still waits is not coded, and what was coded beside it does not count for it."""
    to_read = queues.to_code(question).count()
    waiting = queues.waiting(question, Pass.FIRST).count()
    twice = _done(question).filter(number=Pass.SECOND).count()
    return Progress(question, queues.answers(question).count(), to_read, to_read - waiting, twice)


def _done(question: Question) -> QuerySet[Coding]:
    """Readings of what is part of the analysis."""
    rows = Coding.objects.filter(question=question, done_at__isnull=False)
    return rows.filter(answer__response__state=ResponseState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Agreement:
    name: str
    units: int
    value: float | None

    @property
    def words(self) -> str:
        return agreement.in_words(self.value)


def agreements(question: Question) -> list[Agreement]:
    """Over answers that two people coded: Krippendorff's alpha over all themes, Cohen's kappa for each and
    for stance.
    """
    rows = _done(question).prefetch_related("coded")
    by_answer: dict[int, dict[str, Coding]] = defaultdict(dict)
    for row in rows:
        by_answer[row.answer_id][row.number] = row
    pairs = [(each["first"], each["second"]) for each in by_answer.values() if len(each) == len(Pass)]
    found = [
        ({c.theme_id for c in one.coded.all()}, {c.theme_id for c in two.coded.all()}) for one, two in pairs
    ]
    themes = list(question.themes.filter(state=ThemeState.ACTIVE))
    units = [(t.pk in one, t.pk in two) for t in themes for one, two in found]
    lines = [Agreement("All themes (Krippendorff’s alpha)", len(pairs), agreement.alpha(units))]
    stances = [(one.stance, two.stance) for one, two in pairs]
    lines.append(Agreement("Stance (Cohen’s kappa)", len(pairs), agreement.kappa(stances)))
    for theme in themes:
        codes = [(theme.pk in one, theme.pk in two) for one, two in found]
        lines.append(Agreement(theme.title, len(pairs), agreement.kappa(codes)))
    return lines


def heard(consultation: Consultation) -> dict[str, list[Line]]:
    """By feature of organisations: who answered, beside the directory's active organisations where it asks
    them.
    """
    answered = consultation.responses.counted().filter(
        capacity=Capacity.ORGANISATION, organisation__isnull=False
    )
    here = Organisation.objects.filter(pk__in=answered.values("organisation"))
    known = Organisation.objects.filter(status="active")
    if consultation.nations:
        known = known.filter(Q(nation__in=consultation.nations) | Q(nation=""))
    return {label: compare(_by(here, feature), _by(known, feature)) for feature, label in FEATURES.items()}


def _by(rows: Any, feature: str) -> dict[str, int]:
    rows = rows.exclude(region__isnull=True) if feature.startswith("region") else rows
    counts = rows.order_by().values_list(feature).annotate(n=Count("pk", distinct=True))
    return {str(key or ""): count for key, count in counts}


@dataclass(frozen=True, slots=True)
class Machine:
    """What people made of the machine's suggestions."""

    answers: int
    suggested: int
    kept: int
    added: int

    @property
    def kept_share(self) -> int | None:
        return round(100 * self.kept / self.suggested) if self.suggested else None


def machine(question: Question) -> Machine:
    """Over coding decisions that had a suggestion before them: how many themes were kept, how many people
    added.
    """
    latest: dict[int, tuple[list[int], list[int]]] = {}
    steps = _done(question).filter(steps__suggested__len__gt=0)
    for coding, suggested, after in steps.order_by("steps__pk").values_list(
        "pk", "steps__suggested", "steps__after"
    ):
        latest[coding] = (suggested, after)
    pairs = [(set(one), set(two)) for one, two in latest.values()]
    return Machine(
        len(pairs),
        sum(len(one) for one, _two in pairs),
        sum(len(one & two) for one, two in pairs),
        sum(len(two - one) for one, two in pairs),
    )

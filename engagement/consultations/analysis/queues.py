"""What waits for a coder: every answer once, a campaign's shared text once, and a sample a second time."""

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import MD5, Cast, Substr

from engagement.consultations.analysis.enums import CampaignState, Pass
from engagement.consultations.analysis.models import Coding
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Answer, Question

# Of 16 answers that were coded, so many are coded a second time: one in eight, more than the tenth that is asked for.
SAMPLE = ("0", "8")


def answers(question: Question) -> QuerySet[Answer]:
    """Answers in words to a question, of responses that are part of the analysis."""
    return Answer.objects.filter(question=question, response__state=ResponseState.SUBMITTED).exclude(text="")


def to_code(question: Question) -> QuerySet[Answer]:
    """Of these, what people read: all but the copies of a confirmed campaign's text, which its leader stands for.

    Copies with words of their own are read, for the sake of these words.
    """
    campaign = Q(response__occurrence__text__leader__campaign__state=CampaignState.CONFIRMED)
    return (
        answers(question)
        .exclude(campaign & Q(response__occurrence__own_words=""))
        .exclude(_another_copy_of_a_leader(question))
    )


def _another_copy_of_a_leader(question: Question) -> Q:
    """Identical copies of a confirmed campaign's leader, but for the first that came."""
    earlier = Answer.objects.filter(
        question=question,
        response__occurrence__text=OuterRef("response__occurrence__text"),
        response__state=ResponseState.SUBMITTED,
        pk__lt=OuterRef("pk"),
    )
    leads = Q(response__occurrence__text__campaign__state=CampaignState.CONFIRMED)
    return leads & Q(Exists(earlier))


def waiting(question: Question, number: str) -> QuerySet[Answer]:
    """Not yet coded in this pass; those claimed by somebody are among them."""
    done = Coding.objects.filter(answer=OuterRef("pk"), done_at__isnull=False)
    rows = to_code(question).exclude(Exists(done.filter(number=number)))
    if number == Pass.SECOND:
        rows = sampled(rows).filter(Exists(done.filter(number=Pass.FIRST)))
    return rows


def sampled(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """Chosen by the answer's number alone, so that nobody can steer what is checked."""
    return rows.annotate(lot=Substr(MD5(Cast("pk", CharField())), 1, 1)).filter(lot__in=SAMPLE)

"""What waits for a coder: every answer once, a campaign's shared text once, and a sample a second time."""

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import MD5, Cast, Coalesce, Substr

from engagement.consultations.analysis.enums import CampaignState, Pass
from engagement.consultations.analysis.models import Coding
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Answer, Question

# Of 16 answers that were coded, so many are coded a second time: one in eight, more than the tenth that is asked for.
SAMPLE = ("0", "8")
TEXT = "response__occurrence__text"


def answers(question: Question) -> QuerySet[Answer]:
    """Answers in words to a question, of responses that are part of the analysis."""
    return Answer.objects.filter(question=question, response__state=ResponseState.SUBMITTED).exclude(text="")


def to_code(question: Question) -> QuerySet[Answer]:
    """Of these, what people read: all but the copies of a confirmed campaign's text that another one stands for.

    Copies with words of their own are read, for the sake of these words.
    """
    spoken_for = copies(question).filter(_another_stands_for_it(question))
    return answers(question).exclude(Exists(spoken_for.filter(pk=OuterRef("pk"))))


def copies(question: Question) -> QuerySet[Answer]:
    """Answers without words of their own that came with a confirmed campaign's text; with their `group`."""
    rows = answers(question).filter(response__occurrence__own_words="")
    return rows.annotate(group=Coalesce(f"{TEXT}__leader", TEXT), follows=F(f"{TEXT}__leader")).filter(
        Q(**{f"{TEXT}__campaign__state": CampaignState.CONFIRMED})
        | Q(**{f"{TEXT}__leader__campaign__state": CampaignState.CONFIRMED})
    )


def standing(question: Question) -> QuerySet[Answer]:
    """The one of each campaign that is read for the others: the first that came with the text as its leader has it,
    or the first that came near it, where nobody is left who sent that.
    """
    return copies(question).exclude(_another_stands_for_it(question))


def _another_stands_for_it(question: Question) -> Q:
    others = answers(question).filter(response__occurrence__own_words="")
    same = others.filter(**{TEXT: OuterRef("group")})
    near = others.filter(**{f"{TEXT}__leader": OuterRef("group")})
    earlier = {"pk__lt": OuterRef("pk")}
    follower = Q(follows__isnull=False) & (Exists(same) | Exists(near.filter(**earlier)))
    return Q(follows__isnull=True) & Exists(same.filter(**earlier)) | follower


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

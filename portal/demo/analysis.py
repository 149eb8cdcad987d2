"""The analysis in the demonstration: a campaign of two sides, draft themes to decide on, and one finished analysis."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from engagement.consultations import actions as asking
from engagement.consultations.analysis import actions, publishing, regrouping, sweeping, working
from engagement.consultations.analysis.enums import Pass
from engagement.consultations.analysis.models import Campaign, Coding, DistinctText, Theme
from engagement.consultations.answering import Said
from engagement.consultations.enums import Phase
from engagement.consultations.models import Consultation, new_secret
from engagement.consultations.rules import RESPONDENT
from engagement.consultations.structure import questionnaire
from foundation.accounts.models import User
from portal.demo.stories import at

CAMPAIGN = (
    "Our village hall runs on the work of thirty volunteers, and none of them is a fundraiser. "
    "I {verb} the proposal to give small grants by a short form. Last year we filled in nineteen pages "
    "for four hundred pounds, and heard nothing for eleven weeks. Please decide within a month, and say why "
    "when the answer is no."
)
OWN = (
    "",
    "",
    " I have kept the hall's books for twenty years.",
    "",
    " My neighbour gave up after the second form.",
    "",
    " We are a hall of eighty members near the coast.",
    "",
)
SIDES = {"agree": ("support", 8), "disagree": ("oppose", 4)}
STANCES = {"agree": "for", "disagree": "against", "partly": "mixed"}


def tell(cast: dict[str, User]) -> bool:
    """Write what is not there yet; says whether anything was."""
    if DistinctText.objects.exists():
        return False
    rows = Consultation.objects.filter(responses__isnull=False, questions__key="q2").distinct()
    running = rows.public().in_phase(Phase.OPEN).order_by("pk").first()
    finished = rows.public().in_phase(Phase.OUTCOME).order_by("pk").first()
    if running is not None:
        _campaign(running)
    sweeping.sweep()
    regrouping.regroup()
    publishing.catch_up()
    if running is not None:
        _decide(running, cast["officer"])
    if finished is not None:
        _finished(finished, cast["officer"], cast["civil_society_lead"])
    return True


def _campaign(row: Consultation) -> None:
    """Twelve people send a text; four of them have turned its demand round."""
    opened = row.opening_at or timezone.now()
    moment = opened + (timezone.now() - opened) / 2
    for choice, (verb, many) in SIDES.items():
        for n in range(many):
            with at(moment + timedelta(minutes=7 * n)):
                _send(row, choice, CAMPAIGN.format(verb=verb) + OWN[n])


def _send(row: Consultation, choice: str, text: str) -> None:
    secret = new_secret()
    response = asking.begin(consultation=row, by=RESPONDENT, secret=secret)
    held: dict[str, Any] = {"response": response, "by": RESPONDENT, "secret": secret}
    for page in questionnaire(row).pages:
        keys = {question.key for question in page.questions}
        said = {"q1": Said(choices=(choice,)), "q2": Said(text=text)}
        asking.answer_page(page=page, said={key: each for key, each in said.items() if key in keys}, **held)
    asking.say_who(
        **held, capacity="individual", publication="response_anonymised", email="hall@mail.example"
    )
    asking.submit_response(**held)


def _decide(row: Consultation, by: User) -> None:
    """The larger side is confirmed, the smaller waits for its decision beside draft themes that do."""
    largest = Campaign.objects.filter(consultation=row).order_by("-submissions").first()
    if largest is not None:
        actions.confirm(campaign=largest, by=by, name="Short forms for village halls", organiser="")
    actions.start_run(question=row.questions.get(key="q2"), by=by)
    working.work()


def _finished(row: Consultation, first: User, second: User) -> None:
    """Coded as the outcome's themes say that each response spoke; a sample read twice, not always alike."""
    question = row.questions.get(key="q2")
    themes = {}
    for each in row.outcome_themes.all():
        themes[each.pk] = actions.add_theme(question=question, by=first, title=each.title)
        Theme.objects.filter(pk=themes[each.pk].pk).update(outcome=each)
    for number, coder in ((Pass.FIRST, first), (Pass.SECOND, second)):
        done = 0
        while (coding := actions.claim_next(question=question, by=coder, number=number)) is not None:
            _code(coding, themes, coder, differs=number == Pass.SECOND and done % 2 == 1)
            done += 1


def _code(coding: Coding, themes: dict[int, Theme], by: User, *, differs: bool) -> None:
    response = coding.answer.response
    spoken = [themes[pk] for pk in response.contributions.values_list("theme", flat=True) if pk in themes]
    chosen = response.answers.filter(question__key="q1").values_list("choices", flat=True).first() or [""]
    actions.code(
        coding=coding,
        by=by,
        themes=spoken[1:] if differs else spoken,
        stance=STANCES.get(chosen[0], "none"),
        strength="experience" if "we" in coding.answer.text.lower().split() else "opinion",
    )

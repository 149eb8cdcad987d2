"""Skip logic, checked for dead ends: loops, pages nobody reaches, questions nobody sees."""

from collections.abc import Iterator
from dataclasses import dataclass

from engagement.consultations.enums import CONDITIONAL, QuestionKind
from engagement.consultations.models import Question
from engagement.consultations.structure import END, Page, Questionnaire


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in words for its author, and with which question or page."""

    code: str
    text: str
    question: Question | None = None
    page: Page | None = None


def problems(form: Questionnaire) -> list[Problem]:
    found = [*_empty(form), *_routes(form), *_conditions(form)]
    return found or list(_unreached(form))


def _empty(form: Questionnaire) -> Iterator[Problem]:
    for page in form.pages:
        if not page.questions:
            yield Problem("empty", f"Section {page.number} has no questions.", page=page)


def _routes(form: Questionnaire) -> Iterator[Problem]:
    """Every way out leads forward to a page that is there."""
    for page in form.pages:
        for question in page.questions:
            for option in question.options:
                target = option.get("goes_to")
                if target is None or target == END:
                    continue
                if form.page(target) is None:
                    text = f"“{option['text']}” leads to section {target}, which is not there."
                    yield Problem("missing_target", text, question)
                elif target <= page.number:
                    text = f"“{option['text']}” leads back to section {target}: people would go round in a circle."
                    yield Problem("loop", text, question)


def _conditions(form: Questionnaire) -> Iterator[Problem]:
    """A condition names an earlier question with a choice, and options that it has."""
    earlier: dict[str, Question] = {}
    for question in form.questions():
        if question.show_if:
            yield from _condition(question, earlier.get(question.show_if["question"]))
        earlier[question.key] = question


def _condition(question: Question, asked: Question | None) -> Iterator[Problem]:
    if asked is None:
        text = "It depends on a question that does not come before it."
        yield Problem("condition_not_before", text, question)
    elif asked.kind not in CONDITIONAL:
        yield Problem("condition_kind", "It depends on a question without choices.", question)
    elif not set(question.show_if["any_of"]) & set(asked.option_keys):
        text = "It depends on an option that is no longer there, so nobody would see it."
        yield Problem("condition_option", text, question)


def _unreached(form: Questionnaire) -> Iterator[Problem]:
    """Pages that no choice leads to, and questions whose conditions contradict each other."""
    reached = _reachable(form)
    for page in form.pages:
        if page.number not in reached:
            yield Problem("unreachable", f"Nobody can reach section {page.number}.", page=page)
    by_key = {question.key: question for question in form.questions()}
    pages = {question.key: page.number for page in form.pages for question in page.questions}
    for question in form.questions():
        if pages[question.key] in reached and not _can_be_seen(question, by_key, pages, reached):
            yield Problem("never_shown", "No combination of answers shows this question.", question)


def _reachable(form: Questionnaire) -> set[int]:
    reached, waiting = {1}, [1]
    while waiting:
        page = form.page(waiting.pop())
        for target in _ways_out(page) if page else ():
            if target not in reached and form.page(target):
                reached.add(target)
                waiting.append(target)
    return reached


def _ways_out(page: Page) -> set[int]:
    """Where a page can lead; straight on unless a required single choice sends everybody elsewhere."""
    targets = {
        option["goes_to"]
        for question in page.questions
        for option in question.options
        if option.get("goes_to") is not None
    }
    return targets - {END} if any(map(_decides, page.questions)) else (targets | {page.number + 1}) - {END}


def _decides(question: Question) -> bool:
    everybody = question.required and question.kind == QuestionKind.RADIOS and not question.show_if
    return everybody and all(option.get("goes_to") is not None for option in question.options)


def _can_be_seen(
    question: Question, by_key: dict[str, Question], pages: dict[str, int], reached: set[int]
) -> bool:
    """Follow the chain of conditions; one answer to a single choice cannot be two at once."""
    wanted: dict[str, set[str]] = {}
    while question.show_if:
        asked = by_key[question.show_if["question"]]
        if pages[asked.key] not in reached:
            return False
        options = set(question.show_if["any_of"]) & set(asked.option_keys)
        if asked.kind == QuestionKind.RADIOS:
            options &= wanted.get(asked.key, options)
        if not options or not _leaves_open(asked, options, pages[asked.key], pages[question.key]):
            return False
        wanted[asked.key] = options
        question = asked
    return True


def _leaves_open(asked: Question, options: set[str], here: int, there: int) -> bool:
    """Whether one of these options does not jump past the page on which the question stands."""
    targets = [option.get("goes_to") for option in asked.options if option["key"] in options]
    return here == there or any(target is None or (target != END and target <= there) for target in targets)

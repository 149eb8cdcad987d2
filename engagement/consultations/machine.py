"""What a department's system does in one go: write a whole consultation, send many responses."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from engagement.consultations import actions, answering, files, whose
from engagement.consultations.actions import replies
from engagement.consultations.actions.authoring import DETAILS
from engagement.consultations.actions.offline import Entry
from engagement.consultations.actions.outcome import THEME
from engagement.consultations.actions.steps import take_to_edit
from engagement.consultations.answering import Said
from engagement.consultations.enums import Capacity, Channel
from engagement.consultations.models import Consultation, Response
from engagement.consultations.slips import misplaced
from engagement.consultations.structure import Questionnaire, questionnaire
from engagement.programmes.models import Decision
from foundation.common.errors import Invalid
from foundation.documents.models import Document

WHO = (
    *("capacity", "organisation_name", "how_gathered", "name", "email", "nation", "publication"),
    *("confidential", "confidential_reason"),
)
Errors = dict[str, list[object]]


@transaction.atomic
def write_text(*, consultation: Consultation, by: Any, **said: Any) -> Consultation:
    """Change what the public reads and what the principles ask, while it is a draft. Only what is sent changes."""
    details = {name: value for name, value in said.items() if name in DETAILS}
    rest = {name: value for name, value in said.items() if name not in DETAILS}
    row = actions.save_details(consultation=consultation, by=by, **details)
    return actions.save_principles(consultation=row, by=by, **rest) if rest else row


@transaction.atomic
def write_questions(
    *, consultation: Consultation, by: Any, sections: Sequence[dict[str, Any]]
) -> Consultation:
    """Replace all sections and questions of a draft."""
    row = take_to_edit(consultation, by=by)
    for section in reversed(list(row.sections.all())):
        actions.remove_section(consultation=row, section=section, by=by)
    for said in sections:
        questions = said.pop("questions")
        section = actions.add_section(consultation=row, by=by, **said)
        for question in questions:
            _add(row, section, question, by)
    return Consultation.objects.get(pk=row.pk)


def _add(row: Consultation, section: Any, said: dict[str, Any], by: Any) -> None:
    options = [
        {"text_cy": "", "text_easy": "", "goes_to": None} | option for option in said.pop("options", [])
    ]
    passages = [{"text_cy": ""} | passage for passage in said.pop("passages", [])]
    if row.questions.filter(key=said.get("key", "")).exists():
        raise Invalid({"sections": [f"The key {said['key']} is there twice"]})
    actions.add_question(consultation=row, section=section, by=by, options=options, passages=passages, **said)


@transaction.atomic
def ingest(*, consultation: Consultation, by: Any, responses: Sequence[dict[str, Any]]) -> Consultation:
    """Take up to a thousand responses, all or none. A response whose number is known already is left as it is."""
    errors: Errors = {}
    form = questionnaire(consultation)
    entries = [_entry(place, said, form, by, errors) for place, said in enumerate(responses)]
    numbers = [entry.external_id for entry in entries]
    for place, number in enumerate(numbers):
        if numbers.index(number) < place:
            errors[f"responses/{place}/number"] = ["This number is there twice"]
    errors |= _replies(consultation, entries)
    if errors:
        raise Invalid(errors)
    actions.ingest(consultation=consultation, entries=entries, by=by)
    return consultation


def add_file(*, response: Response, question: str, held: Sequence[Any], by: Any) -> Document:
    """Add a file to a response that did not come online, one that was ingested for example. One call sends one file.

    It is `waiting` until the virus scanner has seen it, then `clean` or `quarantined`.
    """
    if len(held) != 1:
        raise Invalid({"files": ["Send one file"]})
    if question not in {each.key for each in files.questions(response.consultation)}:
        raise Invalid({"question": ["This consultation asks for no files there"]})
    (made,) = actions.attach_held(response=response, files={question: held}, held=held, by=by)
    return made


def _entry(place: int, said: dict[str, Any], form: Questionnaire, by: Any, errors: Errors) -> Entry:
    where = f"responses/{place}"
    questions = {question.key: question for question in form.questions()}
    answers: dict[str, Said] = {}
    for key, raw in said["answers"].items():
        if key not in questions:
            errors[f"{where}/answers/{key[:40]}"] = ["This consultation has no such question"]
            continue
        try:
            answers[key] = answering.from_raw(questions[key], raw)
        except ValueError as error:
            errors[f"{where}/answers/{key}"] = [str(error)]
    _check_path(where, answers, form, errors)
    return Entry(
        _who(where, said, by, errors),
        answers,
        said.get("channel", Channel.API),
        said["received_on"],
        said["number"],
        said.get("language", "en"),
        format_request=str(said.get("format_request", "")),
    )


def _replies(consultation: Consultation, entries: Sequence[Entry]) -> dict[str, list[object]]:
    """What is wrong with replies to requests for another format, each at its place."""
    known = replies.provided(consultation) if any(entry.format_request for entry in entries) else {}
    found: dict[str, list[object]] = {}
    for place, entry in enumerate(entries):
        if not entry.format_request:
            continue
        try:
            asked = replies.named(entry.format_request, known, number=entry.external_id)
            replies.require_day(consultation, entry.received_on, asked)
        except Invalid as error:
            found |= {f"responses/{place}/{name}": list(said) for name, said in error.errors.items()}
    return found


def _check_path(where: str, answers: dict[str, Said], form: Questionnaire, errors: Errors) -> None:
    for key, sentence in misplaced(form, answers).items():
        errors[f"{where}/answers/{key}"] = [sentence]


def _who(where: str, said: dict[str, Any], by: Any, errors: Errors) -> dict[str, Any]:
    who = {name: said[name] for name in WHO if name in said}
    is_organisation = said["capacity"] == Capacity.ORGANISATION
    if is_organisation and (number := said.get("organisation")):
        who["organisation"] = whose.numbered(number, by)
        if who["organisation"] is None:
            errors[f"{where}/organisation"] = [whose.no_such_number()]
    elif is_organisation and not said.get("organisation_name"):
        errors[f"{where}/organisation_name"] = ["Enter the name of the organisation"]
    if said.get("confidential") and not said.get("confidential_reason"):
        errors[f"{where}/confidential_reason"] = ["Say why it should be kept confidential"]
    return who | {"has_authority": is_organisation}


@transaction.atomic
def write_report(
    *, consultation: Consultation, by: Any, kind: str, detail: str, detail_cy: str = ""
) -> Consultation:
    """Write the public feedback or the final outcome; it is public only once it is published. Twice is once."""
    actions.save_report(consultation=consultation, kind=kind, by=by, detail=detail, detail_cy=detail_cy)
    return consultation


@transaction.atomic
def write_themes(*, consultation: Consultation, by: Any, themes: Sequence[dict[str, Any]]) -> Consultation:
    """Write what was asked, said and done, theme by theme, in this order; a theme is known by its title.

    Themes that are not sent are removed while the outcome is not public; afterwards they stay. Twice is once.
    """
    _check(consultation, themes)
    there = {theme.title: theme for theme in consultation.outcome_themes.all()}
    for place, said in enumerate(themes, 1):
        theme = there.pop(said["title"], None)
        bare = dict.fromkeys(THEME - {"position", "decision"}, "") | {"decision": None}
        actions.save_theme(
            consultation=consultation, theme=theme, by=by, **(bare | said | {"position": place})
        )
    if consultation.outcome_published_at is None:
        for theme in there.values():
            actions.remove_theme(consultation=consultation, theme=theme, by=by)
    return consultation


def _check(consultation: Consultation, themes: Sequence[dict[str, Any]]) -> None:
    """Each theme once, and decisions of this programme in place of their keys."""
    titles = [said["title"] for said in themes]
    errors: dict[str, list[object]] = {}
    keys = [said["decision"] for said in themes if said.get("decision")]
    own = Decision.objects.filter(programme=consultation.programme_id, public_id__in=keys)
    decisions = {decision.public_id: decision for decision in own}
    for place, said in enumerate(themes):
        if titles.index(said["title"]) < place:
            errors[f"themes/{place}/title"] = ["This theme is there twice"]
        if (key := said.get("decision")) is not None:
            said["decision"] = decisions.get(key)
            if said["decision"] is None:
                errors[f"themes/{place}/decision"] = ["This is no decision of the consultation’s programme"]
    if errors:
        raise Invalid(errors)

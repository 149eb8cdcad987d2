"""About the respondent, the secret link, checking and sending, the receipt, and what comes after it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.consultations import actions, answering, files, whose
from engagement.consultations.actions.responses import require_open, send_link
from engagement.consultations.completeness import missing
from engagement.consultations.enums import Capacity
from engagement.consultations.forms.who import LinkForm, PublicationForm, WhoForm, initial
from engagement.consultations.models import Question, Response
from engagement.consultations.structure import Page, questionnaire
from engagement.consultations.views.organisation import after_who, ask, save_who
from engagement.consultations.views.respond import answers_of, first_gap
from engagement.consultations.views.shared import (
    SECTION,
    Held,
    SeeOther,
    actor,
    cookie_name,
    while_open,
    with_response,
)
from foundation.accounts import limits
from foundation.common.errors import Invalid, TooMany
from foundation.common.keeping import never_kept

MOST_LINKS = 5
Answers = dict[str, answering.Said]


@while_open
def who(request: HttpRequest, held: Held) -> HttpResponse:
    first = initial(held.response, WhoForm)
    form = WhoForm(request.POST or None, initial=first, mine=whose.mine(held.by))
    if request.method == "POST" and form.is_valid() and save_who(held, form, form.said):
        return held.to(after_who(held, form))
    return ask(request, held, form, "who", _("About you"))


@while_open
def publication(request: HttpRequest, held: Held) -> HttpResponse:
    form = PublicationForm(
        request.POST or None,
        initial=initial(held.response, PublicationForm),
        capacity=held.response.capacity,
    )
    if request.method == "POST" and form.is_valid() and save_who(held, form, form.cleaned_data):
        return held.to("receipt" if held.response.is_sent else "check")
    return ask(request, held, form, "publication", _("Publishing your response"))


@while_open
def link(request: HttpRequest, held: Held) -> HttpResponse:
    """The secret link, to come back with or to share with colleagues who write the response together."""
    path = reverse(
        "consultations:return", kwargs={"slug": held.consultation.slug, "secret": held.secret or "-"}
    )
    form = LinkForm(request.POST or None)
    if request.method == "POST" and held.secret and form.is_valid():
        _limit(held)
        limits.spend(request, "send_link", key=form.cleaned_data["email"])
        send_link(response=held.response, email=form.cleaned_data["email"], path=path)
        messages.success(request, _("We have sent the link."))
        return held.to("link")
    address = request.build_absolute_uri(path) if held.secret else ""
    return ask(request, held, form, "link", _("Save and come back later"), address=address)


def _limit(held: Held) -> None:
    """A link is e-mailed a few times an hour for one response, so that nobody is flooded by our letters."""
    from django.core.cache import cache

    key = f"response-links-{held.response.pk}"
    cache.add(key, 0, 3600)
    try:
        many = cache.incr(key)
    except ValueError:
        many = 1
    if many > MOST_LINKS:
        raise TooMany(retry_after=3600)


def _answered(held: Held, *, change: bool) -> list[dict[str, Any]]:
    said, kept = answers_of(held.response), files.own(held.response)
    way = questionnaire(held.consultation).walk(answering.chosen(said))
    return [_part(held, page, asked, said, kept, change) for page, asked in way]


def _part(
    held: Held, page: Page, asked: list[Question], said: Answers, kept: files.Rows, change: bool
) -> dict[str, Any]:
    rows = []
    for question in asked:
        words = answering.shown(question, said.get(question.key, answering.Said()))
        row = {"question": str(question), "words": words, "files": kept.get(question.key, [])}
        if change:
            row["href"] = held.url("page", number=page.number) + "?check"
        rows.append(row)
    return {"title": str(page.section), "rows": rows}


def check(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """All answers with a way to change each; sending happens here and nowhere else."""
    if request.method == "POST":
        return _send(request, slug, key)
    return _check(request, slug=slug, key=key)


@never_kept
def _send(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Who sends, whether it is open and what is missing is all decided under the lock: nothing is read before."""
    place, secret = {"slug": slug, "key": key}, request.COOKIES.get(cookie_name(key), "")
    try:
        sent = actions.submit_at(**place, by=actor(request), secret=secret)
    except Invalid:
        messages.info(request, _("Something is still missing. Complete what is marked “To do”."))
        return SeeOther(reverse("consultations:tasks", kwargs=place))
    if sent is None:
        raise Http404
    return SeeOther(request.path.removesuffix("check/") + "receipt/")


@while_open
def _check(request: HttpRequest, held: Held) -> HttpResponse:
    if held.response.is_sent:
        return held.to("receipt")
    said = answers_of(held.response)
    if missing(held.response, said):
        messages.info(request, _("Something is still missing. Complete what is marked “To do”."))
        return held.to("tasks")
    context = {
        "consultation": held.consultation,
        "response": held.response,
        "parts": _answered(held, change=True),
        "organisation": held.response.capacity == Capacity.ORGANISATION,
        "held_back": files.held_back(held.response),
    }
    return render(request, "consultations/respond/check.html", SECTION | context)


@with_response
def receipt(request: HttpRequest, held: Held) -> HttpResponse:
    """The reference, the moment by the server's clock, a copy, and what happened to it since."""
    if not held.response.is_sent:
        return held.to("tasks")
    response, consultation = held.response, held.consultation
    final = consultation.has_outcome()
    context = {
        "consultation": consultation,
        "response": response,
        "parts": _answered(held, change=False),
        "open": consultation.takes_responses(response.extended_until),
        "closing": response.closes_at(consultation.closing_at),
        "themes": list(_themes(response)) if final else [],
        "final": final,
        "held_back": files.held_back(response),
        "gap": first_gap(held),
    }
    return render(request, "consultations/respond/receipt.html", SECTION | context)


def _themes(response: Response) -> Any:
    return (
        each.theme
        for each in response.contributions.select_related("theme__decision__programme").order_by(
            "theme__position"
        )
    )


@with_response
def copy(request: HttpRequest, held: Held) -> HttpResponse:
    """What was said, as a text to keep."""
    response = held.response
    lines = [str(held.consultation), response.ref or _("Not yet sent"), ""]
    for part in _answered(held, change=False):
        lines += [part["title"].upper(), ""]
        for row in part["rows"]:
            lines += [
                row["question"],
                *([_file_line(file) for file in row["files"]] or [row["words"] or "–"]),
                "",
            ]
    answer = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    name = response.ref or "response"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return answer


def _file_line(file: dict[str, Any]) -> str:
    facts = filter(None, (file["kind"], file["size"], str(file["state"])))
    return f"{file['name']} ({', '.join(facts)})"


@with_response
def withdraw(request: HttpRequest, held: Held) -> HttpResponse:
    if request.method == "POST":
        actions.withdraw_response(**held.proof)
        messages.success(request, _("Your response is withdrawn. It is not counted or published."))
        return SeeOther(held.consultation.get_absolute_url())
    require_open(held.consultation, held.response.extended_until)
    return ask(request, held, None, "withdraw", _("Withdraw your response"))

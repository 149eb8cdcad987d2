"""What everybody may read: the list of opportunities, each of them, and how it works."""

from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.common.keeping import FRESH, is_nobody, pages, shared
from foundation.common.prepared import Prepared
from foundation.directory.standing import standing
from secondments import clocks, finding, rules
from secondments.enums import IN_PLAY
from secondments.forms.opportunities import Finder
from secondments.models import Candidate, Nomination, Opportunity
from secondments.named_codes import of_codes
from secondments.presenting import NOMINATION_COLOURS, OPPORTUNITY_COLOURS
from secondments.showing_halves import half_of
from secondments.views.shared import SECTION, buttons, read


def _kept_under(request: HttpRequest) -> str | None:
    """The name of a first page as it now stands, for a reader like every other.

    It changes with every opportunity that changes, with the day, the language and what was asked for.
    """
    asked = dict(request.GET.lists())
    plain = not set(asked) - set(Finder.base_fields) and all(len(values) == 1 for values in asked.values())
    if not (is_nobody(request) and plain):
        return None
    newest = "-".join(str(value) for row in NEWEST() for value in row).replace(" ", "")
    digest = sha256(repr(sorted(asked.items())).encode()).hexdigest()[:24]
    return f"secondments-list-{get_language()}-{clocks.today()}-{newest}-{digest}"


def _newest(slot: Any) -> QuerySet:
    return Opportunity.objects.order_by("-updated_at", "-pk").values_list("updated_at", "pk", "version")[:1]


NEWEST = Prepared(_newest)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Most readers come to few first pages: as long as nothing changes each is written once a minute."""
    name = _kept_under(request)
    if name and (html := pages.get(name)):
        return shared(request, HttpResponse(html))
    form = Finder(request.GET)
    said = form.cleaned_data if form.is_valid() else None
    answer = render(request, "secondments/list.html", SECTION | _listed(request, form, said))
    if name and said is not None:
        pages.set(name, answer.content.decode(), FRESH)
    return shared(request, answer)


def _listed(request: HttpRequest, form: Finder, said: dict[str, Any] | None) -> dict[str, Any]:
    found = finding.find(said, request.GET.get("after")) if said is not None else None
    return {
        "form": form,
        "page": found.page if found else None,
        "count": found.count if found else 0,
        "counted": finding.COUNTED,
        "today": clocks.today(),
        "may_offer": _may_offer(request),
        "wide": True,
    }


def _may_offer(request: HttpRequest) -> bool:
    who = standing(request.user)
    return bool(who.organisation_ids or who.department_ids) and not who.has("machine")


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    return shared(request, render(request, "secondments/how.html", SECTION))


@require_safe
def opportunity(request: HttpRequest, ref: str) -> HttpResponse:
    rows = Opportunity.objects.visible_to(request.user).select_related(
        "host_department", "host_organisation", "place", "priority", "overseer", "host_manager", "swap"
    )
    row = read(rows, ref)
    context = SECTION | {
        "row": row,
        "skills": row.skills.all(),
        "wanted": of_codes(row.wanted_codes),
        "teaches": of_codes(row.teaches_codes),
        "colour": OPPORTUNITY_COLOURS[row.state],
        "open": row.is_open(clocks.today()),
        "today": clocks.today(),
        "results_by": row.results_by,
        "person_colours": NOMINATION_COLOURS,
        "half": half_of(row, request.user),
    }
    if request.user.is_authenticated:
        context |= _own(request.user, row)
    return shared(request, render(request, "secondments/opportunity.html", context))


def _own(user: Any, row: Opportunity) -> dict[str, Any]:
    """What stands there for this reader: their own application, the host's list, what may be done."""
    mine = (
        Nomination.objects.filter(candidate__person=user, opportunity=row).exclude(state="withdrawn").first()
    )
    return {
        "mine": mine,
        "profile": Candidate.objects.filter(person=user).exclude(state="withdrawn").first(),
        "wrong_way": _wrong_way(user, row),
        "buttons": buttons("opportunity", row, user),
        "may_edit": row.state in ("draft", "approved") and rules.allowed(user, "edit_opportunity", row),
        "nominees": _nominees(user, row),
    }


def _wrong_way(user: Any, row: Opportunity) -> Any:
    """For whom it is, when that is not the side on which the reader works."""
    who = standing(user)
    if row.host_organisation_id and who.organisation_ids and not who.department_ids:
        return _("This one is for people who work in government.")
    if row.host_department_id and who.department_ids and not who.organisation_ids:
        return _("This one is for people who work in civil society.")
    return ""


def _nominees(user: Any, row: Opportunity) -> list[Nomination] | None:
    """Those put forward, for the host and the officer; None for everybody else."""
    if not (rules.hosts(user, row) or rules.oversees(user, row)):
        return None
    seen = (
        Nomination.objects.filter(opportunity=row)
        .for_host(user)
        .filter(state__in=(*IN_PLAY, "declined", "matched"))
    )
    beside = seen.select_related(
        "candidate__person", "candidate__home_organisation", "candidate__home_department"
    )
    return list(beside.order_by("host_rank", "pk")[:500])

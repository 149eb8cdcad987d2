"""Campaigns: the list, one of them with its decision, and the public page where an organiser registers one."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from engagement.consultations.analysis import actions
from engagement.consultations.analysis.enums import CampaignState
from engagement.consultations.analysis.forms.deciding import ConfirmCampaign, RegisterCampaign, RejectCampaign
from engagement.consultations.analysis.forms.search import campaign_of
from engagement.consultations.analysis.models import Campaign, Figures, Occurrence
from engagement.consultations.analysis.views.shared import inside, page, signed_in, to
from engagement.consultations.models import Consultation
from engagement.consultations.similarity.parts import parts
from foundation.common.forms.refusals import attempt
from foundation.common.paging import keyset

COLOURS = {"proposed": "yellow", "registered": "blue", "confirmed": "green", "rejected": "grey"}
SHOWN = 10


@inside
def campaigns(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        actions.compare_again(consultation=consultation, by=request.user)
        said = "All texts are compared anew within a minute or a few."
        return to("campaigns", consultation, said=said, request=request)
    rows = consultation.campaigns.select_related("leader")
    found = keyset(rows, order=["-submissions", "-pk"], after=request.GET.get("after"))
    figures = Figures.objects.filter(consultation=consultation).first()
    return page(
        request, "campaigns", consultation, tab="campaigns", page=found, figures=figures, colours=COLOURS
    )


@inside
def campaign(request: HttpRequest, consultation: Consultation, key: UUID) -> HttpResponse:
    row = campaign_of(consultation, key)
    if row is None:
        raise Http404
    chosen = request.POST.get("do", "")
    asked = request.POST if request.method == "POST" else None
    start = {"name": row.name, "organiser": row.organiser}
    confirm = ConfirmCampaign(asked if chosen == "confirm" else None, initial=start, prefix="confirm")
    reject = RejectCampaign(asked if chosen == "reject" else None, prefix="reject")
    form, action = {"confirm": (confirm, actions.confirm), "reject": (reject, actions.reject)}.get(
        chosen, (None, None)
    )
    if (
        form is not None
        and form.is_valid()
        and attempt(form, action, campaign=row, by=request.user, **form.cleaned_data)
    ):
        return to("campaigns", consultation, said="Your decision is kept.", request=request)
    return page(
        request,
        "campaign",
        consultation,
        tab="campaigns",
        row=row,
        colour=COLOURS[row.state],
        opposite=_opposite(row),
        additions=_additions(row),
        confirm=confirm,
        reject=reject,
        form=form or confirm,
        status=400 if form is not None else 200,
    )


def _opposite(row: Campaign) -> list[Campaign]:
    """Campaigns made from the same template that ask for something else."""
    family = row.leader.family_id or row.leader_id
    rows = Campaign.objects.filter(Q(leader=family) | Q(leader__family=family)).exclude(pk=row.pk)
    return list(rows.exclude(state=CampaignState.REJECTED).select_related("leader")[:SHOWN])


def _additions(row: Campaign) -> list[tuple[Occurrence, list]]:
    """Some responses in full, with what their senders added marked in them."""
    rows = Occurrence.objects.filter(Q(text=row.leader) | Q(text__leader=row.leader)).exclude(own_words="")
    found = rows.select_related("response", "text").order_by("-pk")[:SHOWN]
    return [(each, parts(each.text.body, row.leader.body)) for each in found]


@signed_in
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """In the open: whoever is signed in may say that they ask others to send a text."""
    consultation = Consultation.objects.public().filter(slug=slug).first()
    if consultation is None:
        raise Http404
    form = RegisterCampaign(request.POST if request.method == "POST" else None)
    said = {"consultation": consultation, "by": request.user}
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, actions.register, **said, **form.cleaned_data)
    ):
        return render(request, "analysis/registered.html", {"consultation": consultation})
    context = {"consultation": consultation, "form": form, "title": _("Register a campaign")}
    return render(request, "analysis/register.html", context, status=400 if form.errors else 200)

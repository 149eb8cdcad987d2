"""Campaigns: a person says whether what the portal found is one; an organiser may say so in the open."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.consultations.analysis import rules
from engagement.consultations.analysis.enums import CampaignState
from engagement.consultations.analysis.models import Campaign, DistinctText, Figures
from engagement.consultations.models import Consultation
from engagement.consultations.similarity.normal import LEAST_WORDS, digest, normalise
from foundation import audit
from foundation.common.errors import Invalid, WrongState

MOST_REGISTERED = 10  # by one person for one consultation


@transaction.atomic
def confirm(*, campaign: Campaign, by: Any, name: str = "", organiser: str = "", note: str = "") -> Campaign:
    """These responses are one campaign: its text is read once, what people added each time."""
    row = _take(campaign, by=by)
    row.name, row.organiser = name or row.name, organiser or row.organiser
    return _decide(row, CampaignState.CONFIRMED, by=by, note=note)


@transaction.atomic
def reject(*, campaign: Campaign, by: Any, note: str) -> Campaign:
    """They are not: each is read for itself. Says why."""
    if not note:
        raise Invalid({"note": ["Enter why these responses are not a campaign"]})
    return _decide(_take(campaign, by=by), CampaignState.REJECTED, by=by, note=note)


def _take(campaign: Campaign, *, by: Any) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("consultation", "leader")
    row = rows.get(pk=campaign.pk)
    rules.check(by, row.consultation)
    return row


def _decide(row: Campaign, state: str, *, by: Any, note: str) -> Campaign:
    before = row.state
    row.move_to(state)
    row.decided_by, row.decided_at, row.note = by, timezone.now(), note
    row.save()
    audit.record(
        by=by, verb=f"campaign.{state}", target=row, before=before, after=state, submissions=row.submissions
    )
    return row


@transaction.atomic
def compare_again(*, consultation: Consultation, by: Any) -> None:
    """Ask for all texts to be compared anew, whatever the order in which they came; the next sweep does it."""
    rules.check(by, consultation)
    Figures.objects.update_or_create(consultation=consultation, defaults={"compare": True})
    audit.record(by=by, verb="campaigns.compared", target=consultation)


@transaction.atomic
def register(*, consultation: Consultation, by: Any, organiser: str, name: str, text: str) -> Campaign:
    """An organiser says openly that many will send this text.

    It makes no response, and none count for less.
    """
    if not consultation.takes_responses():
        raise WrongState(_("This consultation is not open for responses."))
    words = len(normalise(text).split())
    if words < LEAST_WORDS:
        raise Invalid({"text": [_("Enter the whole text that people will send")]})
    if consultation.campaigns.filter(registered_by=by).count() >= MOST_REGISTERED:
        raise Invalid(_("You have registered as many campaigns as one person can for this consultation."))
    known, _new = DistinctText.objects.select_related("leader").get_or_create(
        consultation=consultation, digest=digest(text), defaults={"body": text, "words": words}
    )
    leader = DistinctText.objects.select_for_update().get(pk=known.leader_id or known.pk)
    row = Campaign.objects.select_for_update().filter(leader=leader).first()
    if row is not None and row.state != CampaignState.PROPOSED:
        raise WrongState(_("A campaign with this text is registered already."))
    row = row or Campaign(consultation=consultation, leader=leader)
    row.state, row.organiser, row.name, row.registered_by = CampaignState.REGISTERED, organiser, name, by
    row.save()
    Figures.objects.update_or_create(consultation=consultation, defaults={"compare": True})
    audit.record(by=by, verb="campaign.registered", target=row, after=row.state)
    return row

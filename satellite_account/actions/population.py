"""Populations and what people decide about scope."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import audit
from foundation.common.errors import Invalid
from satellite_account import rules, waking
from satellite_account.enums import Answer, Criterion, Kind, Loading
from satellite_account.models import Frame, ScopeDecision, Unit, Version


@transaction.atomic
def plan_frame(*, title: str, day: date, versions: Iterable[Version], by: Any, wake: bool = True) -> Frame:
    """Ask for a population to be built from versions of registers and links, as of a day."""
    rules.check(by, "build")
    chosen = list(versions)
    if not any(version.dataset.kind == Kind.REGISTER for version in chosen):
        raise Invalid({"versions": [_("Select at least one register.")]})
    if any(version.state != Loading.READY for version in chosen):
        raise Invalid({"versions": [_("Select versions that are ready.")]})
    row = Frame.objects.create(title=title, day=day, made_by=by if getattr(by, "pk", None) else None)
    row.versions.set(chosen)
    audit.record(by=by, verb="satellite.frame_planned", target=row, versions=len(chosen))
    if wake:
        waking.wake()
    return row


@transaction.atomic
def decide_scope(*, unit: Unit, criterion: str, answer: str, evidence: str, by: Any) -> ScopeDecision:
    """Decide one criterion for one unit. It counts in every population that is built from now on."""
    rules.check(by, "decide_scope")
    if not evidence.strip():
        raise Invalid({"evidence": [_("Enter the evidence.")]})
    before = unit.scope[list(Criterion).index(Criterion(criterion))]
    row = ScopeDecision.objects.create(
        unit_id=unit.unit_id,
        criterion=Criterion(criterion),
        answer=Answer(answer),
        evidence=evidence,
        decided_by=by,
    )
    audit.record(
        by=by, verb="satellite.scope_decided", target=("satellite_account.unit", unit.unit_id), before=before,
        after=row.answer, criterion=row.criterion,
    )  # fmt: skip
    return row

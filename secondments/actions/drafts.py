"""The text that is being worked on: at most one of a placement at a time."""

from typing import Any

from secondments import clocks
from secondments.enums import AgreementState
from secondments.models import Agreement, Placement

AT_WORK = (AgreementState.DRAFT, AgreementState.ISSUED)
# What a paper of changes says beside the particulars.
CHANGE = ("change_note", "follows", "effective_on", "asked_by", "cause", "notice_on")


def next_text(row: Placement, kind: str, values: dict[str, Any]) -> Agreement:
    number = row.agreements.count() + 1
    return Agreement(placement=row, number=number, kind=kind, made_on=clocks.today(), **values)


def at_work(row: Placement) -> Agreement | None:
    return row.agreements.select_for_update().filter(state__in=AT_WORK).first()

"""Whether a verb fits a placement as it stands, beyond its state."""

from typing import Any

from secondments import clocks
from secondments.actions import agreements, life
from secondments.actions.drafts import AT_WORK


def has_open_conflicts(row: Any, by: Any) -> bool:
    return any(one.reviewed_on is None for one in row.conflicts.all())


def may_sign_off(row: Any, by: Any) -> bool:
    declared = row.conflicts_declared_on is not None and row.conflicts_signed_off_on is None
    return declared and not has_open_conflicts(row, by)


def text_at_work(row: Any) -> Any:
    return next((one for one in row.agreements.all() if one.state in AT_WORK), None)


def may_draw_up(row: Any, by: Any) -> bool:
    text = text_at_work(row)
    return row.agreement_signed_on is None and (text is None or text.state == "draft")


def may_replace(row: Any, by: Any) -> bool:
    return row.agreement_signed_on is not None and text_at_work(row) is None


def may_change_dates(row: Any, by: Any) -> bool:
    return row.agreement_signed_on is None and not is_issued(row, by)


def has_draft(row: Any, by: Any) -> bool:
    text = text_at_work(row)
    return text is not None and text.state == "draft" and row.conflicts_signed_off_on is not None


def is_issued(row: Any, by: Any) -> bool:
    text = text_at_work(row)
    return text is not None and text.state == "issued"


def waits_for_me(row: Any, by: Any) -> bool:
    text = text_at_work(row)
    if text is None or text.state != "issued":
        return False
    return agreements.party_of(by, row) not in {one.party for one in text.signatures.all()}


def may_amend(row: Any, by: Any) -> bool:
    return text_at_work(row) is None


def has_issues(row: Any, by: Any) -> bool:
    return any(one.closed_on is None for one in row.issues.all())


def may_evaluate(row: Any, by: Any) -> bool:
    return bool(life.points_open(row, clocks.today()))

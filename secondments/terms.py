"""The particulars of an agreement: what is filled in, with what it begins, and the hash that everybody signs."""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.translation import override

from secondments.models import Agreement, Placement

CLAUSES = "2026-1"

# Every particular, in the order of the document.
PARTICULARS = (
    *("post", "starts_on", "ends_on", "place_of_work", "line_manager", "manager_change_notice_days"),
    *("supervision", "insurance", "salary_pence", "paid_by", "reimbursed_percent", "reimbursement_schedule"),
    *("vat", "pension", "expenses", "hours_per_week", "leave_days", "sickness_reporting", "performance"),
    *("confidentiality", "intellectual_property", "data_protection", "outside_activity"),
    *("health_and_safety", "notice_weeks", "extension_terms", "return_right", "disputes"),
)
DATES = ("starts_on", "ends_on")


def beginning(placement: Placement) -> dict[str, Any]:
    """What a first agreement says until the officer says otherwise: the programme's usual terms."""
    post = placement.nomination.opportunity
    fte = post.fte_percent
    with override("en"):
        host, home, place = str(placement.host), str(placement.home), str(post.place or "")
    return {
        "post": placement.title,
        "starts_on": placement.starts_on,
        "ends_on": placement.ends_on,
        "place_of_work": ", ".join(filter(None, [post.town, place])),
        "line_manager": placement.host_manager.name if placement.host_manager else "",
        "manager_change_notice_days": 10,
        "supervision": f"{host} directs the day-to-day work. {home} remains the employer.",
        "insurance": f"{home} keeps its employer's liability insurance in force; {host} treats the Secondee as its own "
        "staff for public liability.",
        "reimbursed_percent": post.reimbursed_percent,
        "reimbursement_schedule": "quarterly, in arrears, within 30 days of an invoice",
        "vat": "Standard-rated. A department cannot recover this VAT; the host bears it.",
        "pension": f"The Secondee stays in the pension scheme of {home}.",
        "expenses": f"{host} pays travel for its work under its own policy.",
        "hours_per_week": Decimal("37.00") * fte / 100,
        "leave_days": Decimal("25.0"),
        "sickness_reporting": f"To the line manager on the first day, who tells {home} in the same week.",
        "performance": f"{host} reports to {home} half way and at the end. Discipline stays with {home}.",
        "confidentiality": "Nothing learned in confidence is passed on, to the home body either. In a department the "
        "Official Secrets Act and the Civil Service Code apply.",
        "intellectual_property": f"What is made in the post belongs to {host}.",
        "data_protection": f"{host} is the controller of what the Secondee handles there.",
        "outside_activity": "Outside and political activity follows the rules of the host's own staff.",
        "health_and_safety": f"{host} looks after health and safety at its workplace.",
        "notice_weeks": 4,
        "extension_terms": "By a further agreement that all three sign, within the limits of recruitment law.",
        "return_right": f"The Secondee returns to the same post or one no less favourable at {home}.",
        "disputes": "The two named managers first; then the secondments officer and the head of the home body.",
    }


def said(agreement: Agreement) -> dict[str, str]:
    """All that the parties agree to, as text: the particulars, the parties, the recusals, the approvals."""
    row = agreement.placement
    found = {name: str(getattr(agreement, name)) for name in PARTICULARS}
    return found | {
        "reference": row.ref,
        "number": str(agreement.number),
        "kind": agreement.kind,
        "clauses": agreement.clauses_version,
        "change_note": agreement.change_note,
        "employer": str(row.home),
        "host": str(row.host),
        "secondee": row.person.name or row.person.email,
        "direction": row.direction,
        "exception": row.exception,
        "commission_ref": row.commission_ref,
        "binds_host": "no",
        "recusals": "\n".join(sorted(f"{one.matter} {one.body or ''}".strip() for one in row.recusals.all())),
    }


def fingerprint(agreement: Agreement) -> str:
    """SHA-256 of the whole text in one fixed form, whatever language the reader's pages are in."""
    with override("en"):
        words = said(agreement)
    body = json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(body.encode()).hexdigest()

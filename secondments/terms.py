"""The particulars of an agreement: what is filled in, with what it begins, and the paper that everybody signs."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.utils.translation import override

from secondments import halves
from secondments.costing import COVER, costing, printed, vat_words
from secondments.enums import AgreementKind, ClearanceLevel, Direction, ExceptionBasis, Mitigation
from secondments.models import Agreement, Placement
from secondments.papers.paper import Paper, Signature
from secondments.papers.terms import Body, Conflict, Terms
from secondments.plain import restored

# Every particular that may be filled in, in the order of the form.
PARTICULARS = (
    *("post", "team", "location", "line_manager", "manager_notice_days", "supervision", "home_post"),
    *("home_contact", "employer_address", "employer_signatory", "employer_signatory_role", "host_address"),
    *("host_signatory", "host_signatory_role", "hours", "leave", "sickness_contact", "home_fte_percent"),
    *("salary_pence", "allowances_pence", "employment_allowance", "pays_levy", "pension_percent"),
    *("reimbursed_percent", "reimbursed_every", "charges_vat", "vat_recovered_percent", "vat"),
    *("cover_pence", "cover_share_percent"),
    *("pension", "expenses", "backfill", "insurance", "intellectual_property", "data_protection_contact"),
    *("health_and_safety_contact", "outside_activities", "notice_months", "extension_until", "return_post"),
    *("dispute_contacts", "law"),
)
DATES = ("starts_on", "ends_on")
PARTY = {"home": "employer", "host": "host", "secondee": "secondee"}


def beginning(placement: Placement) -> dict[str, Any]:
    """What a first agreement says until the officer says otherwise: the programme's usual terms."""
    post, person = placement.nomination.opportunity, placement.nomination.candidate
    with override("en"):
        place = str(post.place or "")
    home_manager = placement.home_manager.name if placement.home_manager else ""
    host_manager = placement.host_manager.name if placement.host_manager else ""
    return {
        "post": placement.title,
        "team": post.team or "the host\u2019s team",
        "location": ", ".join(filter(None, [post.town, place])) or "the host\u2019s usual place of work",
        "line_manager": host_manager,
        "manager_notice_days": 14,
        "supervision": "a weekly meeting with the line manager and a monthly call with the Employer",
        "home_post": person.post or "member of staff",
        "home_contact": home_manager,
        "employer_signatory": home_manager,
        "employer_signatory_role": "for the Employer",
        "host_signatory": host_manager,
        "host_signatory_role": "for the Host",
        "hours": f"{37 * post.fte_percent / 100:g} hours a week, {post.fte_percent}% of full time",
        "leave": "25 days a year and bank holidays, in proportion to the time worked",
        "sickness_contact": home_manager,
        "reimbursed_percent": post.reimbursed_percent,
        "vat": vat_words(placement.direction, True),
        "pension": "The Employer\u2019s contributions go on",
        "expenses": "The Host pays travel for its work under its own rules",
        "backfill": COVER if post.backfill_grant else "",
        "insurance": "The Host covers the Secondee as its own staff for liability to the public",
        "intellectual_property": "What the Secondee makes in the placement belongs to the Host",
        "return_post": person.post or "the post held before the placement",
        "dispute_contacts": "the head of the civil society body and the secondments officer",
        "charges_vat": True,
        "law": "England and Wales",
    }


def terms_of(agreement: Agreement) -> Terms:
    """What the paper prints, in English whatever language the reader's pages are in."""
    row = agreement.placement
    with override("en"):
        return Terms(
            reference=row.ref,
            version=agreement.number,
            made_on=agreement.made_on,
            direction=row.direction,
            welsh=row.person.language == "cy",
            employer=_body(agreement, "employer", row.home),
            host=_body(agreement, "host", row.host),
            secondee=row.person.name or row.person.email,
            contract_end=row.contract_ends_on,
            mission=str(row.nomination.opportunity.priority or ""),
            outcomes=lines_of(row.nomination.opportunity.outcomes),
            start=agreement.starts_on,
            end=agreement.ends_on,
            salary=agreement.salary_pence,
            allowances=agreement.allowances_pence,
            reimbursed=agreement.reimbursed_percent * 100,
            clearance=str(ClearanceLevel(row.clearance_level).label),
            clearance_expires=_clearance_expires(agreement),
            conflicts=tuple(_conflicts(row)),
            recusals=tuple(_recusals(row)),
            outside_activities=lines_of(agreement.outside_activities),
            exception=_exception(row),
            competition=row.exception == ExceptionBasis.COMPETITION,
            approval_reference=row.commission_ref,
            swap=row.swap.ref if halves.is_tied(row) else "",
            learning=tuple(row.learningoutcomes.values_list("text", flat=True)),
            **{name: getattr(agreement, name) for name in SAME},
            **printed(agreement),
        )


SAME = (
    *("home_post", "post", "team", "location", "line_manager", "manager_notice_days", "home_contact"),
    *("supervision", "hours", "leave", "sickness_contact", "vat", "pension", "expenses"),
    *("insurance", "intellectual_property", "data_protection_contact", "health_and_safety_contact"),
    *("notice_months", "extension_until", "return_post", "dispute_contacts", "law"),
)


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.splitlines())))


def _exception(row: Placement) -> str:
    """The exception relied on; nothing while none is recorded, and nothing where somebody won a competition."""
    if row.direction != Direction.INWARD or row.exception != ExceptionBasis.THREE:
        return ""
    return str(ExceptionBasis.THREE.label)


def _clearance_expires(agreement: Agreement) -> Any:
    """A clearance that arrives after the issue leaves a text as it is; another day than the one it names does not."""
    if agreement.terms and agreement.terms.get("clearance_expires") is None:
        return None
    return agreement.placement.clearance_expires_on


def _body(agreement: Agreement, side: str, body: Any) -> Body:
    number = ""
    if hasattr(body, "identifiers"):
        number = next((str(one) for one in body.identifiers.all()), "")
    return Body(
        name=str(body),
        number=number,
        **{name: getattr(agreement, f"{side}_{name}") for name in ("address", "signatory", "signatory_role")},
    )


def _conflicts(row: Placement) -> Iterable[Conflict]:
    for one in row.conflicts.exclude(reviewed_on=None):
        yield Conflict(
            interest=one.interest,
            mitigation=str(Mitigation(one.mitigation).label),
            reviewed_on=one.reviewed_on or row.matched_on,
        )


def _recusals(row: Placement) -> Iterable[str]:
    for one in row.recusals.select_related("organisation", "department").order_by("pk"):
        yield f"{one.matter} ({one.body})" if one.body else one.matter


def compose(agreement: Agreement) -> Paper:
    """The paper as the placement now stands: from the clauses fixed when it was issued, or those in use today.

    Raises Invalid with what the terms lack.
    """
    from secondments.papers.agreement import agreement as written

    if agreement.changes_another:
        return _changes(agreement)
    return written(terms_of(agreement), pinned=agreement.clauses or None)


def paper_of(agreement: Agreement) -> Paper:
    """The paper as it was issued, whatever happened to the placement since; while it is a draft, as it would be."""
    return Paper.of_content(agreement.content) if agreement.content else compose(agreement)


def kept_terms(agreement: Agreement) -> Terms:
    """The terms as they were issued."""
    return restored(Terms, agreement.terms) if agreement.terms else terms_of(agreement)


def _changes(agreement: Agreement) -> Paper:
    """The paper that says what changes, from what to what, in the text that it follows."""
    from secondments.papers import changes

    followed = agreement.follows
    old, new = kept_terms(followed), terms_of(agreement)
    said: dict[str, Any] = {"reason": agreement.change_note, "pinned": _pinned(followed)}
    match agreement.kind:
        case AgreementKind.AMENDMENT:
            return changes.amendment(old, new, effective=agreement.effective_on or agreement.made_on, **said)
        case AgreementKind.EXTENSION:
            moved = {name: value for name, value in _fields(new) if getattr(old, name) != value}
            own = {name: moved.pop(name, None) for name in ("end", "made_on", "version")}
            dates = {"end": agreement.ends_on, "made_on": agreement.made_on, "version": own["version"]}
            return changes.extension(old, **dates, **said, **moved)[1]
    return changes.early_end(
        old,
        end=agreement.ends_on,
        made_on=agreement.made_on,
        asked_by=PARTY[agreement.asked_by],
        notice_on=agreement.notice_on,
        reason=agreement.change_note,
        waived=True,
        version=agreement.number,
    )


def _fields(terms: Terms) -> Iterable[tuple[str, Any]]:
    return ((field.name, getattr(terms, field.name)) for field in fields(terms))


def _pinned(agreement: Agreement) -> dict[str, int] | None:
    """The clause versions of the agreement at the root of a chain of changes."""
    while agreement.changes_another:
        agreement = agreement.follows
    return agreement.clauses or None


def signatures_of(agreement: Agreement) -> list[Signature]:
    return [
        Signature(PARTY[one.party], one.name, one.proof, one.at, one.text_hash)
        for one in agreement.signatures.all()
    ]


__all__ = [
    "DATES",
    "PARTICULARS",
    "beginning",
    "compose",
    "costing",
    "kept_terms",
    "paper_of",
    "signatures_of",
    "terms_of",
]

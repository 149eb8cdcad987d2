"""What an agreement costs, from its own row: the calculator's terms, its answer, and the words that follow from it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from secondments.costs.terms import Backfill, Costing, Every, Party, Pension, Terms, Vat
from secondments.enums import Direction
from secondments.models import Agreement
from secondments.papers.terms import Cost
from secondments.wording import Pence, Percent, shown

COVER = "the programme pays towards cover"  # until it is known what cover costs
NO_VAT = "the Employer charges no VAT on what it is repaid"
VAT = {
    Direction.INWARD: "the Employer charges VAT at the standard rate, which a department cannot recover",
    Direction.OUTWARD: (
        "the Employer charges VAT at the standard rate, which the Host can recover only as far as it uses the work "
        "for its own taxable supplies"
    ),
}
BEARERS = {Party.HOME: "Employer", Party.HOST: "Host", Party.PROGRAMME: "Programme"}


def vat_words(direction: str, charged: bool) -> str:
    return VAT[Direction(direction)] if charged else NO_VAT


def settle(agreement: Agreement) -> None:
    """Make what was filled in agree with itself: the usual words about VAT follow the choice and the direction.

    Raises Invalid when the person works less at home than the placement takes.
    """
    if agreement.vat in (*VAT.values(), NO_VAT):
        agreement.vat = vat_words(agreement.placement.direction, agreement.charges_vat)
    takes = agreement.placement.nomination.opportunity.fte_percent
    if agreement.home_fte_percent < takes:
        sentence = _("The placement takes %(takes)s%% of full time: nobody can work less than that at home.")
        raise Invalid({"home_fte_percent": [sentence % {"takes": takes}]})


def costing(agreement: Agreement) -> Costing:
    """What the placement costs each side, and what the host repays when."""
    from secondments.costs.calculate import calculate

    row = agreement.placement
    return calculate(
        Terms(
            start=agreement.starts_on,
            end=agreement.ends_on,
            salary=agreement.salary_pence,
            allowances=agreement.allowances_pence,
            contract_fte=agreement.home_fte_percent,
            placement_fte=row.nomination.opportunity.fte_percent,
            pays_ni=not agreement.employment_allowance,
            pays_levy=agreement.pays_levy,
            pension=Pension.PERCENT,
            pension_percent=int(agreement.pension_percent * 100),
            reimbursed=agreement.reimbursed_percent * 100,
            vat=Vat(agreement.charges_vat, agreement.vat_recovered_percent * 100),
            every=Every(agreement.reimbursed_every),
            home_size=getattr(row.home, "size_band", "unknown"),
            backfill=backfill_of(agreement),
        )
    )


def backfill_of(agreement: Agreement) -> Backfill | None:
    """The grant for cover that the opportunity promised, once it is said what cover costs."""
    promised = agreement.placement.nomination.opportunity.backfill_grant
    if not promised or not agreement.cover_pence:
        return None
    return Backfill(cover=agreement.cover_pence, share=agreement.cover_share_percent * 100)


def printed(agreement: Agreement) -> dict[str, Any]:
    """What the paper prints of it, in the language that is active: the payments, the costs, the grant in words."""
    if not agreement.salary_pence:
        return {"backfill": agreement.backfill}
    from secondments.costs.words import say

    found = costing(agreement)
    costs = [Cost(who="", what=say(line.said), amount=line.amount) for line in found.lines]
    for party, lines in found.shares.items():
        costs += [Cost(who=BEARERS[party], what=say(line.said), amount=line.amount) for line in lines]
    return {
        "instalments": found.instalments,
        "costs": tuple(costs),
        "cost_notes": tuple(say(note) for note in found.notes),
        "backfill": _grant_words(agreement, sum(amount for _day, amount in found.grants)),
    }


def _grant_words(agreement: Agreement, grant: int) -> str:
    """The usual words become a sum once it is known what cover costs; other words stay as they were written."""
    if agreement.backfill != COVER or backfill_of(agreement) is None:
        return agreement.backfill
    if not grant:
        return ""
    share, cover = Percent(agreement.cover_share_percent * 100), Pence(agreement.cover_pence)
    return (
        f"the programme pays the Employer {shown(Pence(grant))} towards cover: {shown(share)} of what cover at "
        f"{shown(cover)} a year costs beyond the reimbursement"
    )

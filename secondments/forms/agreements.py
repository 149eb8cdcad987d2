"""Forms of agreements: the particulars of one, and of a paper that changes it."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from secondments import enums, terms
from secondments.forms.base import VerbForm, day, line, number, one_of, text


def money(label: Any, *, least: int = 0, hint: Any = "", error: Any = "") -> Any:
    return forms.DecimalField(
        label=label,
        min_value=least,
        max_value=1_000_000,
        decimal_places=2,
        help_text=hint,
        error_messages={"required": error} if error else None,
    )


class Terms(VerbForm):
    """The particulars of an agreement; the clauses themselves have versions and are not typed in."""

    post = line(_("Post at the host"))
    team = line(_("Team"))
    location = line(_("Place of work"))
    line_manager = line(_("Line manager at the host"))
    manager_notice_days = number(_("Notice of a change of line manager, in days"), 1, 90)
    supervision = text(_("Supervision"))
    home_post = line(_("Post at home"))
    home_contact = line(_("Contact at home"))
    employer_address = line(_("Address of the home body"), limit=300)
    employer_signatory = line(_("Who signs for the home body?"), error=_("Enter who signs for the home body"))
    employer_signatory_role = line(_("Their role"))
    host_address = line(_("Address of the host"), limit=300)
    host_signatory = line(_("Who signs for the host?"), error=_("Enter who signs for the host"))
    host_signatory_role = line(_("Their role"))
    hours = line(_("Hours"), limit=300)
    leave = line(_("Leave"), limit=300)
    sickness_contact = line(
        _("Who is told of sickness at home?"), error=_("Enter who is told of sickness at home")
    )
    home_fte_percent = number(
        _("Working time at home"),
        10,
        100,
        hint=_("Of full time, by their contract. 60 means three days a week."),
    )
    salary_pence = money(_("Yearly salary at full time"))
    allowances_pence = money(_("Yearly allowances at full time"))
    employment_allowance = forms.BooleanField(
        label=_("The Employment Allowance covers the home body’s National Insurance"), required=False
    )
    pays_levy = forms.BooleanField(label=_("The home body pays the Apprenticeship Levy"), required=False)
    pension_percent = forms.DecimalField(
        label=_("Employer’s pension contribution"), min_value=0, max_value=60, decimal_places=2
    )
    reimbursed_percent = number(_("Share that the host repays"), 0, 100)
    reimbursed_every = one_of(_("When is it repaid?"), enums.Every, error=_("Select when it is repaid"))
    charges_vat = forms.BooleanField(
        label=_("The home body charges VAT on what it is repaid"), required=False
    )
    vat_recovered_percent = number(
        _("Share of the VAT that the host recovers"),
        0,
        100,
        hint=_("0 for a department, until its finance team says otherwise."),
    )
    vat = line(
        _("VAT, in words"), limit=300, hint=_("The usual words follow the box above and the direction.")
    )
    pension = line(_("Pension, in words"), limit=300)
    expenses = line(_("Expenses"), limit=300)
    backfill = line(_("Grant for cover, in words"), limit=300, required=False)
    cover_pence = money(
        _("What does cover cost a year?"),
        least=1,
        hint=_(
            "With on-costs, for the working time that goes to the host. The opportunity promises a grant for it."
        ),
        error=_("Enter what cover costs a year"),
    )
    cover_share_percent = number(
        _("Share of it that the grant pays"),
        0,
        100,
        hint=_("Of what cover costs beyond what the host repays."),
    )
    insurance = line(_("Insurance"), limit=300)
    intellectual_property = line(_("Intellectual property"), limit=300)
    data_protection_contact = line(_("Contact for data protection"))
    health_and_safety_contact = line(_("Contact for health and safety"))
    outside_activities = text(
        _("Outside activities that are agreed"), required=False, hint=_("One on each line.")
    )
    notice_months = number(_("Notice of an early end, in months"), 1, 12)
    extension_until = day(_("An extension may last until"), required=False)
    return_post = line(_("Role on return"), limit=300)
    dispute_contacts = line(
        _("Who settles a disagreement?"), limit=300, error=_("Enter who settles a disagreement")
    )
    law = line(_("Law of"), limit=60)
    parts: ClassVar[dict[str, Any]] = {
        "post": _("The post"),
        "home_post": _("The home body"),
        "host_address": _("The host"),
        "hours": _("Hours and leave"),
        "home_fte_percent": _("Money"),
        "insurance": _("Duties and contacts"),
        "notice_months": _("The end and the way back"),
    }
    show: ClassVar[dict[str, dict[str, Any]]] = {
        "salary_pence": {"prefix": "£", "width": 10},
        "allowances_pence": {"prefix": "£", "width": 10},
        "pension_percent": {"suffix": "%", "width": 4},
        "reimbursed_percent": {"suffix": "%", "width": 3},
        "home_fte_percent": {"suffix": "%", "width": 3},
        "vat_recovered_percent": {"suffix": "%", "width": 3},
        "cover_pence": {"prefix": "£", "width": 10},
        "cover_share_percent": {"suffix": "%", "width": 3},
        "manager_notice_days": {"width": 3},
        "notice_months": {"width": 2},
    }

    def prepare(self) -> None:
        draft = self.row.agreements.filter(state="draft").first() or self.row.agreement
        values = terms.beginning(self.row)
        if draft is not None:
            values = {name: getattr(draft, name) for name in terms.PARTICULARS}
        for name in MONEY:
            pence = values.pop(name, None)
            if pence:
                self.start_with(**{name: f"{pence / 100:.2f}"})
        self.start_with(pension_percent=3, reimbursed_every="quarter", notice_months=1, allowances_pence="0")
        self.start_with(home_fte_percent=100, vat_recovered_percent=0, cover_share_percent=100)
        self.start_with(**values)
        self._drop_what_cannot_be()

    def _drop_what_cannot_be(self) -> None:
        """Cover is asked about where a grant was promised, the Employment Allowance where the home is no department."""
        if not self.row.nomination.opportunity.backfill_grant:
            del self.fields["cover_pence"], self.fields["cover_share_percent"]
        if self.row.home_department_id is not None:
            del self.fields["employment_allowance"]

    def said(self) -> dict[str, Any]:
        pence = {name: int(self.cleaned_data[name] * 100) for name in MONEY if name in self.cleaned_data}
        return self.cleaned_data | pence


MONEY = ("salary_pence", "allowances_pence", "cover_pence")


class Amend(Terms):
    """What changes and from when, then all the particulars as they now hold."""

    change_note = text(
        _("Why does it change?"),
        limit=2000,
        hint=_("It stands in the paper that all three sign."),
        error=_("Enter why it changes"),
    )
    effective_on = day(_("From which day?"), required=False, hint=_("Today, if you leave it empty."))
    ends_on = day(_("New last day, for an extension"), required=False)
    reference = line(
        _("The Commission’s reference"),
        limit=60,
        required=False,
        hint=_("Needed past 24 months, and to extend what the Commission approved before."),
    )
    parts: ClassVar[dict[str, Any]] = {"change_note": _("What changes"), **Terms.parts}
    field_order = ("change_note", "effective_on", "ends_on", "reference")

    def said(self) -> dict[str, Any]:
        said = super().said()
        return said if said["ends_on"] else said | {"ends_on": None}

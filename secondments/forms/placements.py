"""Forms of placements, from the declaration of interests to the alumni."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from foundation.directory.models import Organisation
from secondments import clocks, enums, rules, terms
from secondments.actions.life import points_open
from secondments.forms.base import VerbForm, day, line, number, one_of, text


def money(label: Any) -> Any:
    return forms.DecimalField(label=label, min_value=0, max_value=1_000_000, decimal_places=2)


class Declare(VerbForm):
    interests = text(
        _("Your interests"),
        limit=5000,
        rows=6,
        required=False,
        hint=_(
            "One on each line: your employer’s bids and grants, trusteeships, family. Leave it empty if none."
        ),
    )

    def said(self) -> dict[str, Any]:
        return {"interests": self.cleaned_data["interests"].splitlines()}


class OfOne(VerbForm):
    """A verb on one of the rows that belong to the placement, chosen in the field `one`.

    By its key, not by its place: places move while somebody reads the page.
    """

    one = forms.ChoiceField(label=_("Which one?"), widget=forms.RadioSelect)
    target = "one"

    def rows(self) -> list[Any]:
        raise NotImplementedError

    def prepare(self) -> None:
        self.found = {str(row.pk): row for row in self.rows()}
        self.fields["one"].choices = [(key, str(row)) for key, row in self.found.items()]

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said[self.target] = self.found[said.pop("one")]
        return said


class Mitigate(OfOne):
    mitigation = one_of(_("What is done about it?"), enums.Mitigation)
    detail = text(
        _("What does the person stay out of?"),
        limit=300,
        rows=2,
        required=False,
        hint=_("Enters the recusal register, which departments’ systems can ask."),
    )
    organisation = line(
        _("Reference of the organisation concerned"), limit=20, required=False, hint="OR-2026-000123"
    )
    target = "conflict"

    def rows(self) -> list[Any]:
        return list(self.row.conflicts.filter(reviewed_on__isnull=True))

    def clean_organisation(self) -> Organisation | None:
        ref = self.cleaned_data["organisation"]
        found = Organisation.objects.filter(ref=ref).first() if ref else None
        if ref and found is None:
            raise forms.ValidationError(_("There is no organisation with this reference."))
        return found


class Approve(VerbForm):
    kind = one_of(_("Who approved?"), enums.ApprovalKind)
    reference = line(_("Reference"), limit=60, required=False, hint=_("Needed for approvals from outside."))
    note = text(_("Anything to add?"), required=False)


class Exception_(VerbForm):
    basis = one_of(_("On what ground?"), enums.ExceptionBasis)
    full_name = line(
        _("Full name, as the identity document has it"),
        required=False,
        hint=_(
            "For exception 3. It is not kept: it tells whether the same person came under another account."
        ),
    )
    born_on = day(_("Date of birth, as the identity document has it"), required=False)


class Clearance(VerbForm):
    level = one_of(_("Level"), enums.ClearanceLevel)
    expires_on = day(_("It holds until"))


class Dates(VerbForm):
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))

    def prepare(self) -> None:
        self.start_with(starts_on=self.row.starts_on, ends_on=self.row.ends_on)


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
    employer_signatory = line(_("Who signs for the home body?"))
    employer_signatory_role = line(_("Their role"))
    host_address = line(_("Address of the host"), limit=300)
    host_signatory = line(_("Who signs for the host?"))
    host_signatory_role = line(_("Their role"))
    hours = line(_("Hours"), limit=300)
    leave = line(_("Leave"), limit=300)
    sickness_contact = line(_("Who is told of sickness at home?"))
    salary_pence = money(_("Yearly salary at full time"))
    allowances_pence = money(_("Yearly allowances at full time"))
    pension_percent = forms.DecimalField(
        label=_("Employer’s pension contribution"), min_value=0, max_value=60, decimal_places=2
    )
    reimbursed_percent = number(_("Share that the host repays"), 0, 100)
    reimbursed_every = one_of(_("When is it repaid?"), enums.Every)
    charges_vat = forms.BooleanField(
        label=_("The home body charges VAT on what it is repaid"), required=False
    )
    vat = line(_("VAT, in words"), limit=300)
    pension = line(_("Pension, in words"), limit=300)
    expenses = line(_("Expenses"), limit=300)
    backfill = line(_("Grant for cover"), limit=300, required=False)
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
    dispute_contacts = line(_("Who settles a disagreement?"), limit=300)
    law = line(_("Law of"), limit=60)
    show: ClassVar[dict[str, dict[str, Any]]] = {
        "salary_pence": {"prefix": "£", "width": 10},
        "allowances_pence": {"prefix": "£", "width": 10},
        "pension_percent": {"suffix": "%", "width": 4},
        "reimbursed_percent": {"suffix": "%", "width": 3},
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
            if pence is not None:
                self.start_with(**{name: f"{pence / 100:.2f}"})
        self.start_with(pension_percent=3, reimbursed_every="quarter", notice_months=1, allowances_pence="0")
        self.start_with(**values)

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {name: int(self.cleaned_data[name] * 100) for name in MONEY}


MONEY = ("salary_pence", "allowances_pence")


class Amend(Terms):
    """What changes and from when, then all the particulars as they now hold."""

    change_note = text(
        _("Why does it change?"), limit=2000, hint=_("It stands in the paper that all three sign.")
    )
    effective_on = day(_("From which day?"), required=False, hint=_("Today, if you leave it empty."))
    ends_on = day(_("New last day, for an extension"), required=False)
    reference = line(
        _("The Commission’s reference"),
        limit=60,
        required=False,
        hint=_("Needed past 24 months, and to extend what the Commission approved before."),
    )
    field_order = ("change_note", "effective_on", "ends_on", "reference")

    def said(self) -> dict[str, Any]:
        said = super().said()
        return said if said["ends_on"] else said | {"ends_on": None}


class Sign(VerbForm):
    """The hash is that of the text on the same page: another text cannot be signed by accident."""

    text_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = line(_("Your full name"), hint=_("As it stands in your account. Typing it is your signature."))
    read = forms.BooleanField(label=_("I have read the agreement and sign it for the party named here"))

    def prepare(self) -> None:
        text_now = self.row.agreements.filter(state="issued").first()
        self.start_with(text_hash=text_now.text_hash if text_now else "")

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text_hash", "name")}


class SignOutside(VerbForm):
    text_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(
        label=_("I have read the agreement and want to sign it for the party named here")
    )

    def prepare(self) -> None:
        text_now = self.row.agreements.filter(state="issued").first()
        self.start_with(text_hash=text_now.text_hash if text_now else "")

    def said(self) -> dict[str, Any]:
        return {"text_hash": self.cleaned_data["text_hash"]}


class SignFile(VerbForm):
    file = forms.FileField(
        label=_("The signed PDF"),
        help_text=_(
            "The paper to sign from this page, with your signature added to it and nothing else changed."
        ),
    )


class AskEarlyEnd(VerbForm):
    ends_on = day(_("Which day should be the last?"))
    cause = one_of(_("Who or what ends it?"), enums.EarlyReason)
    note = text(_("Reason"), hint=_("It stands in the paper that all three sign."))


class EndEarly(VerbForm):
    cause = one_of(_("Who or what ends it?"), enums.EarlyReason)
    note = text(_("Reason"), hint=_("All three parties read it."))


class AfterTheOther(VerbForm):
    what = one_of(
        _("What becomes of this half?"),
        [("goes_on", _("It goes on by itself: the halves are untied")), ("ends", _("It ends too"))],
    )
    reason = text(_("Reason"), hint=_("All three parties read it."))


class Home(VerbForm):
    outcome = one_of(_("What came of it?"), enums.Outcome)


class Tick(OfOne):
    target = "item"

    def rows(self) -> list[Any]:
        return list(self.row.onboardingitems.all())


class Mentor(VerbForm):
    mentor = line(_("Name of the mentor"))


class Learning(VerbForm):
    outcomes = text(
        _("What will you be able to do?"),
        limit=5000,
        rows=6,
        hint=_("One on each line. Three to five are enough."),
    )

    def prepare(self) -> None:
        self.start_with(outcomes="\n".join(self.row.learningoutcomes.values_list("text", flat=True)))

    def said(self) -> dict[str, Any]:
        return {"outcomes": self.cleaned_data["outcomes"].splitlines()}


class Review(VerbForm):
    point = one_of(_("When?"), [(p.value, p.label) for p in (enums.Point.MID, enums.Point.END)])
    met = forms.MultipleChoiceField(
        label=_("What is met?"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    note = text(_("What was said"), limit=3000, rows=6)

    def prepare(self) -> None:
        rows = list(self.row.learningoutcomes.all())
        self.fields["met"].choices = [(str(one.pk), one.text) for one in rows]
        self.start_with(met=[str(one.pk) for one in rows if one.met])


class Absence(VerbForm):
    kind = one_of(_("Why?"), enums.AbsenceKind)
    from_on = day(_("First day"))
    to_on = day(_("Last day"))


class RaiseIssue(VerbForm):
    body = text(_("What goes wrong?"), limit=3000, rows=6, hint=_("Only the secondments officer reads it."))


class AnswerIssue(OfOne):
    answer = text(_("Answer"), limit=3000)
    target = "issue"

    def rows(self) -> list[Any]:
        return list(self.row.issues.filter(closed_on__isnull=True))


class ReturnPlan(VerbForm):
    role_on_return = line(_("Which role waits?"), limit=300)
    who_uses_learning = text(_("Who uses what was learned?"), limit=2000)
    contacts_kept = text(_("Which contacts are kept?"), limit=2000, required=False)
    share_back_on = day(_("When is it shared with colleagues?"))

    def prepare(self) -> None:
        plan = getattr(self.row, "reintegration", None)
        for name in self.fields if plan else ():
            self.initial.setdefault(name, getattr(plan, name))


class ShareBack(VerbForm):
    held_on = day(_("When was it?"), not_after=clocks.today)
    note = text(_("Who came, and what was passed on?"), limit=3000)


class Evaluate(VerbForm):
    point = one_of(_("When?"), enums.Point)
    goals_met = forms.TypedChoiceField(
        label=_("How far are the goals met?"), coerce=int, choices=[], widget=forms.RadioSelect
    )
    worth_it = forms.TypedChoiceField(
        label=_("Was it worth it for you?"), coerce=int, choices=[], widget=forms.RadioSelect
    )
    in_contact = forms.TypedChoiceField(
        label=_("Are you still in contact with the others?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )
    policy_change = text(
        _("What changed in policy or in services because of it?"), limit=1500, required=False
    )
    comment = text(_("Anything else?"), limit=3000, required=False)
    show: ClassVar[dict[str, dict[str, Any]]] = {"goals_met": {"inline": True}, "worth_it": {"inline": True}}

    def prepare(self) -> None:
        scale = [(n, str(n)) for n in range(1, 6)]
        for name in ("goals_met", "worth_it"):
            self.fields[name].choices = scale
            self.fields[name].help_text = _("1 is not at all, 5 is fully.")
        points = points_open(self.row, clocks.today())
        self.fields["point"].choices = [(p, enums.Point(p).label) for p in points]
        self.start_with(point=points[-1] if points else "")
        self._begin_with_what_was_said()

    def _begin_with_what_was_said(self) -> None:
        """A side speaks once at each moment; who speaks again changes what stands there."""
        said = self.row.evaluations.filter(
            point=self.initial["point"], party=rules.side_of(self.by, self.row)
        ).first()
        if said is not None:
            kept = {None: "", True: "yes", False: "no"}[said.in_contact]
            self.start_with(in_contact=kept)
            self.start_with(
                **{
                    name: getattr(said, name)
                    for name in ("goals_met", "worth_it", "policy_change", "comment")
                }
            )


class Alumni(VerbForm):
    contact = line(
        _("How may others reach you?"),
        required=False,
        hint=_(
            "Other secondees see your name, the placement and this. Leave it empty to be taken off the list."
        ),
    )

    def prepare(self) -> None:
        self.start_with(contact=self.row.alumni_contact)

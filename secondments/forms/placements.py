"""Forms of placements, from the declaration of interests to the alumni."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from foundation.directory.models import Organisation
from secondments import clocks, enums, rules
from secondments.actions.life import points_open
from secondments.forms.base import VerbForm, day, line, one_of, text


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

    one = forms.ChoiceField(
        label=_("Which one?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select which one")},
    )
    target = "one"

    def rows(self) -> list[Any]:
        raise NotImplementedError

    def prepare(self) -> None:
        self.found = {str(row.pk): row for row in self.rows()}
        self.fields["one"].choices = [(key, str(row)) for key, row in self.found.items()]
        if len(self.found) == 1:
            self.start_with(one=next(iter(self.found)))

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said[self.target] = self.found[said.pop("one")]
        return said


class Mitigate(OfOne):
    mitigation = one_of(
        _("What is done about it?"), enums.Mitigation, error=_("Select what is done about it")
    )
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
    kind = one_of(_("Who approved?"), enums.ApprovalKind, error=_("Select who approved"))
    reference = line(_("Reference"), limit=60, required=False, hint=_("Needed for approvals from outside."))
    until = day(
        _("For the Commission: the last day that it approved"),
        required=False,
        hint=_("HR and finance approve the last day as it now stands."),
    )
    note = text(_("Anything to add?"), required=False)


class Exception_(VerbForm):
    basis = one_of(_("On what ground?"), enums.ExceptionBasis, error=_("Select the ground"))
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
    ends_on = day(_("Which day should be the last?"), error=_("Enter the day that should be the last"))
    cause = one_of(_("Who or what ends it?"), enums.EarlyReason, error=_("Select who or what ends it"))
    note = text(_("Reason"), hint=_("It stands in the paper that all three sign."), error=_("Enter a reason"))


class EndEarly(VerbForm):
    cause = one_of(_("Who or what ends it?"), enums.EarlyReason, error=_("Select who or what ends it"))
    note = text(_("Reason"), hint=_("All three parties read it."), error=_("Enter a reason"))


class AfterTheOther(VerbForm):
    what = one_of(
        _("What becomes of this half?"),
        [("goes_on", _("It goes on by itself: the halves are untied")), ("ends", _("It ends too"))],
        error=_("Select what becomes of this half"),
    )
    reason = text(_("Reason"), hint=_("All three parties read it."), error=_("Enter a reason"))


class Home(VerbForm):
    outcome = one_of(_("What came of it?"), enums.Outcome, error=_("Select what came of it"))


class Tick(OfOne):
    target = "item"

    def rows(self) -> list[Any]:
        return list(self.row.onboardingitems.all())


class Mentor(VerbForm):
    mentor = line(_("Name of the mentor"), error=_("Enter the name of the mentor"))


class Learning(VerbForm):
    outcomes = text(
        _("What will you be able to do?"),
        limit=5000,
        rows=6,
        hint=_("One on each line. Three to five are enough."),
        error=_("Enter what you will be able to do"),
    )

    def prepare(self) -> None:
        self.start_with(outcomes="\n".join(self.row.learningoutcomes.values_list("text", flat=True)))

    def said(self) -> dict[str, Any]:
        return {"outcomes": self.cleaned_data["outcomes"].splitlines()}


class Review(VerbForm):
    point = one_of(
        _("When?"),
        [(p.value, p.label) for p in (enums.Point.MID, enums.Point.END)],
        error=_("Select the moment that you speak of"),
    )
    met = forms.MultipleChoiceField(
        label=_("What is met?"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    note = text(_("What was said"), limit=3000, rows=6)

    def prepare(self) -> None:
        rows = list(self.row.learningoutcomes.all())
        self.fields["met"].choices = [(str(one.pk), one.text) for one in rows]
        self.start_with(met=[str(one.pk) for one in rows if one.met])


class Absence(VerbForm):
    kind = one_of(_("Why?"), enums.AbsenceKind, error=_("Select why the person was away"))
    from_on = day(_("First day"))
    to_on = day(_("Last day"))


class RaiseIssue(VerbForm):
    body = text(
        _("What goes wrong?"),
        limit=3000,
        rows=6,
        hint=_("Only the secondments officer reads it."),
        error=_("Enter what goes wrong"),
    )


class AnswerIssue(OfOne):
    answer = text(_("Answer"), limit=3000, error=_("Enter your answer"))
    target = "issue"

    def rows(self) -> list[Any]:
        return list(self.row.issues.filter(closed_on__isnull=True))


class ReturnPlan(VerbForm):
    role_on_return = line(_("Which role waits?"), limit=300, error=_("Enter which role waits"))
    who_uses_learning = text(
        _("Who uses what was learned?"), limit=2000, error=_("Enter who uses what was learned")
    )
    contacts_kept = text(_("Which contacts are kept?"), limit=2000, required=False)
    share_back_on = day(
        _("When is it shared with colleagues?"),
        error=_("Enter the day on which it is shared with colleagues"),
    )

    def prepare(self) -> None:
        plan = getattr(self.row, "reintegration", None)
        for name in self.fields if plan else ():
            self.initial.setdefault(name, getattr(plan, name))


class ShareBack(VerbForm):
    held_on = day(_("When was it?"), not_after=clocks.today, error=_("Enter the day on which it was shared"))
    note = text(
        _("Who came, and what was passed on?"), limit=3000, error=_("Enter who came, and what was passed on")
    )


class Evaluate(VerbForm):
    point = one_of(_("When?"), enums.Point, error=_("Select the moment that you speak of"))
    goals_met = forms.TypedChoiceField(
        label=_("How far are the goals met?"),
        coerce=int,
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how far the goals are met")},
    )
    worth_it = forms.TypedChoiceField(
        label=_("Was it worth it for you?"),
        coerce=int,
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it was worth it for you")},
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
        if not {enums.Point.END, enums.Point.SIX_MONTHS} & set(points):  # nothing has lasted yet
            del self.fields["in_contact"], self.fields["policy_change"]
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

"""Forms of people: their profile, the manager's answer, the host's list."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.common import forms
from foundation.directory.models import Department, Place
from secondments import enums, people
from secondments.forms import sources
from secondments.forms.base import VerbForm, chosen, day, line, number, one_of, text
from secondments.forms.bodies import some_bodies
from secondments.forms.opportunities import every_skill, find_skills, hosts_of, offered
from secondments.forms.picking import HINT, Picks, words_field

AVOIDS = _(
    "You have an interest there, or had a part in a bid or grant. You are matched neither with them nor with a host "
    "with which they have a bid, grant or contract. One on each line: DCMS or OR-2026-000123."
)


WORDS = ("find_skills", "find_goal_codes", "find_manager")


class ProfileForm(Picks, VerbForm):
    """What a person says of themselves; each part says who reads it."""

    home = chosen(_("Who employs you?"), [], error=_("Select who employs you"))
    post = line(_("Your post now"), limit=150, required=False)
    level = chosen(_("Your level, or the one most like it"), enums.Level)
    learning_goals = text(
        _("What do you want to learn?"), limit=3000, rows=5, error=_("Enter what you want to learn")
    )
    find_goal_codes = words_field(_("Find skills that you want to learn"), HINT)
    goal_codes = forms.MultipleChoiceField(
        label=_("Skills that you want to learn"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mission_codes = forms.MultipleChoiceField(
        label=_("Missions and priorities that you would like to work on"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    experience = text(
        _("What have you done?"),
        limit=3000,
        rows=6,
        hint=_("Hosts read this. Leave out your name and employer, since some choose blind."),
        error=_("Enter what you have done"),
    )
    find_skills = words_field(_("Find your skills"), HINT)
    skills = forms.MultipleChoiceField(
        label=_("Your skills"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    offer = text(_("What do you bring to a host?"), limit=2000, required=False)
    development_fit = text(_("How does it fit your development plan?"), limit=2000, required=False)
    home_benefit = text(_("What does your employer gain?"), limit=2000, required=False)
    target_host = line(_("A host that you have in mind"), required=False)
    available_from = day(
        _("Free from"), hint=_("For example, 1 2 2027"), error=_("Enter the day from which you are free")
    )
    available_to = day(
        _("Free until"), hint=_("For example, 31 7 2027"), error=_("Enter the day until which you are free")
    )
    fte_percent = number(_("Share of full time"), 10, 100, hint=_("In per cent. 60 means three days a week."))
    contract_ends_on = day(
        _("Last day of your contract, if it is fixed-term"),
        required=False,
        hint=_("A secondment cannot outlast it."),
    )
    place = chosen(_("Where you can work"), [], required=False, empty=_("Anywhere"))
    remote = one_of(_("How you can work"), enums.Remote)
    nationality = one_of(
        _("Nationality"), enums.Nationality, hint=_("Some posts are open to some nationalities only.")
    )
    clearance = chosen(_("Clearance that you hold"), enums.ClearanceLevel, required=False, empty=_("None"))
    clearance_expires_on = day(_("It holds until"), required=False)
    interests = text(
        _("Interests that could conflict"),
        limit=2000,
        required=False,
        hint=_("Bids, grants, trusteeships. Only the secondments officer reads this, once you are matched."),
    )
    avoids = some_bodies(_("Bodies where you must not work"), AVOIDS)
    adjustments = text(
        _("Adjustments that you need"),
        limit=1500,
        required=False,
        hint=_("Only you see this, unless you share it. It plays no part in who is chosen."),
    )
    share_adjustments = forms.BooleanField(label=_("Share it with my host once I am matched"), required=False)
    find_manager = words_field(
        _("Find who can agree to release you"),
        _(
            "Enter their name or their email address, then select Find. Only active people of your own body are found."
        ),
    )
    manager = chosen(
        _("Who can agree to release you?"),
        [],
        hint=_("They are asked when you say so, not before."),
        error=_("Select who can agree to release you"),
    )
    parts: ClassVar[dict[str, Any]] = {
        "home": _("You and your work"),
        "learning_goals": _("The plan"),
        "available_from": _("When and where"),
        "nationality": _("Nationality and clearance"),
        "interests": _("Interests and adjustments"),
        "find_manager": _("Your manager"),
    }
    show: ClassVar[dict[str, dict[str, Any]]] = {
        "skills": {"small": True, "pick": True},
        "goal_codes": {"small": True, "pick": True},
        "mission_codes": {"small": True},
        "fte_percent": {"width": 3, "suffix": "%"},
    }

    def prepare(self) -> None:
        self.homes = hosts_of(self.by)
        self.fields["home"].choices = [
            ("", _("Select one")),
            *((key, str(body)) for key, body in self.homes.items()),
        ]
        there = offered()
        self.fields["place"].choices = [("", _("Anywhere")), *there["places"]]
        self.fields["mission_codes"].choices = there["priorities"]
        self.start_with(fte_percent=100, remote="hybrid")
        if self.row is not None:
            del self.fields["home"]
            self._begin_with_row()
        elif len(self.homes) == 1:
            self.initial.setdefault("home", next(iter(self.homes)))
        every = sources.skills(every_skill())
        self.pick_from(skills=every, goal_codes=every, manager=sources.colleagues(self._colleagues()))
        if "find_manager" not in self.fields:
            self.parts = {**self.parts, "manager": self.parts["find_manager"]}

    def _begin_with_row(self) -> None:
        row = self.row
        plain = set(self.fields) - {"place", "skills", "manager", *WORDS}
        self.initial.update({name: getattr(row, name) for name in plain})
        self.initial.update(
            place=row.place.code if row.place else "",
            skills=[skill.code for skill in row.skills.all()],
            manager=str(row.manager.public_id) if row.manager else "",
        )

    def _colleagues(self) -> Any:
        if self.row is not None:
            return people.colleagues_on(self.row, self.by)
        departments = [body.pk for key, body in self.homes.items() if key.startswith("department")]
        others = [body.pk for key, body in self.homes.items() if not key.startswith("department")]
        return people.colleagues(self.by, departments, others)

    def clean(self) -> dict[str, Any]:
        """Where nobody was found yet there is no list to choose from: then the words are asked for."""
        said = super().clean() or {}
        if "find_manager" in self.fields and not said.get("manager") and "manager" not in self.errors:
            self.add_error("find_manager", self.sources["manager"].empty)
        return said

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        for name in ("home", *WORDS):
            said.pop(name, None)
        said["place"] = Place.objects.filter(code=said["place"]).first()
        said["skills"] = find_skills(said["skills"])
        said |= {name: sorted(said[name]) for name in ("goal_codes", "mission_codes")}
        said["manager"] = User.objects.filter(public_id=said["manager"]).first()
        return said

    def where(self) -> dict[str, Any]:
        key = self.cleaned_data["home"]
        return {key.partition(":")[0]: self.homes[key]}


class ContractEnd(VerbForm):
    ends_on = day(_("Last day of the contract"), required=False)

    def prepare(self) -> None:
        self.start_with(ends_on=self.row.contract_ends_on)


class Shortlist(VerbForm):
    rank = number(_("Place on your list"), 1, 500, required=False, hint=_("1 is whom you would rather have."))
    note = text(_("Note for the panel"), required=False)
    show: ClassVar[dict[str, dict[str, Any]]] = {"rank": {"width": 3}}

    def prepare(self) -> None:
        self.start_with(rank=self.row.host_rank, note=self.row.host_note)


class Overrule(VerbForm):
    decision = one_of(_("Decision"), enums.Decision, error=_("Select a decision"))
    reason = text(_("Reason"), hint=_("The person reads it. It is kept."), error=_("Enter a reason"))


class Reorder(VerbForm):
    """The person's wishes, one number for each open application."""

    def prepare(self) -> None:
        self.rows: list[Any] = list(
            self.row.nominations.filter(state__in=enums.UNTOLD)
            .select_related("opportunity")
            .order_by("wish", "pk")
        )
        for place, one in enumerate(self.rows, 1):
            self.fields[one.ref] = forms.IntegerField(
                label=one.opportunity.title, min_value=1, max_value=len(self.rows), initial=place
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if len(set(said.values())) != len(self.rows):
            raise forms.ValidationError(_("Give each application another number."))
        return said

    def said(self) -> dict[str, Any]:
        return {"order": [ref for ref, _place in sorted(self.cleaned_data.items(), key=lambda pair: pair[1])]}


class AlumniFinder(forms.Form):
    """The filters of the list of alumni."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=100,
        help_text=_("In their name or the placement’s title."),
    )
    direction = forms.ChoiceField(label=_("Which way?"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    level = forms.ChoiceField(label=_("Grade"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [pair for pair in enums.Direction.choices if pair[0] != "swap"]
        there = [(one.code, str(one)) for one in Department.objects.order_by("name")[:200]]
        for name, found in (("direction", ways), ("department", there), ("level", enums.Level.choices)):
            self.fields[name].choices = [("", _("All")), *found]

    @property
    def in_use(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.fields)

"""The forms of a department's verbs."""

from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import Outcome
from engagement.requests.forms.verbs import VerbForm, WithFiles, department_choices, departments, words
from engagement.requests.querysets import OFFICIALS
from foundation.accounts.models import User
from foundation.common import forms
from foundation.directory.models import Appointment, Team

FEW = 8
MOST_OFFICERS = 300


class Contact(VerbForm):
    contact = forms.CharField(
        label=_("Whom can the sender ask for?"),
        max_length=200,
        help_text=_(
            "A name or a team, as the sender should see it. For example, Sam Okoro, rural energy team."
        ),
        error_messages={"required": _("Enter a name or a team that the sender can ask for")},
    )
    show = {"contact": {"label": "m"}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("contact", self.request.contact or getattr(self.by, "name", ""))


class TakeOver(Contact):
    """A new department names its own contact, not the one before."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"contact": getattr(options["by"], "name", ""), **options.get("initial", {})}
        super().__init__(*args, **options)


class Assign(VerbForm):
    owner = forms.ChoiceField(
        label=_("Who will deal with it?"), error_messages={"required": _("Select who will deal with it")}
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    handover = forms.LongTextField(
        label=_("Hand-over note"),
        required=False,
        max_length=5000,
        rows=5,
        help_text=_("What the next owner needs to know, so that the sender need not start again."),
    )
    show: ClassVar[dict[str, dict[str, Any]]] = {
        "owner": {"legend": "m", "label": "m"},
        "team": {"label": "s"},
        "handover": {"label": "s"},
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.officers = {str(user.public_id): user for user in officers(self.request.department_id)}
        self.teams = {
            one.slug: one for one in Team.objects.current().filter(department=self.request.department_id)
        }
        self._ask_owner()
        if self.teams:
            choices = [(slug, one.name) for slug, one in self.teams.items()]
            self.fields["team"].choices = choices if self.request.team_id else [("", _("No team")), *choices]
            self.initial.setdefault("team", self.request.team.slug if self.request.team_id else "")
        else:
            del self.fields["team"]
        if not self.request.owner_id:
            del self.fields["handover"]

    def _ask_owner(self) -> None:
        owner = self.fields["owner"]
        named = [
            (key, _("%(name)s (you)") % {"name": user} if user == self.by else str(user))
            for key, user in self.officers.items()
        ]
        if len(named) <= FEW:
            owner.widget = forms.RadioSelect()
            owner.choices = named
        else:
            owner.choices = [("", _("Select a person")), *named]
        if not self.request.owner_id and str(self.by.public_id) in self.officers:
            self.initial.setdefault("owner", str(self.by.public_id))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = self.officers.get(data.get("owner", ""))
        changes = chosen is not None and self.request.owner_id not in (None, chosen.pk)
        if changes and not data.get("handover") and "handover" not in self.errors:
            self.add_error("handover", _("Enter a hand-over note for the next owner"))
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "owner": self.officers[data["owner"]],
            "team": self.teams.get(data.get("team", "")),
            "handover": data.get("handover", ""),
        }


def officers(department_id: int | None) -> list[User]:
    """Who may own a request of the department today, by name."""
    today = timezone.localdate()
    held = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        role__in=OFFICIALS,
        department=department_id,
        valid_from__lte=today,
    )
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(people.order_by("name", "pk")[:MOST_OFFICERS])


class Reply(WithFiles):
    body = words(
        _("Your reply"),
        _("Enter your reply"),
        rows=12,
        hint=_(
            "Answer what was asked, in plain words. The sender reads it word for word, and both clocks stop."
        ),
    )


class Close(VerbForm):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.UNANSWERED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select an outcome")},
    )
    outcome_text = words(
        _("What came of it, for the sender to read"),
        _("Enter what came of the request, for the sender to read"),
        limit=5000,
        rows=6,
        hint=_("Say what was done with what they told you, or why nothing was."),
    )
    show: ClassVar[dict[str, dict[str, Any]]] = {"outcome": {"legend": "m"}, "outcome_text": {"label": "m"}}


class OfferTransfer(VerbForm):
    department = forms.ChoiceField(
        label=_("Which department should deal with it?"),
        error_messages={"required": _("Select a department")},
    )
    reason = words(
        _("Why is it theirs?"),
        _("Enter why the other department should deal with it"),
        limit=1000,
        rows=4,
        hint=_("The other department reads this."),
    )
    show: ClassVar[dict[str, dict[str, Any]]] = {"department": {"label": "m"}, "reason": {"label": "m"}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = departments()
        self.departments = {one.code: one for one in found}
        self.fields["department"].choices = department_choices(found, without=self.request.department_id)

    def said(self) -> dict[str, Any]:
        return super().said() | {"department": self.departments[self.cleaned_data["department"]]}


class DeclineTransfer(VerbForm):
    reason = words(
        _("Why can your department not take it?"),
        _("Enter why your department cannot take it"),
        limit=1000,
        rows=4,
        hint=_("The department that offered it reads this."),
    )
    show = {"reason": {"label": "m"}}


class Withhold(VerbForm):
    reason = words(
        _("Why should the register not show them?"),
        _("Enter why the register does not show them"),
        limit=1000,
        rows=4,
        hint=_("The sender reads this."),
    )
    show = {"reason": {"label": "m"}}


class ReturnToCentre(VerbForm):
    reason = words(
        _("Why should the front-door team decide?"),
        _("Enter why the front-door team should decide"),
        limit=1000,
        rows=4,
        hint=_("The front-door team reads this."),
    )
    show = {"reason": {"label": "m"}}

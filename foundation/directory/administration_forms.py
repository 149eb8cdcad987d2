"""What administrators fill in about roles, people and departments' systems."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.addresses import LONGEST, canonical
from foundation.common import forms
from foundation.directory.enums import DEPARTMENTAL_ROLES, EndReason, GovernmentRole
from foundation.directory.models import Department, Team

EVERY = ("", _("All"))


def departments() -> list[tuple[str, str]]:
    return [(row.slug, str(row)) for row in Department.objects.current().order_by("name")[:1000]]


def _offer(form: forms.Form, name: str, choices: Any) -> None:
    field: Any = form.fields[name]
    field.choices = choices


def _teams() -> list[tuple[str, Any]]:
    """Grouped by department, under a value that holds both slugs."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Team.objects.current().select_related("department").order_by("department__name", "name")
    for team in rows[:2000]:
        value = f"{team.department.slug}/{team.slug}"
        groups.setdefault(str(team.department), []).append((value, team.name))
    return list(groups.items())


class RoleFilters(forms.Form):
    q = forms.CharField(label=_("Name or email address"), max_length=LONGEST, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[EVERY, *GovernmentRole.choices], required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    show = {"q": {"spellcheck": False, "autocomplete": "off"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "department", [EVERY, *departments()])

    @property
    def narrowed(self) -> dict[str, str]:
        said = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in said.items() if value}


class AppointForm(forms.Form):
    email = forms.CharField(
        label=_("Email address of the person"),
        help_text=_("They sign in with it. If nobody has an account with this address, we make one."),
        max_length=LONGEST,
        widget=forms.EmailInput,
        error_messages={"required": _("Enter the person’s email address")},
    )
    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        required=False,
        help_text=_("Used for a new account only. People can change their own name."),
    )
    role = forms.ChoiceField(
        label=_("Which role?"),
        choices=GovernmentRole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a role")},
    )
    department = forms.ChoiceField(
        label=_("Department"),
        required=False,
        help_text=_("Needed for policy officers, civil society leads and secondments officers"),
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    show = {
        "email": {"autocomplete": "off", "spellcheck": False},
        "name": {"autocomplete": "off", "spellcheck": False},
        "role": {"legend": "m", "small": True},
        "department": {"optional": False},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "department", [("", _("No department")), *departments()])
        if teams := _teams():
            _offer(self, "team", [("", _("No team")), *teams])
        else:
            del self.fields["team"]

    def clean_email(self) -> str:
        return canonical(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        slug, team = said.get("department") or "", said.get("team") or ""
        departmental = said.get("role") in DEPARTMENTAL_ROLES
        if said.get("role") and departmental and not slug and "department" not in self.errors:
            self.add_error("department", _("Select the department of this role"))
        if said.get("role") and not departmental and slug:
            self.add_error("department", _("This role belongs to no department"))
        if team and team.partition("/")[0] != slug:
            self.add_error("team", _("The team belongs to another department"))
        return said

    def facts(self) -> dict[str, Any]:
        """For the action: the address, the name, the role and where it is held."""
        said = self.cleaned_data
        slug, _slash, team = (said.get("team") or "").partition("/")
        return {
            "email": said["email"],
            "name": said["name"],
            "role": said["role"],
            "department": Department.objects.filter(slug=said["department"]).first(),
            "team": Team.objects.filter(department__slug=slug, slug=team).first() if team else None,
        }


class EndForm(forms.Form):
    on = forms.DateInputField(
        label=_("When does the role end?"),
        help_text=_("The first day without the role. Today’s date ends it at once."),
        not_before=timezone.localdate,
    )
    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        help_text=_("This is kept in the audit log."),
        choices=EndReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select why the role ends")},
    )
    show = {"on": {"legend": "m"}, "reason": {"legend": "m"}}


class PeopleForm(forms.Form):
    q = forms.CharField(
        label=_("Name or email address"),
        help_text=_("A part of the name, or the whole email address"),
        max_length=LONGEST,
        error_messages={"required": _("Enter a name or an email address")},
    )
    show = {"q": {"spellcheck": False, "autocomplete": "off"}}


class MachineForm(forms.Form):
    name = forms.CharField(
        label=_("What is the system called?"),
        help_text=_("For example, DCMS casework"),
        max_length=100,
        error_messages={"required": _("Enter what the system is called")},
    )
    department = forms.ChoiceField(
        label=_("Which department does it belong to?"),
        help_text=_("It sees the requests of this department only."),
        error_messages={"required": _("Select a department")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        widget=forms.Checkboxes,
        error_messages={"required": _("Select at least one thing it may do")},
    )
    show = {
        "name": {"label": "m", "spellcheck": False},
        "department": {"label": "m"},
        "scopes": {"legend": "m"},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "department", [("", _("Select a department")), *departments()])
        _offer(self, "scopes", [(scope, scope) for scope in settings.MACHINE_SCOPES])
        self.show = {**self.show, "scopes": {"legend": "m", "hints": dict(settings.MACHINE_SCOPES)}}  # type: ignore[misc]

    def clean_department(self) -> Department:
        found = Department.objects.filter(slug=self.cleaned_data["department"]).first()
        if found is None:
            raise ValidationError(_("Select a department"))
        return found

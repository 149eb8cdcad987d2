"""The forms of the verbs: is it well said? Field names are the action's arguments. Departments' own: department.py."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from engagement.requests import routing
from engagement.requests.enums import DeclineReason
from engagement.requests.models import EngagementRequest
from foundation.common import forms
from foundation.directory.models import Department
from foundation.documents.forms import FilesField

OTHER = "other"


class VerbForm(forms.Form):
    """The base, and the form of a verb that needs no words. `version` is the row as it was when the page opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, request: EngagementRequest, by: Any, **options: Any) -> None:
        self.request, self.by = request, by
        options["initial"] = {"version": request.version, **options.get("initial", {})}
        super().__init__(*args, **options)

    def said(self) -> dict[str, Any]:
        """The action's arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def renewed(self, version: int) -> None:
        """Keep what was typed and carry the version that the person now sees."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class WithFiles(VerbForm):
    """The base of a message that may carry files; the page holds them before the action runs."""

    field_order = ("version", "body", "chosen")
    chosen = FilesField(label=_("Add files"), required=False)
    show: ClassVar[dict[str, dict[str, Any]]] = {"body": {"label": "m"}, "chosen": {"label": "s"}}

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in super().said().items() if name != "chosen"}


def words(
    label: Any, sentence: Any, *, limit: int = 10_000, rows: int = 8, hint: Any = ""
) -> forms.LongTextField:
    return forms.LongTextField(
        label=label, max_length=limit, rows=rows, help_text=hint, error_messages={"required": sentence}
    )


def departments() -> list[Department]:
    return list(Department.objects.current().only("code", "name", "name_cy"))


def department_choices(found: list[Department], without: int | None = None) -> list[tuple[str, Any]]:
    rows = [(one.code, str(one)) for one in found if one.pk != without]
    return [("", _("Select a department")), *rows]


# The sender


class Answer(WithFiles):
    body = words(_("Your answer"), _("Enter your answer"))


class Comment(WithFiles):
    body = words(
        _("Your message"),
        _("Enter your message"),
        hint=_("Government can read it. So can your organisation."),
    )


class Withdraw(VerbForm):
    reason = forms.LongTextField(
        label=_("Why do you withdraw it?"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("Only if you want to say. It appears beside this step in the request’s history."),
    )
    show = {"reason": {"label": "s"}}


class Reopen(VerbForm):
    reason = words(
        _("What is still missing?"),
        _("Enter why you want to reopen the request"),
        limit=1000,
        rows=5,
        hint=_("Say what the answer left open, or what has changed since."),
    )
    show = {"reason": {"label": "m"}}


SCORES = [
    ("5", _("Strongly agree")),
    ("4", _("Agree")),
    ("3", _("Neither agree nor disagree")),
    ("2", _("Disagree")),
    ("1", _("Strongly disagree")),
]


def score(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=SCORES, coerce=int, widget=forms.RadioSelect)


class Feedback(VerbForm):
    process_was_fair = score(_("The way my request was dealt with was fair"))
    content_with_outcome = score(_("I am content with the outcome"))
    saw_input_used = score(_("I could see that what I said was used"))
    comment = forms.LongTextField(label=_("Anything else?"), required=False, max_length=1000, rows=4)
    show: ClassVar[dict[str, dict[str, Any]]] = {
        "process_was_fair": {"legend": "s", "small": True},
        "content_with_outcome": {"legend": "s", "small": True},
        "saw_input_used": {"legend": "s", "small": True},
        "comment": {"label": "s"},
    }


# The centre


class Route(VerbForm):
    """What the routing table proposes, best first, or another department. `proposals` are shown with their reasons."""

    choice = forms.ChoiceField(
        label=_("Which department should deal with it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a department")},
    )
    department = forms.ChoiceField(label=_("Department"), required=False)
    note = forms.LongTextField(
        label=_("Note on your decision"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("Kept beside the decision, for government only."),
    )
    show: ClassVar[dict[str, dict[str, Any]]] = {
        "choice": {"legend": "m"},
        "department": {"optional": False},
        "note": {"label": "s"},
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = departments()
        self.departments = {one.code: one for one in found}
        known = [each for each in routing.propose(self.request) if each.department is not None]
        self.proposals = {
            each.department.code: each for each in known if each.department.code in self.departments
        }
        named = [(code, each.department) for code, each in self.proposals.items()]
        self.fields["choice"].choices = [
            *named,
            (OTHER, _("Another department") if named else _("Choose a department")),
        ]
        self.fields["department"].choices = department_choices(found)
        if named:
            self.initial.setdefault("choice", named[0][0])
        else:
            self.initial.setdefault("choice", OTHER)

    def hints(self) -> dict[str, str]:
        """Why each is proposed, and how sure the table is."""
        return {code: _why(each) for code, each in self.proposals.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("choice") == OTHER and not data.get("department") and "department" not in self.errors:
            self.add_error("department", _("Select a department from the list"))
        return data

    def said(self) -> dict[str, Any]:
        chosen = self.cleaned_data["choice"]
        code = self.cleaned_data["department"] if chosen == OTHER else chosen
        proposal = self.proposals.get(code)
        team = proposal.rule.team if proposal and proposal.rule else None
        return {"department": self.departments[code], "team": team, "note": self.cleaned_data["note"]}


def _why(proposal: routing.Proposal) -> str:
    reasons = " ".join(reason.sentence() for reason in proposal.reasons)
    return f"{reasons} {routing.confidence(proposal.confidence)}".strip()


class Ask(WithFiles):
    body = words(
        _("Your question"),
        _("Enter your question"),
        hint=_(
            "The sender has 10 working days to answer. The department’s clock waits; the sender’s goes on."
        ),
    )


class Note(VerbForm):
    body = words(
        _("Your note"), _("Enter your note"), hint=_("Only officials who deal with this request see it.")
    )
    show = {"body": {"label": "m"}}


class Decline(VerbForm):
    reason = forms.ChoiceField(
        label=_("Why do you decline it?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a reason")},
    )
    url = forms.URLField(
        label=_("Address of the better route"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("For example, https://www.gov.uk/contact"),
    )
    text = words(
        _("Explanation for the sender"),
        _("Enter an explanation for the sender"),
        limit=5000,
        rows=6,
        hint=_("Say what led to this and what they can do next. They read it word for word."),
    )
    show: ClassVar[dict[str, dict[str, Any]]] = {
        "reason": {"legend": "m"},
        "text": {"label": "m"},
        "url": {"optional": False},
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        better = data.get("reason") == DeclineReason.BETTER_ROUTE
        if better and not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Enter the address of the better route"))
        return data

    def said(self) -> dict[str, Any]:
        said = super().said()
        return said if said["reason"] == DeclineReason.BETTER_ROUTE else said | {"url": ""}

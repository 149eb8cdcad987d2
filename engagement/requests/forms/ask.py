"""The questions of a request, one form for each page. A form says what its page adds to the draft and saves nothing."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import NEVER_PUBLISHED, Capacity, Kind, Sensitivity
from engagement.requests.forms.fields import LinksField, YesNoField
from engagement.requests.forms.kinds import KIND_CHOICES, KIND_HINTS
from engagement.requests.models import EngagementRequest, Topic
from foundation.accounts.models import User
from foundation.common import forms
from foundation.directory.enums import Nation
from foundation.directory.models import Department


def limit(name: str) -> int:
    """The most characters that the draft keeps of a field."""
    field: Any = EngagementRequest._meta.get_field(name)
    return field.max_length


def today() -> Any:
    return timezone.localdate()


class Question(forms.Form):
    """One page. `later` asks for no answer that is not there yet: what is there is kept until another day."""

    heading: ClassVar[Any] = ""

    def __init__(
        self, data: Any = None, *, draft: EngagementRequest | None, by: User, later: bool = False
    ) -> None:
        initial = {} if draft is None else {name: getattr(draft, name) for name in self.kept(draft)}
        super().__init__(data, initial=initial)
        self.by, self.draft, self.later = by, draft, later
        self.prepare()
        if later:
            for field in self.fields.values():
                field.required = False

    @classmethod
    def kept(cls, draft: EngagementRequest) -> list[str]:
        """Fields of the form that the draft holds under the same name."""
        return [name for name in cls.base_fields if hasattr(draft, name)]

    def prepare(self) -> None:
        """What only this reader or this draft decides: choices, labels."""

    def said(self) -> dict[str, Any]:
        """What the page adds to the draft, by the draft's own names."""
        return dict(self.cleaned_data)


class Who(Question):
    heading = _("Who is asking?")
    capacity = forms.ChoiceField(
        label=heading,
        choices=Capacity.choices,
        widget=django_forms.RadioSelect,
        error_messages={"required": _("Select whether you write for an organisation or as an individual")},
    )
    show = {
        "capacity": {
            "heading": "l",
            "hints": {
                Capacity.ORGANISATION: _(
                    "Any charity, community group, social enterprise, union or faith body."
                ),
                Capacity.INDIVIDUAL: _("Your name is never shown on the public register."),
            },
        }
    }


class Authority(Question):
    heading = _("Who do you speak for?")
    speaks_with_authority = forms.BooleanField(
        label=_("I may write to government for this organisation"),
        error_messages={"required": _("Confirm that you may write for it")},
    )
    represents = forms.LongTextField(
        label=_("Who do you speak for, and how do you know what they think?"),
        help_text=_("For example: 340 carers who answered our survey in May, or our twelve trustees."),
        required=False,
        rows=4,
        max_length=limit("represents"),
    )
    coalition = forms.LongTextField(
        label=_("Do other organisations join in this request?"),
        help_text=_("Name them, one on each line."),
        required=False,
        rows=3,
        max_length=limit("coalition"),
    )
    show = {"represents": {"label": "s"}, "coalition": {"label": "s"}}


class KindOfRequest(Question):
    heading = _("What would you like to ask for or share?")
    kind = forms.ChoiceField(
        label=heading,
        choices=KIND_CHOICES,
        widget=django_forms.RadioSelect,
        error_messages={"required": _("Select what kind of request this is")},
    )
    risk_to_people = YesNoField(
        label=_("Are people at risk of harm now?"),
        help_text=_("If somebody is in danger now, call 999 first. This service is not watched at night."),
        required=False,
    )
    show = {"kind": {"heading": "l", "hints": KIND_HINTS}, "risk_to_people": {"optional": False}}

    def prepare(self) -> None:
        if self.initial.get("kind") != Kind.EARLY_WARNING:
            self.initial["risk_to_people"] = None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        warns = said.get("kind") == Kind.EARLY_WARNING
        if warns and said.get("risk_to_people") is None and not self.later:
            self.add_error("risk_to_people", _("Select whether people are at risk of harm now"))
        said["risk_to_people"] = bool(warns and said.get("risk_to_people"))
        return said


class Where(Question):
    heading = _("Where is it about?")
    nations = forms.MultipleChoiceField(
        label=_("Which parts of the United Kingdom is it about?"),
        help_text=_("Select all that apply. Health, education, housing and more are decided by each nation."),
        choices=[choice for choice in Nation.choices if choice[0]],
        widget=forms.Checkboxes,
        error_messages={"required": _("Select which parts of the United Kingdom it is about")},
    )
    place = forms.CharField(
        label=_("Is it about one place?"),
        help_text=_("For example: Merthyr Tydfil, or coastal towns in Lincolnshire."),
        required=False,
        max_length=limit("place"),
    )
    show = {"nations": {"heading": "l"}, "place": {"label": "s"}}


class Subject(Question):
    heading = _("What is it about?")
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("I am not sure")
    )
    preferred_department = forms.ModelChoiceField(
        label=_("Is there a department you would like to reach?"),
        help_text=_(
            "We read every request and send it to whoever can answer it, so you do not need to know."
        ),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("Let the front-door team decide"),
    )
    named_minister = forms.CharField(
        label=_("Is it for one minister?"),
        help_text=_("Their name or their post."),
        required=False,
        max_length=limit("named_minister"),
    )
    show = {
        "topic": {"label": "s"},
        "preferred_department": {"label": "s"},
        "named_minister": {"label": "s", "width": 20},
    }

    def prepare(self) -> None:
        self.fields["topic"].queryset = Topic.objects.on()
        self.fields["preferred_department"].queryset = Department.objects.current().ministerial()


class Ask(Question):
    heading = _("What are you asking for?")
    title = forms.CharField(
        label=_("Give your request a title"),
        help_text=_("A few words that others can understand. Do not name a person."),
        max_length=limit("title"),
        error_messages={"required": _("Enter a title")},
    )
    ask = forms.LongTextField(
        label=_("What would you like to happen?"),
        help_text=_("Say it in a few plain sentences. One clear request gets a better answer than five."),
        rows=6,
        max_length=limit("ask"),
        error_messages={"required": _("Enter what you are asking for")},
    )
    why_now = forms.LongTextField(
        label=_("Why now?"),
        help_text=_("A decision, a date or a change that makes this the right time."),
        required=False,
        rows=4,
        max_length=limit("why_now"),
    )
    show = {"title": {"label": "s"}, "ask": {"label": "s"}, "why_now": {"label": "s"}}


class Evidence(Question):
    heading = _("What evidence do you have?")
    evidence = forms.LongTextField(
        label=_("What do you know, and how do you know it?"),
        help_text=_(
            "Figures, research, or what you see in your work. Do not include details that could identify a person "
            "you support."
        ),
        required=False,
        rows=10,
        max_length=limit("evidence"),
    )
    evidence_links = LinksField(
        label=_("Links to reports or pages"),
        help_text=_("Up to five, one on each line. For example www.example.org/report"),
        required=False,
        rows=5,
    )
    show = {"evidence": {"label": "s"}, "evidence_links": {"label": "s", "spellcheck": "false"}}


class Affected(Question):
    heading = _("Who is affected?")
    affected_groups = forms.LongTextField(
        label=heading,
        help_text=_(
            "For example: young carers, people who rent, small village halls. Say how many if you know."
        ),
        required=False,
        rows=5,
        max_length=limit("affected_groups"),
    )
    show = {"affected_groups": {"heading": "l", "optional": True}}


class Needs(Question):
    heading = _("What do you need from us?")
    needed_by = forms.DateInputField(
        label=_("Is there a date by which you need an answer?"),
        help_text=_("For example, 27 3 2027. Our own limit is 15 working days, and never more than 20."),
        required=False,
        not_before=today,
    )
    needed_by_reason = forms.CharField(
        label=_("What happens on that date?"), required=False, max_length=limit("needed_by_reason")
    )
    accessibility_needs = forms.LongTextField(
        label=_("Do you need anything to take part?"),
        help_text=_("For example: British Sign Language, Easy Read, large print, a telephone call."),
        required=False,
        rows=3,
        max_length=limit("accessibility_needs"),
    )
    language = forms.ChoiceField(
        label=_("In which language should we answer?"),
        choices=User.Language.choices,
        widget=django_forms.RadioSelect,
    )
    expenses_needed = forms.BooleanField(
        label=_("We would need travel or other costs paid to come to a meeting"), required=False
    )
    show = {"accessibility_needs": {"label": "s"}, "language": {"inline": True}}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("needed_by") and not said.get("needed_by_reason") and not self.later:
            self.add_error("needed_by_reason", _("Enter why you need an answer by this date"))
        said["language"] = said.get("language") or self.by.language
        return said


class Declarations(Question):
    heading = _("Is there anything to declare?")
    acts_for_client = YesNoField(
        label=_("Does a client pay you to make this request?"),
        help_text=_(
            "A consultant paid to speak to ministers for somebody else must be on a public register."
        ),
        yes=_("Yes, I am a consultant and a client pays me"),
        no=_("No"),
        error_messages={"required": _("Select whether a client pays you to ask")},
    )
    lobbying_number = forms.CharField(
        label=_("Number in the register of consultant lobbyists"),
        required=False,
        max_length=limit("lobbying_number"),
        error_messages={"required": _("Enter your consultant lobbyist registration number")},
    )
    conflicts = forms.LongTextField(
        label=_("Do you have an interest that government should know of?"),
        help_text=_("For example: you hold a grant or a contract that this could change."),
        required=False,
        rows=3,
        max_length=limit("conflicts"),
    )
    previous_refs = forms.CharField(
        label=_("Have you asked about this before?"),
        help_text=_("Give the reference if you have it, such as FD-2026-000123."),
        required=False,
        max_length=limit("previous_refs"),
    )
    show = {
        "lobbying_number": {"width": 10, "optional": False},
        "conflicts": {"label": "s"},
        "previous_refs": {"label": "s", "width": 20},
    }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("acts_for_client"):
            said["lobbying_number"] = ""
        elif not said.get("lobbying_number") and not self.later and "lobbying_number" not in self.errors:
            self.add_error("lobbying_number", self.fields["lobbying_number"].error_messages["required"])
        return said


class Publication(Question):
    heading = _("What may we publish?")
    sensitivity = forms.MultipleChoiceField(
        label=_("Is any of this true of your request?"),
        choices=[*Sensitivity.choices, ("none", _("None of these"))],
        widget=forms.Checkboxes(exclusive="none"),
        required=False,
    )
    may_publish = YesNoField(
        label=_("May the public register show your title and your organisation’s name?"),
        yes=_("Yes, show the title and the name"),
        no=_("No, show neither"),
        error_messages={"required": _("Select whether we may show the title and the name")},
    )
    show = {
        "sensitivity": {
            "legend": "m",
            "hints": {
                Sensitivity.SAFEGUARDING: _(
                    "We then show neither title nor name, whatever you choose below."
                ),
                Sensitivity.PERSONAL: _("We then show neither title nor name, whatever you choose below."),
            },
        },
        "may_publish": {"legend": "m"},
    }

    def prepare(self) -> None:
        if self.draft is not None and self.draft.capacity == Capacity.INDIVIDUAL:
            asked = self.fields["may_publish"]
            asked.label = _("May the public register show your title?")
            asked.choices = [("yes", _("Yes, show the title")), ("no", _("No, do not show it"))]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        chosen = set(said.get("sensitivity") or ()) - {"none"}
        said["sensitivity"] = [value for value in Sensitivity.values if value in chosen]
        if said.get("may_publish") is None:
            said["may_publish"] = True
        if chosen & NEVER_PUBLISHED:
            said["may_publish"] = False
        return said

"""Forms of opportunities: writing one, finding one, applying for one."""

from typing import Any, ClassVar

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from foundation.directory.models import Place, Priority
from foundation.directory.standing import standing
from secondments import enums
from secondments.forms import sources
from secondments.forms.base import VerbForm, chosen, day, line, number, one_of, text
from secondments.forms.picking import HINT, Picks, words_field
from secondments.models import Skill

KEPT = 300


def offered() -> dict[str, list[tuple[str, str]]]:
    """Nations and regions, priorities, skills, by code: remembered for a few minutes, for every visitor needs them."""
    name = f"secondments-offered-{get_language()}"
    found: dict[str, list[tuple[str, str]]] | None = cache.get(name)
    if found is None:
        found = {
            "places": [(one.code, str(one)) for one in Place.objects.current().order_by("name")],
            "priorities": [(one.code, str(one)) for one in _priorities()],
            "skills": [(one.code, str(one)) for one in sources.current_skills()[: sources.FEW + 1]],
        }
        if found["places"]:
            cache.set(name, found, KEPT)
    return found


def _priorities() -> Any:
    return Priority.objects.filter(framework__in=_frameworks()).order_by("position", "pk")


def _frameworks() -> Any:
    from foundation.directory.models import PriorityFramework

    return PriorityFramework.objects.current()


def every_skill() -> list[tuple[str, str]] | None:
    """Where they are too many for a list, None: then they are found by words."""
    found = offered()["skills"]
    return found if len(found) <= sources.FEW else None


def find_skills(codes: Any) -> list[Skill]:
    return list(Skill.objects.filter(code__in=codes or (), is_current=True))


PICKED = ("skills", "wanted_codes", "teaches_codes")
FIND_PICKED = {f"find_{name}" for name in PICKED}


class OpportunityForm(Picks, VerbForm):
    """All that a host says of an opportunity."""

    host = chosen(_("Who is the host?"), [], error=_("Select who the host is"))
    title = line(
        _("Title"),
        limit=150,
        hint=_("What somebody would do, in a few words."),
        error=_("Enter a title"),
    )
    direction = one_of(_("Which way?"), enums.Direction, error=_("Select which way the person moves"))
    partner = line(
        _("Who takes part in the swap?"),
        limit=20,
        required=False,
        hint=_(
            "Only for a swap. The code of the department, or the reference of the civil society body: "
            "DCMS or OR-2026-000123."
        ),
    )
    problem = text(
        _("What is the problem to work on?"), limit=3000, rows=6, error=_("Enter the problem to work on")
    )
    outcomes = text(
        _("What should be there at the end?"),
        limit=3000,
        rows=5,
        error=_("Enter what should be there at the end"),
    )
    team = line(_("Team"), required=False)
    priority = chosen(_("Mission or priority"), [], required=False, empty=_("None of them"))
    level = chosen(_("Level"), enums.Level, error=_("Select the level"))
    find_skills = words_field(_("Find skills to look for"), HINT)
    skills = forms.MultipleChoiceField(
        label=_("Skills looked for"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    find_wanted_codes = words_field(_("Find skills that would help"), HINT)
    wanted_codes = forms.MultipleChoiceField(
        label=_("Skills that would help"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    find_teaches_codes = words_field(_("Find skills that somebody can learn"), HINT)
    teaches_codes = forms.MultipleChoiceField(
        label=_("Skills that somebody can learn"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shape = one_of(_("Time"), enums.Shape)
    fte_percent = number(_("Share of full time"), 10, 100, hint=_("In per cent. 60 means three days a week."))
    starts_on = day(_("First day"), hint=_("For example, 1 2 2027"), error=_("Enter the first day"))
    ends_on = day(_("Last day"), hint=_("For example, 31 7 2027"), error=_("Enter the last day"))
    closes_on = day(
        _("Last day to apply"), hint=_("For example, 18 12 2026"), error=_("Enter the last day to apply")
    )
    places = number(_("How many people?"), 1, 50, error=_("Enter how many people you look for"))
    place = chosen(_("Nation or region"), [], required=False, empty=_("Anywhere"))
    town = line(_("Town"), limit=100, required=False)
    remote = one_of(_("Where is the work done?"), enums.Remote, error=_("Select where the work is done"))
    clearance = one_of(_("Clearance that the post needs"), enums.ClearanceLevel)
    nationality_rule = one_of(_("Who may apply?"), enums.NationalityRule, error=_("Select who may apply"))
    funding = one_of(_("Who pays?"), enums.Funding, error=_("Select who pays"))
    reimbursed_percent = number(
        _("Share of the home body’s cost that the host repays"), 0, 100, hint=_("In per cent.")
    )
    backfill_grant = forms.BooleanField(
        label=_("A grant pays for cover at a small home body"), required=False
    )
    access = text(_("What can you adjust for a disabled person?"), limit=1500, required=False)
    selection = one_of(_("How do you choose?"), enums.Selection, error=_("Select how you choose"))
    is_blind = forms.BooleanField(
        label=_("Choose blind: names and home bodies are hidden until the result"), required=False
    )

    parts: ClassVar[dict[str, Any]] = {
        "host": _("The work"),
        "level": _("Who you look for"),
        "shape": _("When and how long"),
        "place": _("Where"),
        "clearance": _("Who may apply"),
        "funding": _("Money"),
        "access": _("How you choose"),
    }
    show: ClassVar[dict[str, dict[str, Any]]] = {
        **{name: {"small": True, "pick": True} for name in PICKED},
        "fte_percent": {"width": 3, "suffix": "%"},
        "reimbursed_percent": {"width": 3, "suffix": "%"},
        "places": {"width": 2},
        "town": {"width": 20},
        "partner": {"width": 20},
    }

    def prepare(self) -> None:
        self.hosts = hosts_of(self.by) if self.row is None else {}
        there = offered()
        choices: dict[str, Any] = {
            "host": [("", _("Select one")), *((key, str(body)) for key, body in self.hosts.items())],
            "priority": [("", _("None of them")), *there["priorities"]],
            "place": [("", _("Anywhere")), *there["places"]],
        }
        for name, found in choices.items():
            self.fields[name].choices = found
        if self.row is not None:
            del self.fields["host"], self.fields["partner"]
            self._begin_with_row()
        elif len(self.hosts) == 1:
            self.initial.setdefault("host", next(iter(self.hosts)))
        self.start_with(fte_percent=100, places=1, reimbursed_percent=100, clearance="bpss")
        every = sources.skills(every_skill())
        self.pick_from(**dict.fromkeys(PICKED, every))

    def _begin_with_row(self) -> None:
        row = self.row
        plain = set(self.fields) - {"priority", "place", "skills"} - FIND_PICKED
        self.start_with(**{name: getattr(row, name) for name in plain})
        self.start_with(
            priority=row.priority.code if row.priority else "",
            place=row.place.code if row.place else "",
            skills=row.skill_codes,
        )

    def clean_partner(self) -> Any:
        """The body on the other side of a swap; whatever stands here is nothing to other opportunities."""
        if self.data.get("direction") != enums.Direction.SWAP:
            return None
        key = self.cleaned_data["partner"].strip().upper()
        found = partner(key)
        if found is None:
            raise forms.ValidationError(
                _("Enter the code of a department or the reference of an organisation.")
            )
        return found

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        for name in ("host", *FIND_PICKED):
            said.pop(name, None)
        said["priority"] = Priority.objects.filter(code=said["priority"], framework__in=_frameworks()).first()
        said["place"] = Place.objects.filter(code=said["place"]).first()
        said["skills"] = find_skills(said["skills"])
        said |= {name: sorted(said[name]) for name in ("wanted_codes", "teaches_codes")}
        return said

    def where(self) -> dict[str, Any]:
        """The host that was chosen, as the action takes it."""
        key = self.cleaned_data["host"]
        return {key.partition(":")[0]: self.hosts[key]}


def partner(key: str) -> Any:
    from foundation.directory.models import Department, Organisation

    return Department.objects.filter(code=key).first() or Organisation.objects.filter(ref=key).first()


def hosts_of(user: Any) -> dict[str, Any]:
    """Bodies that a person may write for."""
    from foundation.directory.models import Department, Organisation

    who = standing(user)
    departments = Department.objects.filter(pk__in=who.department_ids)
    organisations = Organisation.objects.filter(pk__in=who.organisation_ids)
    return {f"department:{one.code}": one for one in departments} | {
        f"organisation:{one.ref}": one for one in organisations
    }


COSTS = [
    ("none", _("Nothing: the host repays all of it")),
    ("part", _("A part")),
    ("all", _("All of it")),
]
LENGTHS = [("short", _("4 to 12 weeks")), ("half", _("Up to 6 months")), ("long", _("Longer"))]


class Finder(Picks, forms.Form):
    """The filters of the public list."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    direction = forms.ChoiceField(label=_("Which way?"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    mission = forms.ChoiceField(label=_("Mission"), required=False)
    find_skill = words_field(_("Find a skill"), "")
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    time = forms.ChoiceField(label=_("Time"), required=False)
    length = forms.ChoiceField(label=_("Length"), required=False)
    remote = forms.ChoiceField(label=_("Where the work is done"), required=False)
    cost = forms.ChoiceField(label=_("Cost to the home body"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        there = offered()
        lists = {
            "direction": enums.Direction.choices,
            "place": there["places"],
            "mission": there["priorities"],
            "time": enums.Shape.choices,
            "length": LENGTHS,
            "remote": enums.Remote.choices,
            "cost": COSTS,
        }
        self.show = {name: {"optional": False} for name in self.fields}
        for name, found in lists.items():
            self.fields[name].choices = [("", _("All")), *found]
        self.fields["skill"].choices = [("", _("All"))]
        self.pick_from(skill=sources.skills(every_skill()))
        if self.found.get("skill") == [] and self._words("skill"):
            self.fields["find_skill"].help_text = sources.NO_SKILL % {"words": self._words("skill")}
        elif "find_skill" in self.fields and self.fields["skill"].choices:
            self.fields["skill"].choices = [("", _("All")), *self.fields["skill"].choices]

    def clean(self) -> dict[str, Any]:
        """Words by which a skill was found are no filter: the skill is."""
        said = super().clean() or {}
        return {name: value for name, value in said.items() if name != "find_skill"}

    def in_words(self) -> str:
        """What is looked for, by which a search is told from others."""
        said = []
        for name, field in self.fields.items():
            if value := self.cleaned_data.get(name):
                words = dict(getattr(field, "choices", ())).get(value, value)
                said.append(str(words))
        return ", ".join(said)[:100]

    @property
    def looks_up(self) -> bool:
        """Whether a skill is being looked for, which is no filter yet."""
        return bool(self.found.get("skill"))

    @property
    def in_use(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.fields if name != "find_skill")


class Nominate(VerbForm):
    """A word to the host, beside the profile."""

    why = text(
        _("Why this one?"),
        limit=2000,
        rows=6,
        hint=_(
            "The host reads it beside your profile. If it chooses blind, leave out your name and employer."
        ),
        error=_("Enter why you would like this one"),
    )

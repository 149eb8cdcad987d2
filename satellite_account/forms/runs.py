"""A run's recipe, a waiver, a note."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from satellite_account.engine import walks
from satellite_account.engine.reasons import parsed
from satellite_account.engine.recipes import METHODS, Recipe
from satellite_account.enums import Building, Loading, RunState
from satellite_account.forms import preparing
from satellite_account.models import Crosswalk, Frame, Run, Version

WAGES = ("occupation_median", "social_services", "labour_cost", "median", "minimum")
WAGE_WORDS = {
    "occupation_median": _("Median of the equivalent occupation, by role"),
    "social_services": _("Social service occupations"),
    "labour_cost": _("Labour cost of staff with lower-secondary education"),
    "median": _("Median of all employees"),
    "minimum": _("Legal minimum wage"),
}
QUARTERLY_WORDS = {
    "denton": _("Proportional Denton"),
    "chow_lin": _("Chow-Lin regression"),
    "fernandez": _("Fernandez regression"),
    "litterman": _("Litterman regression"),
}


# Inputs whose years may come in files of their own.
IN_PARTS = {"population", "accounts", "links", "employment", "business"}


def as_before(run: Run) -> dict[str, Any]:
    """What the form says of a run that another is to be like: its inputs, crosswalks and parameters."""
    held: dict[str, list[str]] = {}
    for row in run.inputs.select_related("version").order_by("pk"):
        held.setdefault(row.role, []).append(str(row.version.public_id))
    if run.frame:
        held["population"] = [str(run.frame.public_id)]
    said: dict[str, Any] = {role: keys if role in IN_PARTS else keys[0] for role, keys in held.items()}
    for walk in run.walks.select_related("crosswalk"):
        if walk.crosswalk:
            said[f"crosswalk_{walk.role}"] = f"{walk.crosswalk.slug} {walk.crosswalk.version}"
    for name, value in run.parameters.items():
        sign = "\n" if name == "reasons" else " "
        said[name] = sign.join(map(str, value)) if isinstance(value, list) else value
    return said


class NewRun(forms.Form):
    """One select an input of the method, its parameters, and a reason where it revises an earlier run."""

    title = forms.CharField(label=_("Title of the run"), max_length=160)
    wage_variant = forms.ChoiceField(
        label=_("Wage that replaces unpaid work"), choices=list(WAGE_WORDS.items())
    )
    social = forms.FloatField(
        label=_("Employers’ contributions added to it, as a share"),
        min_value=0,
        max_value=1,
        required=False,
        initial=0,
    )
    reference_year = forms.IntegerField(
        label=_("Reference year of volumes"), min_value=1900, max_value=2199, required=False
    )
    quarterly = forms.ChoiceField(
        label=_("How years are spread over their quarters"), choices=list(QUARTERLY_WORDS.items()), required=False,
        initial="denton",
    )  # fmt: skip
    align, impute, late, balance = (preparing.field(name) for name in preparing.FIELDS)
    provisional = forms.RegexField(r"^[0-9]{4}( [0-9]{4})*$", label=_("Provisional years"), required=False)
    earlier = forms.ChoiceField(label=_("Earlier run that it revises"), required=False)
    reason = forms.CharField(label=_("Reason for revisions"), max_length=200, required=False)
    reasons = forms.LongTextField(
        label=_("Reasons for parts of the revision"),
        help_text=_(
            "One a line: a table, a year, a code or several of these, then a colon and the reason. For example: "
            "T4 2023 B: universities reclassified. The reason above is that of all others."
        ),
        max_length=4000,
        rows=4,
        required=False,
    )
    lead_statistician = forms.CharField(label=_("Lead statistician"), max_length=120, required=False)
    next_release = forms.CharField(label=_("Next release"), max_length=120, required=False)
    show = {"social": {"width": 5}, "reference_year": {"width": 4}}

    def __init__(self, *args: Any, recipe: Recipe, like: Run | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=as_before(like) if like else {}, **kwargs)
        self.recipe = recipe
        ready = Version.objects.filter(state=Loading.READY).select_related("dataset").order_by("-pk")
        self.found = {str(version.public_id): version for version in ready}
        self.frames = {str(row.public_id): row for row in Frame.objects.filter(state=Building.READY)}
        for need in recipe.needs:
            self.fields[need.role] = field = self._input(need)
            before = self.initial.get(need.role)
            if isinstance(before, list) and not isinstance(field, forms.MultipleChoiceField):
                self.initial[need.role] = before[0]
        self.ways: dict[str, dict[str, Crosswalk]] = {}
        for role, way in walks.WAYS.items():
            self.ways[role] = {f"{row.slug} {row.version}": row for row in walks.options(role)}
            named = [(key, _version_of(row)) for key, row in self.ways[role].items()]
            self.fields[f"crosswalk_{role}"] = forms.ChoiceField(
                label=way.says, choices=[("", _("The one that is built in")), *named], required=False
            )
        earlier = Run.objects.filter(state=RunState.FINISHED, method=recipe.key).values_list("ref", "title")[
            :50
        ]
        self.fields["earlier"].choices = [
            ("", _("None")),
            *((ref, f"{ref} {title}") for ref, title in earlier),
        ]

    def _input(self, need: Any) -> forms.ChoiceField:
        options = [
            (key, str(version))
            for key, version in self.found.items()
            if version.dataset.layout in need.layouts
        ]
        if need.role == "population":
            options += [(key, str(frame)) for key, frame in self.frames.items()]
        said = {"required": _("Select a version of “%(what)s”: this method needs it.") % {"what": need.says}}
        if need.role in IN_PARTS and len(options) > 1:
            return forms.MultipleChoiceField(
                label=need.says, choices=options, required=need.must, widget=forms.Checkboxes, error_messages=said,
                help_text=_("Select all files that hold its years."),
            )  # fmt: skip
        return forms.ChoiceField(
            label=need.says, choices=[("", _("None")), *options], required=need.must, error_messages=said
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = data.get("population") or ()
        if isinstance(chosen, list) and len(chosen) > 1 and any(key in self.frames for key in chosen):
            self.add_error("population", _("Select one built population, or files of it: not both."))
        if data.get("late") and not data.get("provisional"):
            self.add_error("provisional", _("Enter the years whose late returns are to be carried forward."))
        if data.get("balance") and not data.get("input_output"):
            self.add_error("input_output", _("Select an input-output table: purchases are balanced to it."))
        return data

    @property
    def crosswalk_fields(self) -> list[str]:
        return [f"crosswalk_{role}" for role in self.ways]

    def clean_reasons(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["reasons"].splitlines() if line.strip()]
        if any(parsed(line) is None for line in lines):
            self.add_error(
                "reasons",
                _(
                    "Write each line as places, a colon and a reason, such as T4 2023 B: universities reclassified."
                ),
            )
        return lines

    def _years(self) -> dict[str, list[int]]:
        typed = self.cleaned_data["provisional"].split()
        return {"provisional": [int(year) for year in typed]} if typed else {}

    def said(self) -> dict[str, Any]:
        """The action's arguments."""
        data = self.cleaned_data
        chosen = {
            need.role: found if isinstance(found := data[need.role], list) else [found]
            for need in self.recipe.needs
            if data.get(need.role)
        }
        names = (
            "wage_variant",
            "social",
            "reference_year",
            "quarterly",
            *preparing.FIELDS,
            "earlier",
            "reason",
            "reasons",
            "lead_statistician",
            "next_release",
        )
        return {
            "title": data["title"],
            "method": self.recipe.key,
            "inputs": {
                role: named
                for role, keys in chosen.items()
                if (named := [self.found[key] for key in keys if key in self.found])
            },
            "frame": next(
                (self.frames[key] for key in chosen.get("population", ()) if key in self.frames), None
            ),
            "crosswalks": {
                role: found.get(data.get(f"crosswalk_{role}", "")) for role, found in self.ways.items()
            },
            "parameters": {name: data[name] for name in names if data[name] not in (None, "", [])}
            | self._years(),
        }


def _version_of(row: Crosswalk) -> str:
    said = _("%(crosswalk)s, version %(version)s") % {"crosswalk": row, "version": row.version}
    return f"{said}: {row.note}" if row.note else str(said)


class Waive(forms.Form):
    reason = forms.LongTextField(label=_("Reason"), max_length=2000, rows=4)


class NewNote(forms.Form):
    body = forms.LongTextField(label=_("Note"), max_length=4000, rows=3)


def methods() -> list[Recipe]:
    return list(METHODS.values())


def said_parameters(parameters: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Parameters of a run under the labels that the form gives them."""
    words = WAGE_WORDS | QUARTERLY_WORDS | preparing.WORDS
    return [
        (
            NewRun.base_fields[name].label if name in NewRun.base_fields else name,
            ", ".join(map(str, value)) if isinstance(value, list) else words.get(str(value), value),
        )
        for name, value in parameters.items()
    ]

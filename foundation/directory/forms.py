"""What people say about organisations. `OrganisationSearchForm` serves every room that asks for an organisation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from foundation.directory import search
from foundation.directory.enums import (
    LegalForm,
    Nation,
    OrganisationStatus,
    Section,
    SizeBand,
    Verification,
)
from foundation.directory.identifiers import Scheme, normalise
from foundation.directory.models import Organisation, Place

ANY = ("", _("Any"))


def _chosen(choices: type[Any]) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in choices.choices if value]


class OrganisationSearchForm(forms.Form):
    """Find an organisation by name or number. In a view:

    form = OrganisationSearchForm(request.GET if "q" in request.GET else None)
    found = form.found(request.user)      # None until something was asked
    """

    q = forms.CharField(
        label=_("Name or number of the organisation"),
        max_length=search.LONGEST,
        help_text=_("For example, its name, its charity number or its company number"),
        error_messages={"required": _("Enter a name or a number")},
    )
    show = {"q": {"width": 30, "spellcheck": False}}

    def found(self, principal: Any, *, limit: int = search.LIMIT) -> list[Organisation] | None:
        """The best matches that the principal may see, each with its main number; two queries, or four."""
        if not self.is_valid():
            return None
        rows = Organisation.objects.visible_to(principal)
        return with_numbers(rows.search(self.cleaned_data["q"], limit=limit))


def with_numbers(found: list[Organisation]) -> list[Organisation]:
    """Fill `identifiers` of all rows in one query."""
    from django.db.models import prefetch_related_objects

    prefetch_related_objects(found, "identifiers", "region")
    return found


class OrganisationFilters(OrganisationSearchForm):
    """The directory's own list: the search, and what it can be narrowed by."""

    nation = forms.ChoiceField(label=_("Nation"), choices=[ANY, *_chosen(Nation)], required=False)
    size = forms.ChoiceField(label=_("Yearly income"), choices=[ANY, *SizeBand.choices], required=False)
    section = forms.ChoiceField(label=_("Kind of work"), choices=[ANY, *_chosen(Section)], required=False)
    status = forms.ChoiceField(
        label=_("Register"), choices=[ANY, *OrganisationStatus.choices], required=False
    )
    columns = {"nation": "nation", "size": "size_band", "section": "icnp_section", "status": "status"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].required = False

    @property
    def narrowed(self) -> dict[str, str]:
        """The chosen filters as columns and values."""
        said = self.cleaned_data if self.is_valid() else {}
        return {column: said[name] for name, column in self.columns.items() if said.get(name)}


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("What is the name of your organisation?"),
        max_length=300,
        error_messages={"required": _("Enter the name of your organisation")},
    )
    show = {"name": {"heading": "l"}}


class NumberForm(forms.Form):
    """A number is never required."""

    scheme = forms.ChoiceField(
        label=_("Does it have a number in a public register?"),
        choices=[
            ("none", _("No, or I do not know it")),
            (Scheme.CHC, _("Charity number (England and Wales)")),
            (Scheme.SC, _("Scottish charity number")),
            (Scheme.NIC, _("Northern Ireland charity number")),
            (Scheme.COH, _("Company number")),
            (Scheme.MPR, _("Mutuals register number")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it has a number")},
    )
    number = forms.CharField(
        label=_("The number"), max_length=20, required=False, help_text=_("Leave this empty if it has none")
    )
    show = {"scheme": {"heading": "l"}, "number": {"width": 10, "optional": False, "spellcheck": False}}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        scheme = said.get("scheme")
        if not scheme or scheme == "none":
            return said | {"stated": ""}
        value = normalise(scheme, said.get("number") or "")
        if value is None:
            raise ValidationError({"number": _("Enter a number in the form that this register uses")})
        return said | {"stated": f"{scheme}-{value}"}


def regions() -> list[tuple[str, Any]]:
    rows = Place.objects.current().filter(kind="region").order_by("name")
    return [("", _("Not one region")), *((row.code, str(row)) for row in rows)]


class WhereForm(forms.Form):
    nation = forms.ChoiceField(
        label=_("Where does it work?"),
        choices=[*_chosen(Nation), ("uk", _("In more than one nation"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select where it works")},
    )
    region = forms.ChoiceField(label=_("Region of England"), required=False)
    show = {"nation": {"heading": "l"}, "region": {"optional": False}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        nation = "" if said.get("nation") == "uk" else said.get("nation", "")
        code = said.get("region") if nation == Nation.ENGLAND else ""
        region = Place.objects.filter(code=code).first() if code else None
        return said | {"facts": {"nation": nation, "region": region}}


class WorkForm(forms.Form):
    icnp_section = forms.ChoiceField(
        label=_("What kind of work does it do most?"),
        choices=_chosen(Section),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a kind of work")},
    )
    show = {"icnp_section": {"heading": "l"}}


class AboutForm(forms.Form):
    """What an organisation says of itself, on its own page."""

    description = forms.LongTextField(label=_("What it does"), max_length=4000, rows=6, required=False)
    website = forms.CharField(label=_("Website"), max_length=280, required=False)
    other_names = forms.CharField(
        label=_("Other names it is known by"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name on each line"),
    )
    nation = forms.ChoiceField(label=_("Nation"), choices=Nation.choices, required=False)
    region = forms.ChoiceField(label=_("Region of England"), required=False)
    icnp_section = forms.ChoiceField(label=_("Kind of work"), choices=Section.choices, required=False)
    user_led = forms.TypedChoiceField(
        label=_("Is more than half of its board from the community it serves?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("", _("Not said"))],
        coerce=lambda value: {"yes": True, "no": False}.get(value),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    show = {"user_led": {"inline": True}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions()

    def clean_other_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["other_names"].splitlines() if line.strip()]
        if any(len(name) > 300 for name in names) or len(names) > 50:
            raise ValidationError(_("Enter up to 50 names of up to 300 characters"))
        return names

    def clean_region(self) -> Place | None:
        return Place.objects.filter(code=self.cleaned_data["region"]).first()

    @staticmethod
    def first_said(organisation: Organisation) -> dict[str, Any]:
        return {
            "description": organisation.description,
            "website": organisation.website,
            "other_names": "\n".join(organisation.other_names),
            "nation": organisation.nation,
            "region": organisation.region_id or "",
            "icnp_section": organisation.icnp_section,
            "user_led": {True: "yes", False: "no", None: ""}[organisation.user_led],
        }


class GroupForm(AboutForm):
    """For a group that no register decides about: its name, legal form and income are its own to say."""

    name = forms.CharField(label=_("Name"), max_length=300)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=_chosen(LegalForm))
    income = forms.IntegerField(
        label=_("Yearly income in pounds"), min_value=0, max_value=10**12, required=False
    )
    field_order = ["name", "legal_form", "income"]
    show = {**AboutForm.show, "income": {"width": 10, "prefix": "£"}}  # type: ignore[dict-item]

    @staticmethod
    def first_said(organisation: Organisation) -> dict[str, Any]:
        own = {name: getattr(organisation, name) for name in ("name", "legal_form", "income")}
        return AboutForm.first_said(organisation) | own


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address of the person you invite"),
        max_length=254,
        help_text=_("They have to sign in with this address. The link works for 14 days."),
    )
    show = {"email": {"heading": "l", "autocomplete": "off", "spellcheck": False}}


class VerifyForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("How sure are we of this organisation?"),
        choices=Verification.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how sure we are")},
    )
    show = {"level": {"heading": "l"}}

"""What officials say on the pages of the analysis."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.consultations.analysis.enums import RedactionReason, Stance, Strength
from engagement.consultations.analysis.models import Coding, Theme
from foundation.common import forms

NOTHING = ("", "Not said")


class Themes(forms.Form):
    """A form that offers themes; `theme(name)` is the one that was chosen."""

    def __init__(self, *args: Any, themes: Iterable[Theme] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.themes = {str(theme.public_id): theme for theme in themes}

    def offer(self, name: str, first: list[tuple[str, str]]) -> None:
        listed = [(key, theme.title) for key, theme in self.themes.items()]
        self.fields[name].choices = [*first, *listed]

    def theme(self, name: str) -> Theme | None:
        return self.themes.get(self.cleaned_data[name])


class ConfirmCampaign(forms.Form):
    name = forms.CharField(label="Name of the campaign", max_length=150, required=False)
    organiser = forms.CharField(label="Who organises it, if known", max_length=200, required=False)
    note = forms.LongTextField(label="Note on your decision", max_length=1000, rows=3, required=False)


class RejectCampaign(forms.Form):
    note = forms.LongTextField(
        label="Why are these not a campaign?",
        max_length=1000,
        rows=3,
        error_messages={"required": "Enter why these responses are not a campaign"},
    )


class RegisterCampaign(forms.Form):
    organiser = forms.CharField(label=_("Who organises the campaign?"), max_length=200)
    name = forms.CharField(label=_("What is the campaign called?"), max_length=150)
    text = forms.LongTextField(
        label=_("The text that people will send"),
        help_text=_("The whole text, as you suggest it. People may change it or add their own words."),
        max_length=20_000,
        rows=12,
    )


class NewTheme(Themes):
    title = forms.CharField(label="Title", max_length=120)
    description = forms.LongTextField(
        label="What belongs here, and what does not", max_length=1000, rows=2, required=False
    )
    parent = forms.ChoiceField(label="Below", required=False)
    show = {"description": {"optional": True}, "parent": {"optional": False}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("parent", [("", "No other theme: at the top")])


class ChangeTheme(forms.Form):
    title = forms.CharField(label="Title", max_length=120)
    description = forms.LongTextField(
        label="What belongs here, and what does not", max_length=1000, rows=2, required=False
    )


class MoveTheme(Themes):
    parent = forms.ChoiceField(label="Put it below", required=False)
    show = {"parent": {"optional": False}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("parent", [("", "No other theme: at the top")])


class MergeTheme(Themes):
    into = forms.ChoiceField(label="Merge it into", error_messages={"required": "Select a theme"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("into", [("", "Select a theme")])


class SplitTheme(forms.Form):
    title = forms.CharField(label="Title of the new theme", max_length=120)
    codings = forms.MultipleChoiceField(
        label="Answers that belong to the new theme",
        widget=forms.Checkboxes,
        error_messages={"required": "Select the answers that belong to the new theme"},
    )
    show = {"codings": {"legend": "s", "small": True}}

    def __init__(self, *args: Any, codings: Iterable[Coding] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.chosen = {str(coding.pk): coding for coding in codings}
        self.fields["codings"].choices = [
            (key, f"“{' '.join(coding.answer.text.split())[:160]}”") for key, coding in self.chosen.items()
        ]


class AcceptProposal(Themes):
    title = forms.CharField(label="Title of the theme", max_length=120, required=False)
    into = forms.ChoiceField(label="Or let a theme that is there take it up", required=False)
    show = {"into": {"optional": False}, "title": {"optional": False}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("into", [("", "A new theme")])

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("title") and not self.cleaned_data.get("into"):
            self.add_error("title", "Enter a title, or select a theme that takes it up")
        return self.cleaned_data


class Code(Themes):
    """One answer's coding: the keys 1 to 9 stand beside the first themes."""

    chosen = forms.MultipleChoiceField(
        label="Which themes does it speak of?", widget=forms.Checkboxes, required=False
    )
    stance = forms.ChoiceField(
        label="Which side does it take?",
        widget=forms.RadioSelect,
        required=False,
        choices=[*Stance.choices, NOTHING],
    )
    strength = forms.ChoiceField(
        label="What does it rest on?",
        widget=forms.RadioSelect,
        required=False,
        choices=[*Strength.choices, NOTHING],
    )
    note = forms.LongTextField(label="Note for colleagues", max_length=1000, rows=2, required=False)
    show = {
        "chosen": {"legend": "s", "small": True, "optional": False},
        "stance": {"legend": "s", "small": True, "optional": False},
        "strength": {"legend": "s", "small": True, "optional": False},
        "note": {"label": "s"},
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chosen"].choices = [(key, theme.title) for key, theme in self.themes.items()]

    def said(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("stance", "strength", "note")}
        return said | {"themes": [self.themes[key] for key in self.cleaned_data["chosen"]]}


class MarkQuote(Themes):
    passage = forms.LongTextField(
        label="Words to quote",
        help_text="Copy them from the answer exactly as they stand there.",
        max_length=2000,
        rows=2,
    )
    theme_id = forms.ChoiceField(label="Theme", error_messages={"required": "Select a theme"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("theme_id", [("", "Select a theme")])


class Redact(forms.Form):
    passage = forms.LongTextField(
        label="Words to take out",
        help_text="Copy them from the answer. They are taken out wherever they stand in it.",
        max_length=2000,
        rows=2,
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Select a reason"), *RedactionReason.choices],
        error_messages={"required": "Select a reason"},
    )

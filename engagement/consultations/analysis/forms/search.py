"""Search and filters over answers."""

from typing import Any

from engagement.consultations import files
from engagement.consultations.analysis import searching
from engagement.consultations.analysis.enums import CampaignState, Stance, Strength, ThemeState
from engagement.consultations.analysis.models import Campaign, Theme
from engagement.consultations.enums import OPEN_TEXT, Capacity, Channel
from engagement.consultations.models import Consultation
from foundation.common import forms

MOST_CAMPAIGNS = 50


def _one_of(label: str, everything: str, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices])


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Words",
        help_text='For example: bus -train, or "last bus"',
        required=False,
        max_length=200,
    )
    question = _one_of("Question", "Any question")
    theme = _one_of("Theme", "Any theme")
    state = _one_of("Coding", "Coded or not", [("coded", "Coded"), ("uncoded", "Not coded yet")])
    stance = _one_of("Stance", "Any stance", Stance.choices)
    strength = _one_of("Evidence", "Any evidence", Strength.choices)
    campaign = _one_of("Campaign", "Any or none", [(searching.NONE, "Not part of a campaign")])
    capacity = _one_of("Who answered", "Anybody", Capacity.choices)
    channel = _one_of("How it came", "Any way", Channel.choices)
    show = {
        name: {"optional": False}
        for name in (
            "q",
            "question",
            "theme",
            "state",
            "stance",
            "strength",
            "campaign",
            "capacity",
            "channel",
        )
    }

    def __init__(self, data: Any, consultation: Consultation) -> None:
        super().__init__(data, auto_id="filter-%s")
        questions = consultation.questions.filter(kind__in=OPEN_TEXT)
        themes = Theme.objects.filter(question__consultation=consultation, state=ThemeState.ACTIVE)
        campaigns = consultation.campaigns.exclude(state=CampaignState.REJECTED).select_related("leader")
        self.rows: dict[str, dict[str, Any]] = {
            "question": {question.key: question for question in questions},
            "theme": {str(theme.public_id): theme for theme in themes.order_by("title")},
            "campaign": {
                str(row.public_id): row for row in campaigns.order_by("-submissions")[:MOST_CAMPAIGNS]
            },
        }
        for name, rows in self.rows.items():
            self.fields[name].choices += [(key, str(row)[:80]) for key, row in rows.items()]

    def chosen(self) -> dict[str, Any]:
        """Filters in use, as `searching.answers` takes them."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: self.rows.get(name, {}).get(value, value) for name, value in said.items()}


class FilesForm(forms.Form):
    q = forms.CharField(
        label="Words in the files",
        help_text="A file is found when each of these words begins a word in it",
        required=False,
        max_length=200,
    )
    question = _one_of("Question", "Any question")
    show = {"q": {"optional": False}, "question": {"optional": False}}

    def __init__(self, data: Any, consultation: Consultation) -> None:
        super().__init__(data, auto_id="filter-%s")
        asked = files.questions(consultation)
        self.fields["question"].choices += [(each.key, str(each)[:80]) for each in asked]


def campaign_of(consultation: Consultation, key: Any) -> Campaign | None:
    return consultation.campaigns.select_related("leader__family").filter(public_id=key).first()

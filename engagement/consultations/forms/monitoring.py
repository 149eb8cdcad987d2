"""The equality questions, asked after a response is sent and kept apart from it."""

from django.utils.translation import gettext_lazy as _

from foundation.common import forms

NOT_SAID = ("", _("Prefer not to say"))
YES_NO = [("yes", _("Yes")), ("no", _("No")), NOT_SAID]


class MonitoringForm(forms.Form):
    """The harmonised questions of the Government Statistical Service, each with a way not to answer."""

    age = forms.ChoiceField(
        label=_("What is your age group?"),
        choices=[
            *((band, band) for band in ("16-24", "25-34", "35-49", "50-64")),
            ("65+", _("65 or over")),
            NOT_SAID,
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    sex = forms.ChoiceField(
        label=_("What is your sex?"),
        choices=[("female", _("Female")), ("male", _("Male")), NOT_SAID],
        widget=forms.RadioSelect,
        required=False,
    )
    disability = forms.ChoiceField(
        label=_("Do you have a health condition or disability that has lasted 12 months or more?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    ethnic_group = forms.ChoiceField(
        label=_("What is your ethnic group?"),
        choices=[
            ("white", _("White")),
            ("mixed", _("Mixed or multiple ethnic groups")),
            ("asian", _("Asian or Asian British")),
            ("black", _("Black, Black British, Caribbean or African")),
            ("other", _("Another ethnic group")),
            NOT_SAID,
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    religion = forms.ChoiceField(
        label=_("What is your religion?"),
        choices=[
            ("none", _("No religion")),
            ("christian", _("Christian")),
            ("buddhist", _("Buddhist")),
            ("hindu", _("Hindu")),
            ("jewish", _("Jewish")),
            ("muslim", _("Muslim")),
            ("sikh", _("Sikh")),
            ("other", _("Another religion")),
            NOT_SAID,
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    orientation = forms.ChoiceField(
        label=_("Which of these best describes your sexual orientation?"),
        choices=[
            ("heterosexual", _("Straight or heterosexual")),
            ("gay_lesbian", _("Gay or lesbian")),
            ("bisexual", _("Bisexual")),
            ("other", _("Other sexual orientation")),
            NOT_SAID,
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    show = {
        name: {"legend": "s", "optional": False}
        for name in ("age", "sex", "disability", "ethnic_group", "religion", "orientation")
    }

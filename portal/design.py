"""The living style guide at /design/: every component on real pages' terms, for eyes and for accessibility tests."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from foundation.common import forms
from foundation.common.paging import Page


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("Email address"), help_text=_("We will send you a code to sign in"))
    number = forms.CharField(label=_("Charity number"), required=False, max_length=12)
    money = forms.IntegerField(label=_("Yearly income"), required=False, min_value=0)
    detail = forms.LongTextField(label=_("What would you like to discuss?"), max_length=400)
    held_on = forms.DateInputField(
        label=_("When do you need an answer?"), help_text=_("For example, 27 3 2027")
    )
    nation = forms.ChoiceField(
        label=_("Nation"),
        choices=[("", _("Select a nation")), ("E", _("England")), ("W", _("Wales")), ("S", _("Scotland"))],
    )
    kind = forms.ChoiceField(
        label=_("What kind of request is it?"),
        choices=[("meeting", _("A meeting")), ("evidence", _("Evidence")), ("other", _("Something else"))],
        widget=forms.RadioSelect,
    )
    other = forms.CharField(label=_("What is it?"), required=False, max_length=60)
    topics = forms.MultipleChoiceField(
        label=_("Which topics is it about?"),
        choices=[("health", _("Health")), ("housing", _("Housing")), ("none", _("None of these"))],
        widget=forms.Checkboxes(exclusive="none"),
    )
    evidence = forms.FileField(label=_("Upload evidence"), required=False)
    agree = forms.BooleanField(label=_("I may speak for my organisation"))

    show = {
        "name": {"width": 20},
        "number": {"width": 10, "inputmode": "numeric"},
        "money": {"prefix": "£", "width": 10, "inputmode": "numeric"},
        "kind": {
            "legend": "m",
            "hints": {"evidence": _("Research, figures or experience that a policy should know of")},
        },
        "topics": {"legend": "m", "small": True},
        "detail": {"label": "m"},
        "held_on": {"legend": "m"},
        "other": {"optional": False},
    }


def _events() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "title": _("Answered"),
            "at": now,
            "by": "Priya Raman, Department for Culture",
            "text": "Thank you for your letter.\n\nWe will publish the figures you asked for.",
            "tag": _("Closed"),
            "colour": "green",
        },
        {
            "title": _("Note for government only"),
            "at": now - timedelta(days=2),
            "by": "Tom Price",
            "text": "Figures checked with the statisticians.",
            "government": True,
        },
        {"title": _("Accepted"), "at": now - timedelta(days=4), "by": "Department for Culture"},
        {"title": _("Sent"), "at": now - timedelta(days=6), "by": "Rehana \u202egnoD\u202c (Cwm Taf ŵ ŷ)"},
    ]


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    typed = {
        "held_on-day": "31",
        "held_on-month": "2",
        "held_on-year": "2027",
        "email": "not an address",
        "kind": "other",
    }
    context = {
        "fresh": Everything(prefix="new"),
        "wrong": Everything(typed),
        "events": _events(),
        "page": Page(rows=[], next="next-token", previous="previous-token"),
        "section": "requests",
    }
    return render(request, "pages/design.html", context)

"""To which request for another format a reply belongs that staff enter."""

from typing import Any

from engagement.consultations.actions.replies import Known, until
from engagement.consultations.models import FormatRequest
from foundation.common import forms
from foundation.common.words import day


class ReplyForm(forms.Form):
    format_request = forms.ChoiceField(
        label="Does it reply to a request for another format?",
        help_text="Whoever asked for one has their own time to answer; the reply takes the place of their draft.",
        required=False,
    )
    show = {"format_request": {"optional": False}}

    def __init__(self, *args: Any, known: Known, **options: Any) -> None:
        super().__init__(*args, **options)
        waiting = [(key, _words(row)) for key, row in known.items() if not _is_answered(row)]
        self.fields["format_request"].choices = [("", "No"), *waiting]
        self.waits = bool(waiting)


def _is_answered(row: FormatRequest) -> bool:
    return row.response is not None and row.response.is_sent


def _words(row: FormatRequest) -> str:
    who = row.name or row.email or " ".join(row.contact.split())[:60]
    return f"{row.get_format_display()} for {who}, with time until {day(until(row))}"

"""The filters of the public register."""

from datetime import date, datetime
from typing import Any

from django.utils import dateformat, timezone
from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import Kind
from engagement.requests.register import GROUPS
from foundation.common import forms
from foundation.directory.models import Department

MONTHS = 36


class MonthField(forms.ChoiceField):
    """A month as 2026-11; cleaned to its first moment and that of the next month. Older months than shown are fine."""

    default_error_messages = {"invalid_choice": _("Select a month from the list")}

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_months, **options)

    def valid_value(self, value: str) -> bool:
        return _first_day(value) is not None

    def clean(self, value: Any) -> tuple[datetime, datetime] | None:
        said = super().clean(value)
        first = _first_day(said)
        if first is None:
            return None
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return _midnight(first), _midnight(following)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _first_day(text: str) -> date | None:
    try:
        found = datetime.strptime(text, "%Y-%m").date() if len(text) == 7 else None
    except ValueError:
        return None
    return found if found and 2000 <= found.year <= 2199 else None


def _months() -> list[tuple[str, Any]]:
    today = timezone.localdate()
    place = today.year * 12 + today.month - 1
    days = [date(n // 12, n % 12 + 1, 1) for n in range(place, place - MONTHS, -1)]
    return [("", _("Any month")), *((f"{day:%Y-%m}", dateformat.format(day, "F Y")) for day in days)]


class RegisterFilter(forms.Form):
    q = forms.CharField(
        label=_("Words"),
        help_text=_("In published titles and names of organisations, or a reference"),
        required=False,
        max_length=100,
    )
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All departments"),
    )
    state = forms.ChoiceField(
        label=_("Where it stands"),
        choices=[("", _("Anywhere")), *((key, label) for key, (label, _states) in GROUPS.items())],
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind of request"), choices=[("", _("Every kind")), *Kind.choices], required=False
    )
    month = MonthField(label=_("Received in"), required=False)
    overdue = forms.BooleanField(label=_("Only those past their date"), required=False)
    show = {name: {"optional": False} for name in ("q", "department", "state", "kind", "month")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = Department.objects.only("code", "name", "name_cy")

    @property
    def in_use(self) -> int:
        """How many filters narrow the list."""
        return sum(bool(value) for value in self.cleaned_data.values()) if self.is_valid() else 0

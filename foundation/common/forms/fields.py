"""Fields that Django does not have: a date in three boxes, and long text that counts its characters."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.common.forms.widgets import DateInput
from foundation.common.words import day as in_words


class LongTextField(forms.CharField):
    """A text area with a character count; `rows` is its height."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # a browser that cuts pasted text silently loses what the person wrote
        return attrs


class DateInputField(forms.Field):
    """A date typed as day, month and year. `not_before` and `not_after` are dates or functions that give one."""

    widget = DateInput
    earliest = date(1800, 1, 1)
    latest = date(2199, 12, 31)
    default_error_messages = {
        "required": _("Enter a date"),
        "missing": _("Date must include a %(parts)s"),
        "invalid": _("Date must be a real date"),
        "year": _("Year must be between %(first)s and %(last)s"),
        "not_before": _("Date must be on or after %(date)s"),
        "not_after": _("Date must be on or before %(date)s"),
    }
    _names = {"day": _("day"), "month": _("month"), "year": _("year")}

    def __init__(self, *, not_before: Any = None, not_after: Any = None, **kwargs: Any) -> None:
        self.not_before, self.not_after = not_before, not_after
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        parts = self._parts(value)
        try:
            if not all(len(part) <= 4 and part.isascii() and part.isdigit() for part in parts):
                raise ValueError
            day, month, year = map(int, parts)
            if len(parts[2]) == 4 and not self.earliest.year <= year <= self.latest.year:
                limits = {"first": self.earliest.year, "last": self.latest.year}
                raise ValidationError(self.error_messages["year"], code="year", params=limits)
            if len(parts[2]) != 4:
                raise ValueError
            return date(year, month, day)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def _parts(self, value: Any) -> list[str]:
        if isinstance(value, str):
            pieces = value.strip().split("-")
            if len(pieces) != 3:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            return list(reversed(pieces))
        parts = [str(part).strip() for part in value]
        absent = [
            str(self._names[name]) for name, part in zip(DateInput.parts, parts, strict=True) if not part
        ]
        if absent:
            words = str(_(" and ")).join(absent)
            raise ValidationError(self.error_messages["missing"], code="missing", params={"parts": words})
        return parts

    def clean(self, value: Any) -> date | None:
        return super().clean(_blank_is_none(value))

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        for name, breaks in (
            ("not_before", lambda limit: value < limit),
            ("not_after", lambda limit: value > limit),
        ):
            limit = getattr(self, name)
            limit = limit() if callable(limit) else limit
            if limit is not None and breaks(limit):
                raise ValidationError(self.error_messages[name], code=name, params={"date": in_words(limit)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(_blank_is_none(initial)) != self.to_python(_blank_is_none(data))
        except ValidationError:
            return True


def _blank_is_none(value: Any) -> Any:
    blank = isinstance(value, tuple | list) and not any(str(part).strip() for part in value)
    return None if blank else value

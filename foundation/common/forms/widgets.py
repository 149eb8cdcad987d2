"""Widgets that Django does not have. The markup of every widget is in templates/forms/."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms


class DateInput(forms.Widget):
    """Three boxes: day, month, year, named `<name>-day`, `<name>-month`, `<name>-year`."""

    use_fieldset = True
    template_name = "django/forms/widgets/text.html"
    parts = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if name in data:  # an ISO date from a filter's address or a script
            return data[name]
        typed = tuple(data.get(f"{name}-{part}", "") for part in self.parts)
        return typed if any(typed) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and all(f"{name}-{part}" not in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else id_

    def boxes(self, value: Any) -> dict[str, str]:
        """What stands in each box: what the person typed, or the parts of a date."""
        if isinstance(value, date):
            return {part: str(getattr(value, part)) for part in self.parts}
        if isinstance(value, tuple | list):
            return dict(zip(self.parts, map(str, value), strict=False))
        pieces = str(value or "").split("-")
        if len(pieces) == 3:
            return dict(zip(self.parts, reversed(pieces), strict=True))
        return dict.fromkeys(self.parts, "")


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes; `exclusive` names the choice ("none of these") that unticks the others."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), exclusive: str | None = None
    ) -> None:
        super().__init__(attrs, choices)
        self.exclusive = exclusive

"""Fields that the questions of a request need and that no other room has."""

from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from foundation.common import forms

MOST_LINKS = 5


class YesNoField(forms.TypedChoiceField):
    """Two radios whose answer is True, False or, while nobody has answered, None."""

    def __init__(self, *, yes: Any = None, no: Any = None, **options: Any) -> None:
        choices = [("yes", yes or _("Yes")), ("no", no or _("No"))]
        options.setdefault("widget", django_forms.RadioSelect)
        super().__init__(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class LinksField(forms.LongTextField):
    """Addresses of web pages, one on each line; an address without its beginning gets https://."""

    default_error_messages = {
        "too_many": _("Enter no more than %(most)d addresses"),
        "not_an_address": _("“%(line)s” is not the address of a web page. Enter one such as www.example.org"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=True, **options)
        self.valid = URLValidator(schemes=["http", "https"])

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = list(dict.fromkeys(line.strip() for line in super().clean(value).split("\n") if line.strip()))
        if len(lines) > MOST_LINKS:
            raise ValidationError(
                self.error_messages["too_many"], code="too_many", params={"most": MOST_LINKS}
            )
        return [self._address(line) for line in lines]

    def _address(self, line: str) -> str:
        address = line if "://" in line else f"https://{line}"
        try:
            if len(address) > 500:
                raise ValidationError("")
            self.valid(address)
        except ValidationError:
            raise ValidationError(
                self.error_messages["not_an_address"], code="not_an_address", params={"line": line[:80]}
            ) from None
        return address

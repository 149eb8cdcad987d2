"""A form field for several files. It looks into each of them, so that what is wrong stands beside the field."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.documents.formats import ACCEPT
from foundation.documents.inspection import Checked, Refused, inspect

HINT = format_lazy(
    _(
        "PDF, Word, Excel, PowerPoint, OpenDocument, JPEG, PNG, text or CSV. Each file must be smaller than {most} MB."
    ),
    most=settings.DOCUMENT_MAX_BYTES // (1024 * 1024),
)


class FilesInput(forms.FileInput):
    """A chooser of several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return (
            [each for each in files.getlist(name) if each]
            if hasattr(files, "getlist")
            else files.get(name) or []
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


class FilesField(forms.Field):
    """Cleans to a list of `Checked` files for `documents.holding`. `most` is how many may come at once."""

    widget = FilesInput

    def __init__(self, *, most: int | None = None, **options: Any) -> None:
        self.most = most
        options.setdefault("help_text", HINT)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ACCEPT}

    def clean(self, value: Any) -> list[Checked]:
        files = value or []
        if not files and self.required:
            raise ValidationError(_("Select a file"), code="required")
        most = self.most or settings.DOCUMENT_MOST_AT_ONCE
        if len(files) > most:
            raise ValidationError(_("Send up to %(most)d files at once"), code="many", params={"most": most})
        checked: list[Checked] = []
        errors: list[ValidationError] = []
        for file in files:
            try:
                checked.append(inspect(file))
            except Refused as refusal:
                errors.append(ValidationError(str(refusal), code="refused"))
        if errors:
            raise ValidationError(errors)
        return checked

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

"""The forms every room starts from: text in one shape, messages in the design system's words."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from foundation.common import text
from foundation.common.forms.messages import plain
from foundation.common.forms.places import Places


def prepared(field: forms.Field) -> forms.Field:
    """A field that says its errors and takes its text as those of every form; for fields added to a form later."""
    plain(field)
    if isinstance(field, forms.CharField):
        field.to_python = partial(_to_python, field, field.to_python)  # type: ignore[method-assign]
    return field


class Normalises:
    """Mixin: `show` says how fields look; text arrives trimmed, in NFC, without invisible characters."""

    show: ClassVar[dict[str, dict[str, Any]]] = {}
    places: Places | None = None  # draw marks where something may stand, instead of what stands there
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            prepared(field)


class Form(Normalises, forms.Form):
    """The base of every form that is not tied to a model."""


class ModelForm(Normalises, forms.ModelForm):
    """The base of every form over a model's fields."""


def _to_python(field: forms.CharField, original: Any, value: Any) -> Any:
    if isinstance(value, str):
        if text.forbidden(value):
            raise ValidationError(field.error_messages["null_characters"], code="null_characters")
        value = text.normalise(value) if field.strip else value
    return original(value)

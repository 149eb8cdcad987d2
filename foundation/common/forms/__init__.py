"""Forms in the design system's markup and words. Use this module as Django's own `forms`."""

from django.forms import *  # noqa: F403

from foundation.common.forms.base import Form, ModelForm, Normalises, prepared
from foundation.common.forms.fields import DateInputField, LongTextField
from foundation.common.forms.rendering import Renderer, error_links
from foundation.common.forms.widgets import Checkboxes, DateInput  # type: ignore[assignment]

__all__ = [
    "Checkboxes",
    "DateInput",
    "DateInputField",
    "Form",
    "LongTextField",
    "ModelForm",
    "Normalises",
    "Renderer",
    "error_links",
    "prepared",
]

"""Error messages in the design system's words, made from the field's label unless its author wrote their own."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from foundation.common.forms.fields import DateInputField

_PICKED = (forms.ChoiceField, forms.ModelChoiceField)


def plain(field: forms.Field) -> None:
    """Give the messages that a field's author did not set."""
    own = _set_by_author(field)
    for code, say in _sayings(field).items():
        if code not in own:
            field.error_messages[code] = _lazily(partial(say, field))


def name_in_sentence(field: forms.Field, otherwise: str) -> str:
    """The label where it can start a sentence ("Your name must be…"); a question cannot."""
    label = str(field.label or "").replace("%", "%%")
    return otherwise if not label or label.endswith("?") else label


def _sayings(field: forms.Field) -> dict[str, Callable[[forms.Field], str]]:
    sayings: dict[str, Callable[[forms.Field], str]] = {
        "required": _required,
        "max_length": _too_long,
        "min_length": _too_short,
        "null_characters": _not_shown,
        "null_characters_not_allowed": _not_shown,
    }
    if isinstance(field, _PICKED):
        sayings |= {
            "invalid_choice": _not_offered,
            "invalid_list": _not_offered,
            "invalid_pk_value": _not_offered,
        }
    elif isinstance(field, forms.EmailField):
        sayings["invalid"] = lambda _field: _(
            "Enter an email address in the correct format, like name@example.com"
        )
    elif isinstance(field, forms.URLField):
        sayings["invalid"] = lambda _field: _(
            "Enter a web address in the correct format, like https://www.example.org"
        )
    elif isinstance(field, DateInputField):
        sayings |= {
            "missing": _date_missing,
            "invalid": _date_invalid,
            "not_before": _early,
            "not_after": _late,
        }
    elif isinstance(field, forms.IntegerField):
        sayings |= {"invalid": _not_a_number, "min_value": _too_small, "max_value": _too_large}
    elif isinstance(field, forms.FileField):
        sayings |= {"empty": _empty_file, "invalid": _no_file, "missing": _no_file}
    return sayings


def _set_by_author(field: forms.Field) -> set[str]:
    """Codes whose message differs from what the class declares, so was given by whoever wrote the form."""
    declared: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        declared.update(getattr(kind, "default_error_messages", {}))
    return {code for code, message in field.error_messages.items() if declared.get(code) is not message}


def _lower_first(label: str) -> str:
    """ "Your name" becomes "your name"; "UK nation" keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _required(field: forms.Field) -> str:
    label = str(field.label or "")
    askable = bool(label) and not label.endswith("?")
    if isinstance(field, forms.FileField):
        return _("Select a file")
    if isinstance(field, forms.BooleanField):
        return (
            _("Tick “%(label)s” to continue") % {"label": label} if label else _("Tick the box to continue")
        )
    if isinstance(field, _PICKED):
        return _("Select %(label)s") % {"label": _lower_first(label)} if askable else _("Select an option")
    if not askable:
        return _("Enter a date") if isinstance(field, DateInputField) else _("Enter an answer")
    return _("Enter %(label)s") % {"label": _lower_first(label)}


def _about(field: forms.Field, sentence: str, otherwise: str | None = None) -> str:
    """Put the label into a sentence and leave its %(limit)s for the validator."""
    return sentence.replace("%(label)s", name_in_sentence(field, otherwise or _("Your answer")))


def _too_long(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be %(limit_value)d characters or fewer"))


def _too_short(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be %(limit_value)d characters or more"))


def _not_shown(field: forms.Field) -> str:
    return _about(field, _("%(label)s must not contain characters that cannot be shown"))


def _not_offered(field: forms.Field) -> str:
    return _("Select one of the options on the page")


def _date_missing(field: forms.Field) -> str:
    return _about(field, _("%(label)s must include a %(parts)s"), _("The date"))


def _date_invalid(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be a real date"), _("The date"))


def _early(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be on or after %(date)s"), _("The date"))


def _late(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be on or before %(date)s"), _("The date"))


def _not_a_number(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be a number, like 30"))


def _too_small(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be %(limit_value)s or more"))


def _too_large(field: forms.Field) -> str:
    return _about(field, _("%(label)s must be %(limit_value)s or fewer"))


def _empty_file(field: forms.Field) -> str:
    return _("The selected file is empty")


def _no_file(field: forms.Field) -> str:
    return _("Select a file")


def _call(say: Callable[[], str]) -> str:
    return say()


_lazily = lazy(_call, str)

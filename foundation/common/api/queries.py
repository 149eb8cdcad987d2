"""The query string, strictly: every parameter is known, given once, and well formed, or the answer is a 400."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import fields, filters
from django_filters import rest_framework as django_filter

from foundation.common import text
from foundation.common.api.problems import BadQuery

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+\- ]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def check(request: HttpRequest, known: Iterable[str] = ()) -> None:
    """Raise BadQuery unless each parameter is one of `known`, given once and not empty."""
    allowed = set(known)
    errors: dict[str, list[object]] = {}
    for name, values in request.GET.lists():
        shown = name[:50]
        if name not in allowed:
            errors[shown] = [_("This parameter is not known here.")]
        elif len(values) > 1:
            errors[shown] = [_("Give this parameter once.")]
        elif not values[0].strip():
            errors[shown] = [_("This parameter is empty. Give a value or leave it out.")]
        elif "\ufffd" in values[0] or text.forbidden(values[0]):
            errors[shown] = [_("This is not text in UTF-8.")]
    if errors:
        raise BadQuery(errors)


def moment(words: str) -> datetime:
    """A time of RFC 3339. A + that the address turned into a space is understood."""
    found = _MOMENT.fullmatch(words)
    try:
        if not found:
            raise ValueError
        day, clock, fraction, offset = found.groups()
        offset = "+00:00" if offset in "Zz" else offset.replace(" ", "+")
        return _in_utc(datetime.fromisoformat(f"{day}T{clock}{(fraction or '')[:7]}{offset}"))
    except ValueError:
        raise ValidationError(_("Give a time like 2026-11-03T14:05:00Z.")) from None


def _in_utc(time: datetime) -> datetime:
    """In UTC, since PostgreSQL takes no offset beyond 16 hours; held at the ends of the calendar."""
    try:
        return time.astimezone(UTC)
    except OverflowError:
        return (datetime.min if time.year == 1 else datetime.max).replace(tzinfo=UTC)


class _MomentField(forms.Field):
    def to_python(self, value: str | None) -> datetime | None:
        return moment(value) if value else None


class _DayField(forms.Field):
    def to_python(self, value: str | None) -> date | None:
        if not value:
            return None
        try:
            if not _DAY.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError(_("Give a date like 2026-11-03.")) from None


class _FlagField(forms.Field):
    def to_python(self, value: str | None) -> bool | None:
        if value and value not in {"true", "false"}:
            raise ValidationError(_("Give true or false."))
        return value == "true" if value else None


class _ListedField(fields.BaseCSVField):
    default_error_messages = {"invalid_choice": gettext_lazy("“%(value)s” is not one of those offered.")}

    def clean(self, value: list[str] | None) -> Any:
        if value and "" in value:
            raise ValidationError(_("Separate the values by one comma."))
        return super().clean(value)


class Moment(filters.IsoDateTimeFilter):
    field_class = _MomentField


class Day(filters.DateFilter):
    field_class = _DayField


class Flag(filters.BooleanFilter):
    field_class = _FlagField


class OneOf(filters.BaseInFilter, filters.ChoiceFilter):
    """One or several of a closed list: ?state=routed,accepted"""

    base_field_class = _ListedField

    def __init__(self, *, choices: Any, **options: Any) -> None:
        options.setdefault("help_text", "")
        super().__init__(choices=getattr(choices, "choices", choices), **options)


class FilterSet(django_filter.FilterSet):
    """A room's filters. Fields that stand in a query but not here are refused before this is asked."""


class FilterBackend(django_filter.DjangoFilterBackend):
    """Filters a list; builds no form when no filter is asked for."""

    def filter_queryset(self, request: Any, queryset: QuerySet, view: Any) -> QuerySet:
        chosen = self.get_filterset_class(view, queryset)
        if chosen is None or not any(name in request.GET for name in chosen.base_filters):
            return queryset
        filterset = chosen(**self.get_filterset_kwargs(request, queryset, view))
        if not filterset.is_valid():
            raise BadQuery(filterset.errors)
        return filterset.qs


def filter_names(filterset_class: type[FilterSet] | None) -> set[str]:
    return set(filterset_class.base_filters) if filterset_class else set()

"""What readers get and what writers send."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers

from foundation.common import text


class UtcTime(serializers.DateTimeField):
    """RFC 3339 in UTC, whatever the zone of the pages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


class Choice(serializers.ChoiceField):
    """One of a closed list, or null where nothing was chosen."""

    def __init__(self, choices: Any, **options: Any) -> None:
        blank = options.pop("allow_blank", False)
        super().__init__(choices, **(options | {"allow_null": blank or options.get("allow_null", False)}))

    def to_representation(self, value: Any) -> Any:
        return value or None


class Shape(serializers.ModelSerializer):
    """A row as readers get it. Nothing is written through it, so every member is always there."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.DateTimeField: UtcTime
    }
    serializer_choice_field = Choice

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only, field.required = True, False
        return fields


class Body(serializers.Serializer):
    """What a write takes. Members that it does not name are refused, so that nothing is silently ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            if unknown := sorted(set(data) - set(self.fields)):
                raise serializers.ValidationError(
                    {name: [_("This member is not known here.")] for name in unknown}
                )
            data = {name: _cleaned(value) for name, value in data.items()}
        return super().to_internal_value(data)


def _cleaned(value: Any) -> Any:
    """Text as the web forms clean it, so that both doors store the same."""
    if isinstance(value, str):
        return text.normalise(value)
    return [_cleaned(item) for item in value] if isinstance(value, list) else value

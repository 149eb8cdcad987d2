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


class Shape(serializers.ModelSerializer):
    """A row as readers get it."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.DateTimeField: UtcTime
    }


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

"""All that a room's api.py needs; docs/api-base.md shows how it is used."""

from foundation.common.api.queries import Day, FilterSet, Flag, Moment, OneOf
from foundation.common.api.rows import Listing, Rows, creates, verb
from foundation.common.api.serializers import Body, Shape, UtcTime
from foundation.common.api.views import Door

__all__ = [
    "Body",
    "Day",
    "Door",
    "FilterSet",
    "Flag",
    "Listing",
    "Moment",
    "OneOf",
    "Rows",
    "Shape",
    "UtcTime",
    "creates",
    "verb",
]

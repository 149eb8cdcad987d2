"""Columns that the database computes, so that every writer, a bulk load too, gets them right."""

from django.db.models import BigIntegerField, Case, CharField, F, Func, TextField, Value, When
from django.db.models.functions import Coalesce

from foundation.directory.enums import BAND_FLOORS, SizeBand

SIZE_BAND = Case(
    When(income__isnull=True, then=Value(SizeBand.UNKNOWN)),
    *(When(income__gte=floor, then=Value(band)) for floor, band in BAND_FLOORS),
    default=Value(SizeBand.MICRO),
    output_field=CharField(),
)

# Active before removed, a charity before the funds linked to it, then the larger first.
_STEP = 10**15
WEIGHT = (
    Case(
        When(status="active", then=Value(2 * _STEP)),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    + Case(When(parent__isnull=True, then=Value(_STEP)), default=Value(0), output_field=BigIntegerField())
    + Coalesce(F("income"), Value(0), output_field=BigIntegerField())
)

SEARCH_KEY = Func(F("name"), function="organisation_key", output_field=TextField())
SEARCH_VECTOR = Func(F("name"), F("other_names"), function="organisation_document", output_field=TextField())

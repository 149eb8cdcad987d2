"""Parts of addresses."""

from engagement.requests.bulk import BULK
from engagement.requests.verbs import BY_SLUG
from foundation.common.references import REFERENCE_PATTERN


class Reference:
    """FD-2026-000123, in capitals; anything else is no page of ours."""

    regex = REFERENCE_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class KnownVerb(Reference):
    """The name of a thing that may be done to a request."""

    regex = "|".join(BY_SLUG)


class BulkVerb(Reference):
    """What may be done to many at once."""

    regex = "|".join(BULK)

"""Parts of addresses."""

from engagement.requests.bulk import BULK
from engagement.requests.verbs import BY_SLUG
from foundation.common.converters import Part


class KnownVerb(Part):
    """The name of a thing that may be done to a request."""

    regex = "|".join(BY_SLUG)


class BulkVerb(Part):
    """What may be done to many at once."""

    regex = "|".join(BULK)

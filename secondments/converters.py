"""Parts of addresses."""

from foundation.common.references import REFERENCE_PATTERN


class Reference:
    """SC-2026-000123, in capitals; anything else is no page of ours."""

    regex = REFERENCE_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Quarter(Reference):
    """2026-q3"""

    regex = r"20[0-9]{2}-q[1-4]"


class Chart(Reference):
    """A kind of file that a picture comes in."""

    regex = r"svg|png|csv"


class Copy(Reference):
    """A kind of file that a copy of one's own data comes in."""

    regex = r"json|txt"

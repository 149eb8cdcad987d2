"""Parts of addresses: what does not have this form is no page of ours."""

from foundation.common.references import REFERENCE_PATTERN


class Part:
    """Text as it stands; a room's own converter says what may stand there."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Reference(Part):
    """FD-2026-000123, in capitals."""

    regex = REFERENCE_PATTERN

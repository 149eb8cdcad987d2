"""Parts of addresses."""

from foundation.common.references import REFERENCE_PATTERN


class Reference:
    """RS-2026-000123, in capitals; anything else is no page of ours."""

    regex = REFERENCE_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Secret(Reference):
    """The secret of a link, as `new_secret` makes it."""

    regex = "[A-Za-z0-9_-]{1,64}"

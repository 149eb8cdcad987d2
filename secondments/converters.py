"""Parts of addresses."""

from foundation.common.converters import Part


class Quarter(Part):
    """2026-q3"""

    regex = r"20[0-9]{2}-q[1-4]"

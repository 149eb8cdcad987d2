"""Parts of addresses."""

from foundation.common.converters import Part


class Period(Part):
    """A quarter or a year: 2026-q3, 2026"""

    regex = r"20[0-9]{2}(?:-q[1-4])?"


class Chart(Part):
    """A kind of file that a picture comes in."""

    regex = r"svg|png|csv"


class Copy(Part):
    """A kind of file that a copy of one's own data comes in."""

    regex = r"json|txt"

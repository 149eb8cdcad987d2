"""Parts of addresses."""

from foundation.common.converters import Part


class Secret(Part):
    """The secret of a link, as `new_secret` makes it."""

    regex = "[A-Za-z0-9_-]{1,64}"

"""Names that exist in two languages."""

from django.utils.translation import get_language

from foundation.common.tongues import in_english


def in_language(english: str, welsh: str) -> str:
    """The Welsh name for those who read in Welsh, where there is one; otherwise English, which pages then say."""
    return welsh if welsh and (get_language() or "").startswith("cy") else in_english(english)

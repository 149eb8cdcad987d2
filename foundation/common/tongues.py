"""Words in another language than the page's: what shows them says so, for those who hear the page (WCAG 3.1.2)."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


class Tongue(str):
    """Text that knows its language; the filters `bdi`, `paragraphs` and `tongue` put it into `lang`."""

    lang: str

    def __str__(self) -> str:
        """Itself: `str` of a plain text would forget the language."""
        return self


def spoken(text: str, language: str) -> str:
    """`text`, with its language where that is not the language of the page."""
    if not text or not language or (get_language() or "en").startswith(language):
        return text
    found = Tongue(text)
    found.lang = language
    return found


def in_english(text: object) -> str:
    """What was only ever written in English."""
    return spoken("" if text is None else str(text), "en")


def lang_of(text: object) -> SafeString:
    """The attribute of an element around this text; nothing where the page's own language is meant."""
    return mark_safe(f' lang="{escape(text.lang)}"' if isinstance(text, Tongue) else "")  # noqa: S308  (escaped)


def tongue(value: object) -> SafeString | object:
    """A word of a form, in an element of its own only where it needs one."""
    lang = lang_of(value)
    return mark_safe(f"<span{lang}>{escape(value)}</span>") if lang else value  # noqa: S308  (escaped)

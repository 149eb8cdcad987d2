"""The Jinja2 environments of every page, one for each language: translations, addresses, components and filters."""

from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils import translation
from markupsafe import Markup

from foundation.common import components, frame, words
from foundation.common.addresses import url
from foundation.common.folding import Environment
from foundation.common.tongues import lang_of


def address(name: str) -> str:
    """The address of a page that may not be installed; "" when it is not, so that no error page depends on it."""
    try:
        return url(name)
    except NoReverseMatch:
        return ""


def known_address(name: str) -> str:
    try:
        return url(name)
    except NoReverseMatch as missing:
        raise LookupError(name) from missing


class Texts:
    """The words of one language. A catalogue does not change while a process lives, so what it says is remembered."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._known: dict[str, Markup] = {}

    def gettext(self, message: str, **values: Any) -> Markup:
        """`_()` of the templates."""
        return self.text(message) % values

    def text(self, message: str) -> Markup:
        found = self._known.get(message)
        if found is None:
            with translation.override(self.language):
                # Our own words, not what people typed.
                found = self._known[message] = Markup(translation.gettext(message))  # noqa: S704
        return found

    def ngettext(self, singular: str, plural: str, number: int, **values: Any) -> Markup:
        text = Markup(translation.ngettext(singular, plural, number))  # noqa: S704
        return text % {"num": number, **values}


class Languages:
    """What Django's Jinja2 backend takes for its environment: the one of the language being read."""

    def __init__(self, **options: Any) -> None:
        options.pop("autoescape", None)
        self._options = options | {"undefined": jinja2.Undefined}
        self._known: dict[tuple[str, str], jinja2.Environment] = {}

    def current(self) -> jinja2.Environment:
        key = (translation.get_language() or settings.LANGUAGE_CODE, settings.ROOT_URLCONF)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _environment(key[0], self._options)
        return found

    def get_template(self, name: str) -> jinja2.Template:
        return self.current().get_template(name)

    def from_string(self, source: str) -> jinja2.Template:
        return self.current().from_string(source)

    @property
    def auto_reload(self) -> bool:
        return self.current().auto_reload


def _environment(language: str, options: dict[str, Any]) -> jinja2.Environment:
    env = Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        extensions=["jinja2.ext.do"],
        **options,
    )
    texts = Texts(language)
    env.words = {
        "_": texts.text,
        "gettext": texts.text,
        "url": known_address,
        "address": address,
    }
    env.texts = frozenset({"_", "gettext"})
    env.filters.update(words.FILTERS)
    env.globals.update(
        lang_of=lang_of,
        _=texts.gettext,
        gettext=texts.gettext,
        ngettext=texts.ngettext,
        url=url,
        address=address,
        static=static,
        get_language=lambda: language,
        other_language=frame.other_language,
        frame=frame.Frame(env),
        ui=components.Components(env),
        **components.GLOBALS,
    )
    return env

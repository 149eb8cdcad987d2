"""The Jinja2 environment of every page: translations, addresses, components and filters."""

from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from markupsafe import Markup

from foundation.common import components, frame, words

_texts: dict[tuple[str | None, str, bool], Markup] = {}
_plain_addresses: dict[tuple[str, str | None, str], str] = {}


def url(name: str, **kwargs: Any) -> str:
    """The address of a named page in the language being read. Addresses without arguments are remembered."""
    if kwargs:
        return reverse(name, kwargs=kwargs)
    key = (name, translation.get_language(), settings.ROOT_URLCONF)
    found = _plain_addresses.get(key)
    if found is None:
        found = _plain_addresses[key] = reverse(name)
    return found


def address(name: str) -> str:
    """The address of a page that may not be installed; "" when it is not, so that no error page depends on it."""
    try:
        return url(name)
    except NoReverseMatch:
        return ""


def translated(message: str, **values: Any) -> Markup:
    """`_()` of the templates. A catalogue does not change while a process lives, so what it says is remembered."""
    key = (translation.get_language(), message, bool(values))
    found = _texts.get(key)
    if found is None:
        text = Markup(translation.gettext(message))  # noqa: S704 — our own words, not what people typed
        found = _texts[key] = text if values else text % {}
    return found % values if values else found


def _pgettext(context: str, message: str) -> str:
    return translation.pgettext(context, message)


def _npgettext(context: str, singular: str, plural: str, number: int) -> str:
    return translation.npgettext(context, singular, plural, number)


def environment(**options: Any) -> jinja2.Environment:
    """Called by Django's Jinja2 backend with its options (loader, autoescape, auto_reload)."""
    options |= {"undefined": jinja2.Undefined}
    options.pop("autoescape", None)
    env = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=_pgettext,
        npgettext=_npgettext,
    )
    env.globals.update(_=translated, gettext=translated)
    env.filters.update(words.FILTERS)
    env.globals.update(
        url=url,
        address=address,
        static=static,
        get_language=translation.get_language,
        other_language=frame.other_language,
        frame=frame.Frame(env),
        ui=components.Components(env),
        **components.GLOBALS,
    )
    return env

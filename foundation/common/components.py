"""What templates call: `ui.<component>(…)` and a few helpers. Each component is a macro in templates/components/."""

from collections.abc import Callable, Sequence
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from foundation.common.forms.rendering import FieldView, error_links

# Macros that live in the file of the component they belong to.
_FILES = {
    "accordion_section": "accordion",
    "button_group": "button",
    "table_frame": "table",
    "step_chart": "charts",
    "bar_chart": "charts",
    "files_notice": "files",
    "upload_form": "files",
}


class Components:
    """`ui.button(…)` is the macro `button` of templates/components/button.html; no import in the template."""

    def __init__(self, env: jinja2.Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Callable[..., str]:
        if name.startswith("_"):
            raise AttributeError(name)
        file = _FILES.get(name, name).replace("_", "-")
        try:
            macro = getattr(self._env.get_template(f"components/{file}.html").module, name)
        except jinja2.TemplateNotFound as missing:
            raise AttributeError(f"There is no component {name}") from missing
        if not self._env.auto_reload:
            setattr(self, name, macro)
        return macro


def page_url(request: HttpRequest, **changes: Any) -> str:
    """This page's address with its query changed; None or "" takes a parameter out. Paging starts again unless kept."""
    query = request.GET.copy()
    if "after" not in changes:
        query.pop("after", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(each) for each in value])
        else:
            query[name] = str(value)
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path


def flashes(request: HttpRequest | None) -> Sequence[Any]:
    """Messages left by the previous step; reading them does not open a session that nobody has."""
    waiting = getattr(request, "_messages", None)
    if request is None or waiting is None:
        return ()
    known = settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES
    return list(get_messages(request)) if known or waiting.added_new else ()


def field(bound: BoundField, **options: Any) -> SafeString:
    """A form field with its label, hint and error; options say how it looks here (see docs/design-system.md)."""
    return mark_safe(bound.form.renderer.render("forms/field.html", {"field": bound, "options": options}))  # noqa: S308


def signed_in(request: HttpRequest | None) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


GLOBALS: dict[str, Any] = {
    "page_url": page_url,
    "flashes": flashes,
    "field": field,
    "field_view": FieldView,
    "error_links": error_links,
    "signed_in": signed_in,
    "slug": slugify,
}

"""The parts of every page that are the same for all who read one language: rendered once, then remembered."""

from typing import Any

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from markupsafe import Markup

from foundation.common.navigation import navigation

LANGUAGES = {"en": "English", "cy": "Cymraeg"}


class Frame:
    """`frame.head()`, `frame.footer()` and so on, for base.html. While templates are edited nothing is kept."""

    def __init__(self, env: jinja2.Environment) -> None:
        self._env = env
        self._kept: dict[tuple[Any, ...], Markup] = {}

    def _part(self, name: str, *key: Any, **context: Any) -> Markup:
        if self._env.auto_reload:
            return self._render(name, context)
        found = self._kept.get((name, *key))
        if found is None:
            found = self._kept[(name, *key)] = self._render(name, context)
        return found

    def _render(self, name: str, context: dict[str, Any]) -> Markup:
        return Markup(self._env.get_template(f"frame/{name}.html").render(context))  # noqa: S704

    def head(self) -> Markup:
        return self._part("head")

    def banner(self) -> Markup:
        """The wordmark, with what stands above it in the demonstration."""
        return self._part("banner", settings.DEMO, DEMO=settings.DEMO)

    def places(self, request: HttpRequest | None, section: str = "") -> Markup:
        """The service navigation as this reader sees it, with the section they are in."""
        places = navigation(request)
        return self._part("places", places, section, places=places, section=section)

    def sign_in(self) -> Markup:
        return self._part("sign-in")

    def footer(self) -> Markup:
        return self._part("footer")


def other_language(request: HttpRequest | None) -> dict[str, str]:
    """The language not being read, and this same page in it: under /cy/ or without."""
    code = "en" if get_language() == "cy" else "cy"
    here = request.get_full_path() if request is not None else "/"
    there = f"/cy{here}" if code == "cy" else "/" + here.removeprefix("/cy/").lstrip("/\\")
    return {"code": code, "name": LANGUAGES[code], "href": there}

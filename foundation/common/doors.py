"""Addresses of a room behind one door: what is for elsewhere is turned away by its first word alone."""

from typing import Any

from django.urls import URLResolver
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RoutePattern
from django.utils.functional import cached_property


class Door(URLResolver):
    """`door("engagement.requests.urls")` is `path("", include(…))` that looks at the first word before the patterns."""

    @cached_property
    def words(self) -> frozenset[str] | None:
        """The first words of its addresses; None where one begins with something that is not plain text."""
        found = set()
        for each in self.url_patterns:
            word, slash, _rest = str(each.pattern).partition("/")
            if not slash or "<" in word or not isinstance(each.pattern, RoutePattern):
                return None
            found.add(word)
        return frozenset(found)

    def resolve(self, path: Any) -> Any:
        if self.words is not None and str(path).partition("/")[0] not in self.words:
            raise Resolver404({"path": path})
        return super().resolve(path)


def door(urlconf: str) -> Door:
    from django.urls import include

    module, app_name, namespace = include(urlconf)
    return Door(RoutePattern("", is_endpoint=False), module, {}, app_name=app_name, namespace=namespace)

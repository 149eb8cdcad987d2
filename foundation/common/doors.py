"""Addresses of a room behind one door: only patterns with the same fixed words and as many parts are tried."""

import re
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RoutePattern
from django.utils.functional import cached_property

Fixed = list[tuple[int, str]]


class Door(URLResolver):
    """`door("engagement.requests.urls")` is `path("", include(…))` that looks at the words before the patterns."""

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

    @cached_property
    def shapes(self) -> dict[int, list[tuple[Fixed, URLPattern]]] | None:
        """Its patterns by the number of their parts; None where one of them may have any number."""
        found: dict[int, list[tuple[Fixed, URLPattern]]] = {}
        for each in self.url_patterns:
            if not isinstance(each, URLPattern) or not isinstance(each.pattern, RoutePattern) or _any(each):
                return None
            parts = str(each.pattern).split("/")
            fixed = [(place, part) for place, part in enumerate(parts) if "<" not in part]
            found.setdefault(len(parts), []).append((fixed[::-1], each))  # the last words differ most
        return found

    def resolve(self, path: Any) -> Any:
        parts = str(path).split("/")
        if self.words is not None and parts[0] not in self.words:
            raise Resolver404({"path": path})
        if self.shapes is None:
            return super().resolve(path)
        for fixed, pattern in self.shapes.get(len(parts), ()):
            for place, word in fixed:
                if parts[place] != word:
                    break
            else:
                if found := pattern.resolve(path):
                    return self._inside(found)
        raise Resolver404({"path": path})

    def _inside(self, found: ResolverMatch) -> ResolverMatch:
        return ResolverMatch(
            found.func,
            found.args,
            found.kwargs,
            found.url_name,
            [self.app_name, *found.app_names],
            [self.namespace, *found.namespaces],
            found.route,
            captured_kwargs=found.captured_kwargs,  # type: ignore[attr-defined]
            extra_kwargs=found.extra_kwargs,  # type: ignore[attr-defined]
        )


def _any(pattern: URLPattern) -> bool:
    """Whether one of its values may hold a slash."""
    kinds = (each.regex for each in pattern.pattern.converters.values())
    return any(re.fullmatch(kind, tried) for kind in kinds for tried in ("/", "a/", "/a", "a/a", "1/1"))


def door(urlconf: str) -> Door:
    from django.urls import include

    module, app_name, namespace = include(urlconf)
    return Door(RoutePattern("", is_endpoint=False), module, {}, app_name=app_name, namespace=namespace)

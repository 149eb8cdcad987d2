"""Keyset paging of the API: `results`, `next` and `previous`, and the order that a list may be asked for."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from foundation.common.api import queries
from foundation.common.api.problems import BadQuery
from foundation.common.errors import Invalid
from foundation.common.paging import Page, first, keyset

SIZE, MOST = 50, 100
CHANGES = ("updated_at", "pk")


class Cursor(BasePagination):
    """Pages of a view that names its `orderings`; the first of them is the default."""

    page: Page

    def of_view(self, view: Any) -> list[Any]:
        """A page of what the view lists; where it has the beginning prepared, nothing else is composed."""
        request = self.request = view.request
        order, size = _order(request, view.orderings), _size(request)
        if (rows := view.beginning(order, size)) is not None:
            self.page = first(rows, order=order, size=size)
            return self.page.rows
        queryset = view.filter_queryset(view.get_queryset())
        if since := request.GET.get("updated_since"):
            queryset = queryset.filter(updated_at__gte=_parsed("updated_since", since))
        queryset = view.columns_only(queryset, order)
        try:
            self.page = keyset(queryset, order=order, after=request.GET.get("cursor"), size=size)
        except Invalid as error:
            raise BadQuery({"cursor": [error.message]}) from None
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"results": data, "next": self._link(self.page.next), "previous": self._link(self.page.previous)}
        )

    def _link(self, token: str | None) -> str | None:
        if token is None:
            return None
        address = remove_query_param(self.request.build_absolute_uri(), "cursor")
        return replace_query_param(address, "cursor", token)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": {**schema, "maxItems": MOST},
                "next": {**link, "description": "The page after this one; null on the last."},
                "previous": {**link, "description": "The page before this one; null on the first."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        offered = [
            _parameter(
                "cursor", {"type": "string", "minLength": 1, "maxLength": 600}, "Taken from next or previous."
            ),
            _parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE},
                "How many rows a page holds.",
            ),
            _parameter(
                "ordering", {"type": "string", "enum": list(view.orderings)}, "The first is the default."
            ),
        ]
        if view.offers_changes():
            words = "Rows written at or after this time (RFC 3339), oldest change first. Not together with ordering."
            offered.append(_parameter("updated_since", {"type": "string", "format": "date-time"}, words))
        return offered


def parameters(view: Any) -> set[str]:
    """The query parameters that paging understands on this view."""
    names = {"cursor", "page_size", "ordering"}
    return names | {"updated_since"} if view.offers_changes() else names


def _order(request: Any, orderings: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    wanted = request.GET.get("ordering")
    if "updated_since" in request.GET:
        if wanted:
            raise BadQuery({"ordering": [_("updated_since has an order of its own. Leave ordering out.")]})
        return CHANGES
    if wanted is None:
        return next(iter(orderings.values()))
    if wanted not in orderings:
        offered = ", ".join(orderings)
        raise BadQuery({"ordering": [_("Order by one of: %(offered)s.") % {"offered": offered}]})
    return orderings[wanted]


def _size(request: Any) -> int:
    words = request.GET.get("page_size", str(SIZE))
    if not (words.isascii() and words.isdigit() and len(words) <= 3 and 1 <= int(words) <= MOST):
        raise BadQuery({"page_size": [_("Give a whole number from 1 to %(most)d.") % {"most": MOST}]})
    return int(words)


def _parsed(name: str, words: str) -> Any:
    try:
        return queries.moment(words)
    except ValidationError as error:
        raise BadQuery({name: error.messages}) from None


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}

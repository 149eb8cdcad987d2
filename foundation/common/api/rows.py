"""Rows behind a door: a list, each row, and one way to write."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from rest_framework.decorators import action as extra_action
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from foundation.common.api import etags, flat, pagination, queries
from foundation.common.api.idempotency import Once, fingerprint, key_of
from foundation.common.api.parsers import StrictFormParser, StrictJSONParser
from foundation.common.api.serializers import Body
from foundation.common.api.views import Door


@dataclass(frozen=True, slots=True)
class Write:
    """An action of the room and what its body says.

    holding: what keeps files until the action has made rows of them (`documents.holding`), where it takes any. They
    come beside the members of a multipart body, and the action gets them as `held`.
    only_files: without files there is nothing to do.
    """

    action: Callable[..., Any]
    body: type[Body] = Body
    creates: bool = False
    holding: Callable[[Any], AbstractContextManager[Any]] | None = None
    only_files: bool = False

    @property
    def parsers(self) -> list[type[BaseParser]]:
        if self.holding is None:
            return [StrictJSONParser]
        return [StrictFormParser] if self.only_files else [StrictJSONParser, StrictFormParser]


class Answered(Exception):
    """The key was used before: what was held for this try is dropped, and the first answer is given again."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer


class Listing(Door, GenericViewSet):
    """A list of the rows that the caller may see."""

    version_field = "version"
    orderings: dict[str, tuple[str, ...]] = {}
    summary_class: type[BaseSerializer] | None = None
    filterset_class: type[queries.FilterSet] | None = None
    filter_backends = [queries.FilterBackend]
    pagination_class = pagination.Cursor
    planned: flat.Plan | None = None

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)

    def get_serializer_class(self) -> type[BaseSerializer]:
        """A list may show less of each row than the row's own address does."""
        return (self.summary_class if self.action == "list" else None) or self.serializer_class

    @classmethod
    def offers_changes(cls) -> bool:
        return any(field.name == "updated_at" for field in cls.queryset.model._meta.fields)

    def list(self, request: Request, **kwargs: Any) -> Response:
        queries.check(request, pagination.parameters(self) | queries.filter_names(self.filterset_class))
        rows = self.paginator.of_view(self)
        page = self.paginator.page
        versions = [(row.pk, self.version(row)) for row in rows]
        tag = etags.etag(self.revision(), versions, bool(page.next), bool(page.previous))
        if etags.unchanged(request, tag):
            return Response(status=304, headers={"ETag": tag})
        response = self.get_paginated_response(self.shown(rows))
        response.headers["ETag"] = tag
        return response

    def plan(self, queryset: QuerySet) -> flat.Plan | None:
        """How to read a list as plain columns, when its shape and its version are no more than that."""
        usual = type(self).version is Listing.version and not queryset._prefetch_related_lookups  # type: ignore[attr-defined]
        return flat.plan(self.get_serializer_class()) if usual else None  # type: ignore[arg-type]

    def beginning(self, order: Sequence[str], size: int) -> Sequence[Any] | None:
        """The first page as a prepared query gives it, one row more than its size; None where there is none."""
        return None

    def columns_only(self, queryset: QuerySet, order: Sequence[str]) -> QuerySet:
        self.planned = self.plan(queryset)
        return queryset if self.planned is None else self.columns(queryset, self.planned, order)

    @classmethod
    def columns(
        cls, queryset: QuerySet, plan: flat.Plan, order: Sequence[str], written: bool = False
    ) -> QuerySet:
        """`written`: the database writes times as the answer says them. It pays where the statement is prepared."""
        texts = flat.written(plan) if written else {}
        shown = [flat.alias(name) if flat.alias(name) in texts else name for name in plan.columns]
        wanted = (*shown, "pk", cls.version_field, *(field.lstrip("-") for field in order))
        return queryset.annotate(**texts).values_list(*dict.fromkeys(wanted), named=True)

    def shown(self, rows: Sequence[Any]) -> Sequence[Any]:
        if self.planned is None:
            return self.get_serializer(rows, many=True).data
        return [self.planned.show(row) for row in rows]

    def version(self, row: Any) -> Any:
        return attrgetter(self.version_field)(row)

    def revision(self) -> str:
        """Changes when a release shows other fields, so that nobody keeps the old shape."""
        shape: Any = self.get_serializer_class()
        return _revision(shape)


class Rows(Listing):
    """The rows that the caller may see, and the verbs that a room adds with `verb` and `creates`."""

    target = "row"

    def get_object(self) -> Any:
        key = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        return get_object_or_404(self.get_queryset(), **{self.lookup_field: key})

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        queries.check(request)
        row = self.get_object()
        tag = self.etag(row)
        if etags.unchanged(request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(self.get_serializer(row).data, headers={"ETag": tag})

    def etag(self, row: Model) -> str:
        return etags.etag(self.revision(), row.pk, self.version(row))

    def write(self, write: Write) -> HttpResponse:
        """Once per key, in one transaction: the row, the body, If-Match, the action, the fresh row."""
        queries.check(self.request)
        data = self.request.data
        key = key_of(self.request)
        print_ = fingerprint(self.request, data) if key else ""
        holding = write.holding(getattr(data, "files", ())) if write.holding else nullcontext(())
        try:
            with holding as held, transaction.atomic():
                if key is None:
                    return self._perform(write, data, held)
                once = Once(by=self.request.user, key=key, fingerprint=print_)
                if before := once.claim():
                    raise Answered(before)
                answer = self._perform(write, data, held)
                once.keep(answer)
                return answer
        except Answered as found:
            return found.answer

    def targets(self, write: Write) -> dict[str, Any]:
        """The row that the action is about, by the name of its argument."""
        return {} if write.creates else {self.target: self.get_object()}

    def _perform(self, write: Write, data: Any, held: Sequence[Any]) -> HttpResponse:
        target: dict[str, Any] = self.targets(write)
        body = write.body(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        if not write.creates:
            self._require_current(target[self.target])
        files = {"held": held} if held or write.only_files else {}
        result = write.action(**target, by=self.request.user, **body.validated_data, **files)
        written = result if write.creates else target[self.target]
        fresh = self.get_queryset().filter(pk=written.pk).first()
        if fresh is None:
            return HttpResponse(status=204)
        headers = {"ETag": self.etag(fresh)}
        if write.creates:
            name = self.lookup_url_kwarg or self.lookup_field
            place = self.kwargs | {name: getattr(fresh, self.lookup_field)}
            headers["Location"] = self.reverse_action("detail", kwargs=place)
        content = JSONRenderer().render(self.get_serializer(fresh).data)
        return HttpResponse(content, "application/json", 201 if write.creates else 200, headers=headers)

    def _require_current(self, row: Model) -> None:
        """Lock the row and compare, when the caller says which version it read."""
        if "If-Match" in self.request.headers:
            locked = type(row)._base_manager.select_for_update().get(pk=row.pk)
            etags.require_current(self.request, self.etag(locked))


class verb:
    """`accept = verb(actions.accept)` is POST …/<row>/accept/; a name of two words gets a hyphen.

    `verb(actions.reply, Words, holding=documents.holding)` takes files, too, in a multipart body.
    """

    creates = False

    def __init__(self, action: Callable[..., Any], body: type[Body] = Body, **files: Any) -> None:
        self.write = Write(action, body, self.creates, **files)

    def __set_name__(self, owner: type[Rows], name: str) -> None:
        write = self.write

        def handle(view: Rows, request: Request, **kwargs: Any) -> HttpResponse:
            return view.write(write)

        handle.__name__ = name
        handle.__doc__ = write.action.__doc__
        handle.write = write  # type: ignore[attr-defined]
        handle.with_files = write.holding is not None  # type: ignore[attr-defined]
        setattr(owner, name, self.routed(handle, name))
        if self.creates:
            owner.parser_classes = (
                write.parsers
            )  # a list takes what its `create` takes; verbs say for themselves

    def routed(self, handle: Callable[..., Any], name: str) -> Callable[..., Any]:
        path = name.replace("_", "-")
        return extra_action(detail=True, methods=["post"], url_path=path, parser_classes=self.write.parsers)(
            handle
        )


class creates(verb):
    """`create = creates(actions.submit, NewRequest)` is POST to the list; the action returns the new row."""

    creates = True

    def routed(self, handle: Callable[..., Any], name: str) -> Callable[..., Any]:
        return handle


@cache
def _revision(shape: Any) -> str:
    return etags.etag(_names(shape()))


def _names(serializer: Any) -> list[Any]:
    inner = getattr(serializer, "child", serializer)
    return [(name, _names(field)) for name, field in getattr(inner, "fields", {}).items()]

"""Files behind the API: what a room's `api.py` lists beside its own rows, takes and gives. Each is asked for anew."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from foundation.common.api import Rows, Shape, etags, queries
from foundation.documents.models import Document
from foundation.documents.serving import give, tag_of


class FileShape(Shape):
    """A file that was sent with a row. `content` beneath its id gives its bytes, once its state is `clean`."""

    id = serializers.UUIDField(source="public_id")
    content_type = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = ("id", "name", "content_type", "size", "sha256", "part", "state", "at")

    def get_content_type(self, file: Document) -> str:
        return file.content_type


class Anything(JSONRenderer):
    """A download is what it is, whatever Accept asks for; its errors are JSON as everywhere."""

    media_type = "*/*"


class Files(Rows):
    """The files of one row. A room's own class says in `row()` which row it is, for whoever may see it.

    A system finds clean files and, in every state, those that it sent itself. Where a room lets it send files, `about`
    is the name by which the room's action calls the row.
    """

    about = "row"
    queryset = Document.objects.all()
    serializer_class = FileShape
    version_field = "state"
    orderings = {"at": ("pk",), "-at": ("-pk",)}
    lookup_field, lookup_url_kwarg = "public_id", "id"
    lookup_value_regex = "[0-9a-f-]{36}"

    def row(self) -> Any:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        return Document.objects.of(self.row()).known_to(self.request.user)

    def targets(self, write: Any) -> dict[str, Any]:
        return {self.about: self.row()}

    @extend_schema(
        summary="Download a file",
        description="The bytes of a file, as an attachment. Permission is asked at every download. A download that was "
        "cut goes on where it stopped: `Range: bytes=N-` with the ETag in `If-Range` gives 206 and the rest. "
        "Where files have an origin of their own, the answer is a 303 to an address there that is good for a minute; "
        "follow it without the token.",
        responses={
            200: OpenApiResponse(OpenApiTypes.BINARY, "The file, as an attachment."),
            206: OpenApiResponse(OpenApiTypes.BINARY, "The bytes that `Range` asked for."),
            303: OpenApiResponse(None, "Where the file is, for a minute."),
        },
    )
    @extra_action(detail=True, url_path="content", renderer_classes=[Anything])
    def content(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """The bytes of a file, or with `Range` the part that a cut download lacks. Permission is asked each time."""
        queries.check(request)
        try:
            key = UUID(kwargs["id"])
        except ValueError:
            raise Http404 from None
        file = get_object_or_404(self.get_queryset(), public_id=key)
        tag = tag_of(file)
        if etags.unchanged(request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return give(file, to=request.user, request=request)

    content.refuses = (409,)  # one's own file, before the scan or after a virus was found in it

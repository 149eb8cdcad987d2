"""The description of the API (OpenAPI 3.1): what the base does is declared here once, for every operation."""

from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from foundation.common.api.problems import MEDIA_TYPE
from foundation.common.api.serializers import Body

PROBLEMS: dict[int, tuple[str, str]] = {
    400: (
        "BadRequest",
        "What was sent cannot be read or is not valid; `errors` names each member or parameter.",
    ),
    401: ("Unauthorized", "No token, or one that is unknown or expired."),
    403: ("Forbidden", "The token lacks the scope, or the rules do not let this client do it."),
    404: ("NotFound", "There is no such thing, or it is not yours to see."),
    406: ("NotAcceptable", "Only JSON is offered."),
    409: ("Conflict", "The row is in a state from which this move is not legal."),
    411: ("LengthRequired", "The body came without a Content-Length."),
    412: ("PreconditionFailed", "If-Match names a version that is no longer the newest."),
    413: ("ContentTooLarge", "The body is larger than the API takes."),
    415: ("UnsupportedMediaType", "The body is of no type that this operation takes; `Accept` names them."),
    422: ("UnprocessableContent", "The idempotency key was used before for a different request."),
    429: ("TooManyRequests", "The allowance of this window is used up."),
    503: ("ServiceUnavailable", "A part that the portal needs does not answer; nothing was written."),
}
_READS = (400, 401, 403, 404, 406, 429, 503)
_LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy", "RateLimit")

HEADERS: dict[str, tuple[dict[str, Any], str]] = {
    "ETag": ({"type": "string"}, "The version of what was read or written."),
    "Location": ({"type": "string", "format": "uri"}, "The address of what was created."),
    "Retry-After": ({"type": "integer", "minimum": 1}, "Seconds to wait before the next try."),
    "WWW-Authenticate": ({"type": "string"}, "Bearer, with the reason."),
    "RateLimit-Limit": ({"type": "integer"}, "Requests that one window allows."),
    "RateLimit-Remaining": ({"type": "integer"}, "Requests left in this window."),
    "RateLimit-Reset": ({"type": "integer"}, "Seconds until the next window."),
    "RateLimit-Policy": ({"type": "string"}, "The policy by the IETF draft: quota and window."),
    "RateLimit": ({"type": "string"}, "What is left by the IETF draft: remaining and reset."),
}

PARAMETERS: dict[str, dict[str, Any]] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
        "description": "A text of your own, a UUID for example. The same key and the same request get the same answer.",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "schema": {"type": "string"},
        "description": "The ETag that you read; after a change since, the answer is 412 and nothing is written.",
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "schema": {"type": "string"},
        "description": "An ETag that you hold; if it is still the newest the answer is 304 without a body.",
    },
}

PROBLEM = {
    "type": "object",
    "description": "An error as RFC 9457 writes it.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Where this kind of error is explained.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "The kind of error as one word."},
        "detail": {"type": "string", "description": "A sentence about this occurrence."},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON pointer to the member of the body."},
                    "parameter": {"type": "string", "description": "Name of the parameter of the address."},
                },
            },
        },
    },
}


class Schema(AutoSchema):
    """Adds to each operation its scope, its preconditions, its headers and the problems that it may answer."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None or not hasattr(self.view, "scope"):
            return operation
        operation["parameters"] = [*map(_strict, operation.get("parameters", [])), *self._preconditions()]
        if not operation["parameters"]:
            del operation["parameters"]
        for status, response in operation["responses"].items():
            response["headers"] = self._headers(int(status)) | response.get("headers", {})
            if links := self._links(int(status)):
                response["links"] = links
        if self._writes() is None:
            operation["responses"]["304"] = {"description": "What you hold is still the newest."}
        for status in self._problems():
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{PROBLEMS[status][0]}"}
        return operation

    def get_auth(self) -> list[dict[str, Any]]:
        schemes = super().get_auth()
        scope = self.view.scope(self.method) if hasattr(self.view, "scope") else None
        return [{name: [scope]} for scheme in schemes for name in scheme] if scope else [{}]

    def get_operation_id(self) -> str:
        verb = "read" if self._verb() == "retrieve" else self._verb()
        return f"{self._thing()}_{verb}".replace("-", "_")

    def get_tags(self) -> list[str]:
        return [self._thing()]

    def get_summary(self) -> str:
        thing = self._thing().replace("-", " ")
        usual = {
            "list": f"List {thing}",
            "retrieve": f"Read one of {thing}",
            "create": f"Create one of {thing}",
        }
        return usual.get(self._verb(), self._verb().replace("_", " ").capitalize())

    def get_description(self) -> str:
        write = self._writes()
        told = (write.action if write else self.view).__doc__ or ""
        return " ".join(told.strip().split("\n\n")[0].split())

    def get_request_serializer(self) -> Any:
        write = self._writes()
        if write is None or (write.body is Body and write.holding is None):
            return None
        if write.holding is None:
            return write.body
        forms = {"multipart/form-data": _with_files(write.body, write.only_files)}
        return forms if write.only_files else {"application/json": write.body} | forms

    def get_response_serializers(self) -> Any:
        write = self._writes()
        if write is None:
            return super().get_response_serializers()
        shape = self.view.get_serializer_class()
        said = "What was created." if write.creates else "The row as it stands now."
        return {
            201 if write.creates else 200: OpenApiResponse(shape, said),
            204: OpenApiResponse(None, "Done; the row is no longer yours to see."),
        }

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return super().get_serializer_name(serializer, direction).removesuffix("Shape") or "Shape"

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    def _map_basic_serializer(self, serializer: Any, direction: str) -> dict[str, Any]:
        schema = super()._map_basic_serializer(serializer, direction)
        if not type(force_instance(serializer)).__dict__.get("__doc__"):
            schema.pop("description", None)
        for member in schema.get("properties", {}).values():
            member.pop("readOnly", None)
            member.pop("title", None)
        if isinstance(force_instance(serializer), Body):
            schema["additionalProperties"] = False
        return schema

    def _verb(self) -> str:
        return getattr(self.view, "action", None) or self.method.lower()

    def _thing(self) -> str:
        return getattr(self.view, "basename", "").removeprefix("api-") or self.view.thing

    def _writes(self) -> Any:
        return getattr(getattr(self.view, self._verb(), None), "write", None)

    def _preconditions(self) -> list[dict[str, str]]:
        write = self._writes()
        if write is None:
            names = ["IfNoneMatch"]
        else:
            names = ["IdempotencyKey"] if write.creates else ["IdempotencyKey", "IfMatch"]
        return [{"$ref": f"#/components/parameters/{name}"} for name in names]

    def _headers(self, status: int) -> dict[str, Any]:
        names = [*_LIMITS]
        if status in (200, 201):
            names.append("ETag")
        if status == 201:
            names.append("Location")
        return {name: {"$ref": f"#/components/headers/{name}"} for name in names}

    def _links(self, status: int) -> dict[str, Any]:
        """From a row in an answer to what may be done with it."""
        if status not in (200, 201) or not hasattr(self.view, "retrieve") or self.view.lookup_url_kwarg:
            return {}
        row = "$response.body#/results/0" if self._verb() == "list" else "$response.body#"
        name = self.view.lookup_field
        verbs = ["read", *(extra.__name__ for extra in self.view.get_extra_actions())]
        return {
            verb: {
                "operationId": f"{self._thing()}_{verb}".replace("-", "_"),
                "parameters": {name: f"{row}/{name}"},
            }
            for verb in verbs
        }

    def _problems(self) -> list[int]:
        statuses = list(PROBLEMS) if self._writes() else list(_READS)
        statuses += getattr(getattr(self.view, self._verb(), None), "refuses", ())
        if self.view.scope(self.method) is None:
            statuses.remove(403)
        if "{" not in self.path:
            statuses.remove(404)
        return statuses


@cache
def _with_files(body: type[Body], needed: bool) -> type[Body]:
    """The members of a body with its files beside them, as a form sends them."""
    words = "Each becomes a file of its own; others get it once it was scanned and found clean."
    files = serializers.ListField(child=serializers.FileField(), required=needed, help_text=words)
    return type(body.__name__ if needed else f"{body.__name__}WithFiles", (body,), {"files": files})


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The components that every operation points to."""
    _drop(result, "x-spec-enum-id")
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["parameters"] = PARAMETERS
    components["headers"] = {
        name: {"schema": schema, "description": description}
        for name, (schema, description) in HEADERS.items()
    }
    components["responses"] = {name: _response(status, words) for status, (name, words) in PROBLEMS.items()}
    return result


def _drop(part: Any, name: str) -> None:
    """Take a member out wherever it stands."""
    if isinstance(part, dict):
        part.pop(name, None)
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _drop(inner, name)


def _response(status: int, description: str) -> dict[str, Any]:
    names = [*_LIMITS] + {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(
        status, []
    )
    return {
        "description": description,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _strict(parameter: dict[str, Any]) -> dict[str, Any]:
    """An empty parameter is refused, and the description says so."""
    schema = parameter.get("schema", {})
    if (
        parameter.get("in") == "query"
        and schema.get("type") == "string"
        and not {"enum", "format"} & set(schema)
    ):
        schema.setdefault("minLength", 1)
    if schema.get("type") == "array":
        schema.setdefault("minItems", 1)
    return parameter

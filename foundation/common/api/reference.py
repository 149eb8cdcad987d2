"""The description of the API as something to read: one entry for each operation, made from the OpenAPI document."""

import json
from dataclasses import dataclass
from typing import Any

PAIRS = {"date": "2026-11-03", "date-time": "2026-11-03T14:05:00Z", "uri": "https://www.example.org/report"}
WORDS = {"date": "date", "date-time": "time", "uri": "web address", "uuid": "UUID"}


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter, or a member of a body."""

    name: str
    kind: str
    words: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: list[Member]
    body: list[Member]
    answers: list[tuple[str, str]]
    command: str
    example: str


class Reference:
    """Reads one OpenAPI document; `sections()` gives its operations under their tags."""

    def __init__(self, document: dict[str, Any], *, address: str, examples: dict[str, Any]) -> None:
        self.document = document
        self.address = address
        self.examples = examples

    def sections(self) -> dict[str, list[Operation]]:
        found: dict[str, list[Operation]] = {}
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                found.setdefault(operation["tags"][0], []).append(self._operation(path, method, operation))
        return found

    def problems(self) -> list[tuple[str, str]]:
        return [
            (name, response["description"])
            for name, response in self.document["components"]["responses"].items()
        ]

    def _operation(self, path: str, method: str, said: dict[str, Any]) -> Operation:
        parameters = [self._resolved(one) for one in said.get("parameters", [])]
        body = self._resolved(_content(said.get("requestBody", {})))
        scopes = [scope for need in said.get("security", []) for names in need.values() for scope in names]
        return Operation(
            id=said["operationId"],
            method=method.upper(),
            path=path,
            summary=said.get("summary", ""),
            words=said.get("description", ""),
            scope=", ".join(scopes),
            parameters=[self._parameter(one) for one in parameters if one["in"] == "query"],
            body=self._members(body),
            answers=[
                (status, self._resolved(one)["description"]) for status, one in said["responses"].items()
            ],
            command=self._command(path, method, bool(scopes), body),
            example=self._answer(said["responses"]),
        )

    def _parameter(self, one: dict[str, Any]) -> Member:
        schema = one.get("schema", {})
        return Member(
            one["name"], self._kind(schema), one.get("description", "").strip(), one.get("required", False)
        )

    def _members(self, schema: dict[str, Any]) -> list[Member]:
        needed = schema.get("required", [])
        return [
            Member(name, self._kind(member), member.get("description", ""), name in needed)
            for name, member in schema.get("properties", {}).items()
        ]

    def _kind(self, schema: dict[str, Any]) -> str:
        """What a value is, in words: “text, up to 200 characters”, “one of: a, b”."""
        schema = self._resolved(schema)
        if schema.get("type") == "array":
            return self._kind(schema["items"]).replace("one of:", "one or several, with commas, of:")
        if options := [option for option in schema.get("enum", []) if option is not None]:
            return "one of: " + ", ".join(options)
        if schema.get("type") == "integer" and "maximum" in schema:
            return f"whole number, {schema['minimum']} to {schema['maximum']}"
        if schema.get("type") == "boolean":
            return "true or false"
        limit = f", up to {schema['maxLength']:,} characters" if "maxLength" in schema else ""
        return WORDS.get(schema.get("format", ""), "text") + limit

    def _command(self, path: str, method: str, needs_token: bool, body: dict[str, Any]) -> str:
        """The operation as one would try it in a shell."""
        place = path.replace("{ref}", self.examples["ref"])
        lines = [f"curl {self.address}{place}"]
        if needs_token:
            lines.append('-H "Authorization: Bearer $TOKEN"')
        if method != "get":
            lines[0] = lines[0].replace("curl ", f"curl -X {method.upper()} ")
            lines.append('-H "Idempotency-Key: $(uuidgen)"')
        if body:
            needed = {name: body["properties"][name] for name in body.get("required", [])} or body[
                "properties"
            ]
            said = {name: self._sample(name, schema) for name, schema in needed.items()}
            lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(said, ensure_ascii=False)}'"]
        return " \\\n  ".join(lines)

    def _answer(self, responses: dict[str, Any]) -> str:
        found: Any = next((responses[code] for code in ("200", "201") if code in responses), {})
        schema = self._resolved(_content(found))
        return json.dumps(self._sample("", schema), indent=2, ensure_ascii=False) if schema else ""

    def _sample(self, name: str, schema: dict[str, Any]) -> Any:
        schema = self._resolved(schema)
        if name in self.examples and self._fits(self.examples[name], schema):
            return self.examples[name]
        if "properties" in schema:
            return {inner: self._sample(inner, member) for inner, member in schema["properties"].items()}
        if schema.get("type") == "array":
            return [self._sample(name.removesuffix("s"), schema["items"])]
        if "enum" in schema:
            return schema["enum"][0]
        if "boolean" in schema.get("type", ""):
            return False
        if "integer" in schema.get("type", ""):
            return schema.get("minimum", 1)
        return PAIRS.get(schema.get("format", ""), "")

    def _fits(self, example: Any, schema: dict[str, Any]) -> bool:
        return "properties" not in schema and ("enum" not in schema or example in schema["enum"])

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        """What a reference, or the first choice of several, stands for."""
        if "oneOf" in part:
            part = next(choice for choice in part["oneOf"] if choice.get("type") != "null")
        while "$ref" in part:
            found: Any = self.document
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            part = found
        return part


def _content(part: dict[str, Any]) -> dict[str, Any]:
    return part.get("content", {}).get("application/json", {}).get("schema", {})

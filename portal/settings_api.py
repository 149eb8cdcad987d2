"""The REST API: strict input, one shape of error, limits, and its description."""

from portal import env

API_MAX_BODY = 1024 * 1024
# Requests and seconds; 0 requests switches a limit off.
API_LIMITS = {
    "anonymous": (env.number("API_LIMIT_ANONYMOUS", 300), 60),
    "client": (env.number("API_LIMIT_CLIENT", 1200), 60),
}
# What anybody may do on a page without an account: times and seconds for one network address.
PAGE_LIMITS = {
    "begin_response": (env.number("BEGIN_LIMIT", 120), 60),
    "wrong_link": (env.number("WRONG_LINK_LIMIT", 30), 600),
    "ask_format": (env.number("FORMAT_LIMIT", 20), 600),
}

REST_FRAMEWORK: dict = {
    # A session cookie does not open the API: a page of another site could borrow it.
    "DEFAULT_AUTHENTICATION_CLASSES": ["foundation.accounts.machines.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "foundation.common.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "foundation.common.api.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

SPECTACULAR_SETTINGS: dict = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Front Door",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["foundation.common.api.schema.add_problems"],
    "DESCRIPTION": (
        "A government's front door for civil society: engagement requests for departments' own systems, and the "
        "public register for everybody. Errors are application/problem+json (RFC 9457). Lists are paged by cursor. "
        "Writes take an Idempotency-Key and honour If-Match; reads carry an ETag. Times are RFC 3339 in UTC."
    ),
}

# What the reference shows where a real answer would hold somebody's data.
API_EXAMPLES = {
    "ref": "FD-2026-000123",
    "department": "DCMS",
    "offered_to": None,
    "topic": "energy",
    "state": "accepted",
    "kind": "policy_idea",
    "title": "Energy advice in rural places",
    "ask": "Which scheme pays for advice visits after March?",
    "name": "Riverside Food Bank",
    "organisation": "Riverside Food Bank",
    "identifiers": ["GB-CHC-1090095"],
    "sender": "A member of the organisation",
    "body": "The scheme goes on until 2028.",
    "text": "The decision was made in May.",
    "reason": "It belongs to housing policy",
    "contact": "Rural energy team",
    "outcome": "answered",
    "outcome_text": "Answered in full.",
    "days_taken": 12,
    "due_on": "2026-12-01",
    "language": "en",
    "id": "0b5f2f1c-6f0e-4c86-9a51-5a3a3f1d7f10",
    "verb": "accepted",
    "next": None,
    "previous": None,
}

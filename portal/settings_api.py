"""The REST API: strict input, one shape of error, limits, and its description."""

from portal import env

API_MAX_BODY = 1024 * 1024
# Requests and seconds; 0 requests switches a limit off.
API_LIMITS = {
    "anonymous": (env.number("API_LIMIT_ANONYMOUS", 300), 60),
    "client": (env.number("API_LIMIT_CLIENT", 1200), 60),
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

"""The REST API and its description."""

REST_FRAMEWORK: dict = {}
SPECTACULAR_SETTINGS: dict = {"OAS_VERSION": "3.1.0", "TITLE": "Front Door", "VERSION": "1"}

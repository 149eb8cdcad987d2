"""Compares the kept description of the API with the one that the code gives now, or writes it."""

import json
import os
import sys
from difflib import unified_diff
from io import StringIO
from pathlib import Path

DIFFERENCES = 40


def current() -> str:
    """The description as OpenAPI in JSON: valid, and without a single warning."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    said = StringIO()
    try:
        call_command("spectacular", format="openapi-json", validate=True, fail_on_warn=True, stdout=said)
    except CommandError as error:
        sys.exit(f"The code does not describe its API well enough: {error}.")
    return json.dumps(json.loads(said.getvalue()), indent=2, ensure_ascii=False) + "\n"


def main(words: list[str]) -> int:
    path = Path(words[-1])
    now = current()
    if "--write" in words:
        path.write_text(now)
        return 0
    kept = path.read_text() if path.exists() else "{}"
    if json.loads(kept) == json.loads(now):
        return 0
    difference = unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=1)
    sys.stdout.write("\n".join(list(difference)[:DIFFERENCES]) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

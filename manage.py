#!/usr/bin/env python
"""Front Door's command line. Without an environment of its own it works on the demonstration of this folder."""

import json
import os
import sys
from pathlib import Path

DEMONSTRATION = Path(__file__).parent / ".data" / "demo-environment.json"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if not os.environ.get("DATABASE_URL") and not os.environ.get("SECRET_KEY") and DEMONSTRATION.is_file():
        os.environ.update(json.loads(DEMONSTRATION.read_text(encoding="utf-8")))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

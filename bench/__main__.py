"""`python -m bench [name]`: measure, print a table, write bench/results/latest.json.

The services come from the environment (`make bench` starts them). BENCH_SECONDS sets the time for each path.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("DEMO", "1")
# The limits on clients would be what is measured.
os.environ.setdefault("API_LIMIT_CLIENT", "0")
os.environ.setdefault("API_LIMIT_ANONYMOUS", "0")


def main() -> int:
    import django

    django.setup()
    from bench.run import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

"""Many writers of the audit log at once, straight on the database."""

import threading
import time

from django.conf import settings
from psycopg import connect

APPEND = (
    'SELECT audit_append(\'system\', \'\', \'[{"verb": "bench.wrote", "target_type": "bench",'
    ' "target_ref": "1", "before": "", "after": "", "facts": {}}]\'::jsonb)'
)


def append_from_many(*, writers: int, seconds: float) -> int:
    """Events committed by so many connections within the time; each append is a transaction."""
    until = time.perf_counter() + seconds
    counts = [0] * writers

    def write(number: int) -> None:
        with connect(_dsn(), autocommit=True) as connection:
            while time.perf_counter() < until:
                connection.execute(APPEND)
                counts[number] += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _dsn() -> str:
    database = settings.DATABASES["default"]
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return " ".join(f"{name}={database[key]}" for name, key in parts.items() if database.get(key))

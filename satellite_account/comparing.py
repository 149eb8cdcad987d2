"""Two runs cell by cell: how many figures are the same, which differ and by how much."""

from dataclasses import dataclass

from django.db import connection

from satellite_account.grids import TOTAL
from satellite_account.lineage import FIELDS
from satellite_account.models import Run, RunTable

MOST = 200
JOIN = """
    SELECT coalesce(a.code, b.code) AS code, coalesce(a.key, b.key) AS key, a.value, b.value,
           a.key IS NULL AS added, b.key IS NULL AS gone, a.number
      FROM (SELECT t.code, f.key, f.value, f.number FROM satellite_account_figure f
              JOIN satellite_account_runtable t ON t.id = f.table_id WHERE t.run_id = %s) a
      FULL JOIN (SELECT t.code, f.key, f.value FROM satellite_account_figure f
              JOIN satellite_account_runtable t ON t.id = f.table_id WHERE t.run_id = %s) b
        ON a.code = b.code AND a.key = b.key
"""


@dataclass(frozen=True, slots=True)
class Counted:
    code: str
    same: int
    changed: int
    added: int
    gone: int


@dataclass(frozen=True, slots=True)
class Changed:
    code: str
    where: str
    before: float | None
    now: float | None
    number: int | None

    @property
    def difference(self) -> float | None:
        return None if self.before is None or self.now is None else self.now - self.before


def counts(now: Run, before: Run) -> list[Counted]:
    """By table. A figure is the same when every digit is."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH both_runs(code, key, now, old, added, gone, number) AS ({JOIN})
                SELECT code,
                       count(*) FILTER (WHERE NOT added AND NOT gone AND now IS NOT DISTINCT FROM old),
                       count(*) FILTER (WHERE NOT added AND NOT gone AND now IS DISTINCT FROM old),
                       count(*) FILTER (WHERE gone), count(*) FILTER (WHERE added)
                  FROM both_runs GROUP BY code ORDER BY length(code), code""",  # noqa: S608
            [now.pk, before.pk],
        )
        return [Counted(*row) for row in cursor.fetchall()]


def largest(now: Run, before: Run, code: str = "") -> list[Changed]:
    """The figures that differ most in relation to what they were, the worst first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH both_runs(code, key, now, old, added, gone, number) AS ({JOIN})
                SELECT code, key, old, now, number FROM both_runs
                 WHERE now IS DISTINCT FROM old AND (%s = '' OR code = %s)
                 ORDER BY abs(now - old) / greatest(abs(old), 1e-9) DESC NULLS LAST, code, key LIMIT %s""",  # noqa: S608
            [now.pk, before.pk, code, code, MOST],
        )
        rows = cursor.fetchall()
    words = _words([now, before], {row[0] for row in rows})
    return [Changed(row[0], _where(row[1], words.get(row[0], {})), *row[2:]) for row in rows]


def _words(runs: list[Run], tables: set[str]) -> dict[str, dict[str, dict[str, str]]]:
    """Of each table the codes of its dimensions in words; a dimension that is the same everywhere is left out."""
    rows = RunTable.objects.filter(run__in=runs, code__in=tables).values_list("code", "dimensions")
    found: dict[str, dict[str, dict[str, str]]] = {}
    for code, dimensions in rows:
        for name, options in dimensions.items():
            if len(options) > 1:
                found.setdefault(code, {}).setdefault(name.lower(), {}).update(options)
    return found


def _where(key: str, words: dict[str, dict[str, str]]) -> str:
    parts = zip(FIELDS, key.split("|"), strict=False)
    return ", ".join(words[name].get(code, code) for name, code in parts if name in words and code != TOTAL)

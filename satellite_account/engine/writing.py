"""Tables and checks of a run into the database: figures by COPY, with a hash of each table's canonical text."""

import hashlib
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd
from django.db import connection

from satellite_account.engine.recipes import roles
from satellite_account.methods.accounts.bridge import STEPS
from satellite_account.methods.accounts.sequence import IDENTITIES
from satellite_account.methods.codes import ACTIVITIES, BASES, GROUPS, INDUSTRIES, SECTORS, SNA, USES
from satellite_account.methods.tables import TABLES
from satellite_account.methods.tables.classes import MARKET, NPISH
from satellite_account.models import Figure, Run, RunTable

PLACES = (
    *("TIME_PERIOD", "STO", "SECTOR", "ACTIVITY", "REGION", "SIZE", "LEGAL_FORM", "COUNTERPART", "PRODUCT"),
    *("BREAKDOWN", "BASIS", "PRICES"),
)
NUMBERS = {
    "OBS_VALUE": "value", "SE": "se", "CV": "cv", "LOWER": "lower", "UPPER": "upper", "N": "contributors",
    "RESPONSE": "response", "IMPUTED": "imputed",
}  # fmt: skip
MARKS = ("OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS")
FIELDS = [
    "number",
    "key",
    *(name.lower() for name in PLACES),
    *NUMBERS.values(),
    *(name.lower() for name in MARKS),
]
COPY = f"COPY {Figure._meta.db_table} (table_id, {', '.join(FIELDS)}) FROM STDIN"
WHOLE = {"TIME_PERIOD", "STO"}
MEASURES = {
    "units": "Organisations", "UNITS": "Organisations", "jobs": "Paid jobs", "fte": "Full-time equivalents",
    "VOL": "Volunteers", "VOL_H": "Hours of volunteers", "VOL_FTE": "Full-time equivalents of volunteers",
    "V": "Value of volunteer work", "REV": "Income", "EXP": "Expenditure", "UNITS_EMP": "Employing organisations",
    "UNITS_NOEMP": "Organisations without employees", "BIRTHS": "Births", "DEATHS": "Deaths", "EMP_JOBS": "Jobs",
    "EMP_FTE": "Full-time equivalents", "EMP_H": "Hours worked", "D.1_FTE": "Compensation per full-time equivalent",
    "output_multiplier": "Output multiplier", "gva_multiplier": "Value added multiplier",
    "employment_cost_multiplier": "Employment cost multiplier", "gva_effect": "Value added effect",
    "employment_cost_effect": "Employment cost effect", "imports": "Imports", "product_taxes": "Taxes on products",
    "production_taxes": "Taxes on production", "wage": "Wage an hour", "B.1g+V": "Value added with volunteer work",
    "official_table": "Official table", "own_estimate": "This account’s estimate",
    "output_set_going": "Output set going", "gva_set_going": "Value added set going",
    "employment_cost_set_going": "Employment costs set going",
    "UNITS_MATCHED": "Organisations matched to a business identifier",
    "UNITS_WITH_OUTPUT": "Market producers in the survey of businesses",
    "UNITS_WITH_JOBS": "Organisations in the survey of jobs", "EMP_EMPLOYEES": "Employees",
    "revision of T1": "Revision of T1", "revision of T4": "Revision of T4",
    "estimated": "Non-market charities as estimated", "unexplained": "Estimated less official",
}  # fmt: skip
REGIONS = {
    "TLC": "North East", "TLD": "North West", "TLE": "Yorkshire and The Humber", "TLF": "East Midlands",
    "TLG": "West Midlands", "TLH": "East of England", "TLI": "London", "TLJ": "South East", "TLK": "South West",
    "TLL": "Wales", "TLM": "Scotland", "TLN": "Northern Ireland",
}  # fmt: skip
# What market producers make stands beside the industry of S.15 with the same activity, and after all of those.
OF_MARKET = {
    code.replace(NPISH, MARKET): f"{industry}, market producers" for code, industry in INDUSTRIES.items()
}
WORDS: dict[str, dict[str, str]] = {
    "STO": {**SNA, **MEASURES},
    "SECTOR": SECTORS,
    "ACTIVITY": ACTIVITIES | GROUPS,
    "REGION": REGIONS,
    "BASIS": BASES,
    "COUNTERPART": SECTORS | INDUSTRIES,
    "PRODUCT": INDUSTRIES | OF_MARKET,
    "BREAKDOWN": {**STEPS, **USES, **MEASURES},
    "PRICES": {"V": "Current prices", "L": "Chained volumes", "D": "Deflator"},
}
ORDER = {"STO": [*SNA], "BASIS": [*BASES], "SECTOR": [*SECTORS], "BREAKDOWN": [*STEPS]}


def write(run: Run, tables: dict[str, pd.DataFrame]) -> str:
    """All tables of a run, in the caller's transaction; the answer is the hash of all of them."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for place, (code, spec) in enumerate(TABLES.items()):
            rows = list(lines(tables[code]))
            digest = hashlib.sha256(
                "\n".join("|".join(map(_exact, row)) for row in rows).encode()
            ).hexdigest()
            table = RunTable.objects.create(
                run=run, code=code, place=place, title=spec.title, unit=spec.unit, rows=list(spec.rows),
                columns=list(spec.columns), dimensions=dimensions(tables[code]), formulas=formulas(tables[code]),
                roles=list(roles(code)), figures=len(rows), sha256=digest,
            )  # fmt: skip
            whole.update(f"{code} {digest}\n".encode())
            with cursor.copy(COPY) as copy:
                for row in rows:
                    copy.write_row([table.pk, *row])
    return whole.hexdigest()


def lines(cells: pd.DataFrame) -> Iterator[list[Any]]:
    """Figures in the order of COPY; what is not a number is missing. The key names every dimension."""
    held = cells.reset_index(drop=True)
    columns = [held[name].astype(str).tolist() for name in PLACES]
    numbers = [held[name].astype(float).tolist() for name in NUMBERS]
    marks = [held[name].tolist() for name in MARKS]
    for at in range(len(held)):
        places = [column[at] for column in columns]
        figures = [_number(column[at]) for column in numbers]
        yield [at, "|".join(places), *places, *figures, *(column[at] for column in marks)]


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _exact(value: Any) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def dimensions(cells: pd.DataFrame) -> dict[str, list[list[str]]]:
    """Codes and words of each dimension that varies, or that the table is laid out by."""
    found = {}
    for name in PLACES:
        codes = list(dict.fromkeys(cells[name].astype(str)))
        if len(codes) > 1 or name in WHOLE:
            found[name] = [[code, words(name, code)] for code in _ordered(name, codes)]
    return found


def _ordered(name: str, codes: list[str]) -> list[str]:
    order = ORDER.get(name, [])
    known = {code: place for place, code in enumerate(order)}
    if name in {"ACTIVITY", "REGION", "TIME_PERIOD", "PRODUCT"}:
        return sorted(codes, key=lambda code: (code != "_T", code in OF_MARKET, code))
    return sorted(codes, key=lambda code: (code != "_T", known.get(code, len(known))))


def words(name: str, code: str) -> str:
    if code == "_T":
        return "Total"
    known = WORDS.get(name, {}).get(code)
    return known or code.replace("_", " ").capitalize() if name == "BREAKDOWN" else known or code


def formulas(cells: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
    there = set(cells["STO"].astype(str))
    return {
        identity.left: {"plus": list(identity.plus), "minus": list(identity.minus)}
        for identity in IDENTITIES
        if {identity.left, *identity.plus, *identity.minus} <= there
    }

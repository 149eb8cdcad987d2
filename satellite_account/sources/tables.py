"""Layouts of tables, series and samples: one observation a row, as statistics offices publish tidy data."""

from satellite_account.enums import Kind
from satellite_account.sources.columns import Column, matching, number, one_of, period, text
from satellite_account.sources.layouts import OBSERVATION, Layout

OGL = "Open Government Licence v3.0"
ONS = "Office for National Statistics"
STATUS = {"A": "A", "B": "B", "E": "E", "F": "F", "M": "M", "P": "P", "R": "R", "U": "U"}

MEASURED = ("jobs", "fte", "hours", "employees")
GROUP = r"_T|[A-L]|TL[A-N]|sex: (female|male)|time: (full|part)"
GROUP_SAYS = (
    "_T for all, a section of ICNP/TSO, an ITL1 code, sex: female, sex: male, time: full or time: part"
)
VALUE = Column("value", "value", number, "a number; empty where it is missing", needed=True)
UNIT = Column(
    "unit", "unit", text(40), "GBP million, index 2022=100, hours, jobs …", needed=True, filled=True
)
MARK = Column("status", "status", one_of(STATUS), "SDMX observation status: A, B, E, F, M, P, R or U")


def _columns(row: Column, column: Column | None = None, dated: bool = True) -> tuple[Column, ...]:
    when = Column("period", "period", period, "2024, 2023-24 or 2024Q1", needed=dated, filled=dated)
    return tuple(each for each in (row, column, when, VALUE, UNIT, MARK) if each is not None)


def _code(name: str, to: str, says: str) -> Column:
    return Column(name, to, text(80), says, needed=True, filled=True)


LAYOUTS = (
    Layout(
        key="supply_use",
        kind=Kind.SUPPLY_USE,
        title="Supply, use or input-output table, one cell a row",
        into=OBSERVATION,
        columns=_columns(
            _code("row", "row", "product, or a primary input such as D.1, B.2g"),
            _code("column", "column", "industry, or a final use such as P.3"),
        ),
        publisher=ONS,
        licence=OGL,
        address="https://www.ons.gov.uk/economy/nationalaccounts/supplyandusetables",
    ),
    Layout(
        key="series",
        kind=Kind.NATIONAL,
        title="National accounts series, one value a row",
        into=OBSERVATION,
        columns=_columns(
            _code("series", "row", "the series’ code, such as B.1g or a CDID"),
            _code("sector", "column", "S.15, S.1, or an activity"),
        ),
        publisher=ONS,
        licence=OGL,
        address="https://www.ons.gov.uk/economy/grossdomesticproductgdp/compendium/unitedkingdomnationalaccountsthebluebook",
    ),
    Layout(
        key="labour",
        kind=Kind.LABOUR,
        title="Jobs, hours and people in work",
        into=OBSERVATION,
        columns=_columns(
            Column(
                "measure", "row", one_of({name: name for name in MEASURED}), ", ".join(MEASURED), True, True
            ),
            Column("group", "column", matching(GROUP, GROUP_SAYS), GROUP_SAYS, True, True),
        ),
        publisher=ONS,
        licence=OGL,
        address="https://www.ons.gov.uk/surveys/informationforhouseholdsandindividuals/householdandindividualsurveys/labourforcesurvey",
    ),
)

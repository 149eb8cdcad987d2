"""The tables that are held and published, and how each is laid out as a grid."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """id, title, dimensions of rows and of columns, unit as it is printed."""

    id: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    unit: str


def _table(id: str, title: str, rows: str, columns: str, unit: str = "£m") -> Table:
    return Table(id, title, tuple(rows.split()), tuple(columns.split()), unit)


_ALL = (
    _table("T1", "Headline figures", "STO UNIT_MEASURE", "TIME_PERIOD BASIS", "as the row says"),
    _table("T2", "Production and generation of income", "STO", "TIME_PERIOD SECTOR"),
    _table("T3", "Sequence of accounts", "STO", "TIME_PERIOD SECTOR"),
    _table("T4", "Gross value added by activity", "ACTIVITY BREAKDOWN", "TIME_PERIOD BASIS", "£m, %"),
    _table("T5", "Gross value added in volume, deflator", "ACTIVITY", "TIME_PERIOD PRICES BREAKDOWN", "£m, index, %"),
    _table("T6", "Revenue by source", "BREAKDOWN", "TIME_PERIOD SIZE ACTIVITY REGION"),
    _table("T7", "Expenditure by use", "BREAKDOWN", "TIME_PERIOD SIZE ACTIVITY REGION"),
    _table("T8", "Employment", "ACTIVITY REGION BREAKDOWN", "TIME_PERIOD STO", "number"),
    _table("T9", "Volunteer work", "ACTIVITY REGION BREAKDOWN", "TIME_PERIOD STO", "number, £m"),
    _table("T10", "Units", "ACTIVITY REGION SIZE LEGAL_FORM", "TIME_PERIOD STO", "number"),
    _table("T11", "Size distribution", "SIZE BREAKDOWN", "TIME_PERIOD STO", "number, £m"),
    _table("T12", "From whom to whom", "COUNTERPART STO", "TIME_PERIOD ACTIVITY"),
    _table("T13", "Link to supply and use", "COUNTERPART STO", "TIME_PERIOD PRODUCT BREAKDOWN"),
    _table("T14", "Multipliers", "ACTIVITY PRODUCT", "TIME_PERIOD STO", "ratio, £m"),
    _table("T15", "Reconciliation to the official figure", "BREAKDOWN", "TIME_PERIOD"),
    _table("T16", "Revisions", "STO ACTIVITY BREAKDOWN", "TIME_PERIOD BASIS", "£m"),
    _table("T17", "Quality", "STO SECTOR ACTIVITY REGION SIZE", "TIME_PERIOD", "%"),
    _table("T18", "International comparison", "COUNTERPART", "TIME_PERIOD STO", "%"),
    _table("T19", "Quarterly path", "SECTOR STO", "TIME_PERIOD PRICES BREAKDOWN", "£m, %, ratio"),
)  # fmt: skip
TABLES: dict[str, Table] = {table.id: table for table in _ALL}

"""Quarterly indicators: what moves within the year as the account is thought to."""

from satellite_account.enums import Kind
from satellite_account.methods.codes import SECTORS, SNA
from satellite_account.sources.columns import Column, Unreadable, number, one_of
from satellite_account.sources.files import YEAR
from satellite_account.sources.layouts import FILE, Layout
from satellite_account.sources.tables import OGL, ONS

TOTAL = "_T"


def quarter(cell: str) -> int:
    if cell.removeprefix("Q") not in {"1", "2", "3", "4"}:
        raise Unreadable("a quarter: 1, 2, 3 or 4")
    return int(cell.removeprefix("Q"))


def above_nothing(cell: str) -> float:
    found = number(cell)
    if found <= 0:
        raise Unreadable("a number above zero")
    return found


LAYOUTS = (
    Layout(
        key="indicators", kind=Kind.NATIONAL, title="Quarterly indicators", into=FILE, publisher=ONS, licence=OGL,
        address="https://www.ons.gov.uk/economy/grossdomesticproductgdp/datasets/uksecondestimateofgdpdatatables",
        key_columns=("year", "quarter", "sto", "sector", "prices"),
        columns=(
            YEAR, Column("quarter", "quarter", quarter, "1, 2, 3 or 4", True, True),
            Column("sto", "sto", one_of({code: code for code in SNA}), "transaction or balance, as B.1g", True, True),
            Column("sector", "sector", one_of({code: code for code in (*SECTORS, TOTAL)}),
                   "S.11, S.12, S.15, or _T for all", True, True),
            Column("prices", "prices", one_of({"V": "V", "L": "L"}), "V current prices, L volume", True, True),
            Column("value", "value", above_nothing, "index or amount of the quarter", True, True),
        ),
    ),
)  # fmt: skip

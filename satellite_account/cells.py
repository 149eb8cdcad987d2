"""Cells of an input-output table that can be held."""

from satellite_account.models import Version
from satellite_account.sources import layouts, reading
from satellite_account.sources.storing import opened

LAYOUT, SIGN = "supply_use", "NPISH"
PAID = ("imports", "product_taxes")


def is_table(version: Version) -> bool:
    return version.dataset.layout == LAYOUT


def pinnable(version: Version) -> tuple[list[str], list[str]]:
    """What is bought (products, imports, taxes on products) and who buys (industries of S.15)."""
    if not is_table(version):
        return [], []
    layout = layouts.get(version.dataset.layout)
    at = {column.name: number for number, column in enumerate(layout.columns)}
    with opened(version) as (name, stream, _length):
        _heading, lines = reading.rows(name, stream, layout)
        cells = [(line[at["row"]], line[at["column"]]) for line in lines if line]
    bought, bought_by = ({each[side] for each in cells} for side in (0, 1))
    products = sorted(bought & bought_by)
    return [*products, *PAID], [code for code in products if code.startswith(SIGN)]

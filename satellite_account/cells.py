"""Cells of an input-output table that can be held."""

from satellite_account.models import Version

LAYOUT, SIGN = "supply_use", "NPISH"
PAID = ("imports", "product_taxes")


def is_table(version: Version) -> bool:
    return version.dataset.layout == LAYOUT


def pinnable(version: Version) -> tuple[list[str], list[str]]:
    """What is bought (products, imports, taxes on products) and who buys (industries of S.15)."""
    from satellite_account.engine.inputs import frame_of
    from satellite_account.methods.accounts.supply_use import InputOutput
    from satellite_account.methods.errors import MethodError

    if not is_table(version):
        return [], []
    try:
        table = InputOutput.of(frame_of(version), row="row", column="column", value="value")
    except MethodError:
        return [], []
    return [*table.products, *PAID], [code for code in table.products if code.startswith(SIGN)]

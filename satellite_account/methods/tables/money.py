"""T6, T7, T12: revenue by source, expenditure by use, from whom to whom."""

import pandas as pd

from satellite_account.methods.codes import SOURCES, USES
from satellite_account.methods.tables.book import pick
from satellite_account.methods.tables.cells import cells, from_book
from satellite_account.methods.tables.context import Context
from satellite_account.methods.tables.micro import PAYERS

SPLIT = ["_T", "SIZE", "ACTIVITY", "REGION"]


def revenue(context: Context) -> pd.DataFrame:
    """T6: revenue by source and size, activity, region. `REV`, by source in BREAKDOWN, and known totals of income."""
    rows = pick(context.book, list(SOURCES), SPLIT)
    known = from_book("T6", pick(context.book, ["income"], SPLIT), as_sto={"income": "REV"})
    return pd.concat([from_book("T6", rows, as_breakdown=True, STO="REV"), known], ignore_index=True)


def spending(context: Context) -> pd.DataFrame:
    """T7: expenditure by use and size, activity, region, with staff costs and depreciation as of which."""
    book = context.book
    of_which = {"D.1": "of which: staff costs", "P.51c": "of which: depreciation"}
    rows = pick(book, list(USES), SPLIT)
    memo = pick(book, list(of_which), SPLIT)
    memo = memo.assign(variable=memo["variable"].map(of_which))
    known = from_book("T7", pick(book, ["expenditure"], SPLIT), as_sto={"expenditure": "EXP"})
    parts = [from_book("T7", held, as_breakdown=True, STO="EXP") for held in (rows, memo)]
    return pd.concat([*parts, known], ignore_index=True)


def whom_to_whom(context: Context) -> pd.DataFrame:
    """T12: receipts by paying sector, transaction and receiving activity."""
    rows = pick(context.book, PAYERS, ["_T", "ACTIVITY"])
    payer = rows["variable"].str.split(">", expand=True)
    quality = {
        "SE": rows["se"],
        "N": rows["n"],
        "df": rows["df"],
        "RESPONSE": rows["response"],
        "IMPUTED": rows["imputed"],
    }
    return cells(
        "T12", year=rows["year"], sto=payer[1], value=rows["estimate"], ACTIVITY=rows["label"], COUNTERPART=payer[0],
        **quality
    )  # fmt: skip

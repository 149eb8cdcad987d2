"""Value added of the sections with the prices that it is deflated by."""

import pandas as pd

from satellite_account.methods.prices.volumes import input_cost_deflator
from satellite_account.methods.tables.book import pick


def value_added_and_prices(
    book: pd.DataFrame, prices: pd.DataFrame, reference: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """B.1g by year and section in pounds, and its deflator (reference year = 100): the prices of its costs."""
    rows = pick(book, ["B.1g", "D.1"], ["ACTIVITY"])
    wide = rows.pivot(index="year", columns=["variable", "label"], values="estimate").sort_index()
    cp, pay = wide["B.1g"], wide["D.1"]
    of_costs = prices.loc[cp.index, ["wage", "CFC"]].rename(columns={"wage": "pay", "CFC": "rest"})
    deflators = {
        name: input_cost_deflator(
            pd.DataFrame({"pay": pay[name], "rest": cp[name] - pay[name]}), of_costs, reference=reference
        )
        for name in cp.columns
    }
    return cp, pd.DataFrame(deflators)

"""Input-output tables: what civil society's industries buy, pay and make."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from satellite_account.methods.errors import DoesNotClose, MethodError
from satellite_account.methods.frames import Array, need

INPUTS = {
    "imports": "Imported goods and services",
    "product_taxes": "Taxes less subsidies on products",
    "production_taxes": "Taxes less subsidies on production",
    "D.1": "Compensation of employees",
    "B.2g": "Gross Operating Surplus",
}
OUTPUT = "Total output"


@dataclass(frozen=True)
class InputOutput:
    """A symmetric table of domestic use at basic prices, product by product or industry by industry.

    products  p codes;  Z (p, p) inputs of products (rows) into products or industries (columns)
    inputs    frame p x primary inputs: imports, product_taxes, production_taxes, D.1, B.2g
    output    (p,) total output;  all in one unit of money
    year      the year that it speaks of; None where nobody says (T13 and T14 then take the account's last)
    """

    products: tuple[str, ...]
    Z: Array
    inputs: pd.DataFrame
    output: Array
    year: int | None = None

    @classmethod
    def of(
        cls,
        long: pd.DataFrame,
        *,
        row: str = "uk_row",
        column: str = "uk_col",
        value: str = "values",
        period: str = "period",
    ) -> "InputOutput":
        """From a tidy table (row, column, value) whose rows end in primary inputs and `Total output`, zeros dropped;
        a column of periods, if there is one, gives the one year that the table speaks of.

        Raises MissingColumns, and MethodError when the table has no total output or is of several periods. Source: ONS
        Input-Output Analytical Tables; the labels of the primary inputs are ONS's own.
        """
        need(long, [row, column, value], "The input-output table")
        year = _year(long[period]) if period in long else None
        wide = long.pivot_table(index=row, columns=column, values=value, aggfunc="sum", fill_value=0.0)
        if OUTPUT not in wide.index:
            raise MethodError("The input-output table has no row of total output.")
        products = tuple(code for code in wide.index if code in wide.columns)
        square = wide.reindex(columns=list(products), fill_value=0.0)
        inputs = pd.DataFrame(
            {name: square.reindex([label], fill_value=0.0).iloc[0] for name, label in INPUTS.items()}
        )
        output = square.loc[OUTPUT].to_numpy(float)
        return cls(products, square.loc[list(products)].to_numpy(float), inputs, output, year)

    @property
    def value_added(self) -> Array:
        """(p,) D.1 + B.2g + taxes less subsidies on production."""
        return self.inputs[["D.1", "B.2g", "production_taxes"]].to_numpy(float).sum(axis=1)

    def residual(self) -> Array:
        """(p,) output less all inputs: 0 where the column closes."""
        return self.output - self.Z.sum(axis=0) - self.inputs.to_numpy(float).sum(axis=1)

    def closed(self, tolerance: float = 0.5) -> "InputOutput":
        """Itself. Raises DoesNotClose with the product and the exact difference."""
        residual = self.residual()
        if (worst := int(np.argmax(np.abs(residual)))) >= 0 and abs(residual[worst]) > tolerance:
            raise DoesNotClose(
                f"Inputs of {self.products[worst]} differ from its output by {residual[worst]:.6g}."
            )
        return self


def _year(periods: pd.Series) -> int | None:
    """The year of a table. Cells of two years must not be added up unseen."""
    there = sorted(set(periods.astype(str)))
    if len(there) > 1:
        raise MethodError(f"The input-output table must be of one year; it gives {', '.join(there[:10])}.")
    return int(there[0]) if there and there[0].isdigit() else None


def npish_accounts(accounts: pd.DataFrame) -> pd.DataFrame:
    """Production accounts of industries from their published columns, with the residual of each.

    accounts  one row an industry: Total output, Total consumption, Compensation of employees, Gross Operating Surplus,
              Taxes less subsidies on production (the columns of ONS's use table)
    returns   frame: P.1, P.2, B.1g, D.1, B.2g, D.29-D.39, residual (P.1 - P.2 - D.1 - B.2g - taxes)
    Raises MissingColumns. Source: ONS Input-Output Analytical Tables 2010, use table at purchasers' prices.
    """
    labels = {"P.1": OUTPUT, "P.2": "Total consumption", "D.1": INPUTS["D.1"], "B.2g": INPUTS["B.2g"]}
    need(accounts, [*labels.values(), INPUTS["production_taxes"]], "The industry accounts")
    held = pd.DataFrame({code: accounts[label] for code, label in labels.items()})
    held["D.29-D.39"] = accounts[INPUTS["production_taxes"]]
    held["B.1g"] = held["P.1"] - held["P.2"]
    held["residual"] = held["B.1g"] - held["D.1"] - held["B.2g"] - held["D.29-D.39"]
    return held

"""Leontief multipliers: what a pound of final demand sets going in the rest of the economy."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.supply_use import InputOutput
from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import Array
from satellite_account.methods.threads import single_threaded


@single_threaded
def multipliers(table: InputOutput) -> pd.DataFrame:
    """Type I multipliers and effects of every product.

    table    p products with their inputs and output
    returns  frame indexed by product: output_multiplier (column sum of (I - A)^-1), gva_effect and
             employment_cost_effect
             (v (I - A)^-1, in pounds a pound of final demand), gva_multiplier and employment_cost_multiplier (effect
             by the direct
             coefficient; NaN where the product has none), direct_gva, direct_employment_cost; ratios without unit
    Raises MethodError when a product has no output or the table is not productive (I - A singular).
    Source: ONS, Input-output analytical tables, method: v (I - A)^-1 with A = Z / output; Miller and Blair ch. 6.
    """
    if (empty := table.output <= 0).any():
        bare = ", ".join(np.asarray(table.products)[empty])
        raise MethodError(f"No output of {bare}: leave these products out first.")
    A = table.Z / table.output
    rows = np.vstack(
        [
            np.ones(len(A)),
            table.value_added / table.output,
            table.inputs["D.1"].to_numpy(float) / table.output,
        ]
    )
    effect = _leontief(A, rows)
    gva, cost = (
        np.divide(effect[k], rows[k], out=np.full(len(A), np.nan), where=rows[k] != 0) for k in (1, 2)
    )
    columns = {
        "output_multiplier": effect[0],
        "gva_effect": effect[1],
        "employment_cost_effect": effect[2],
        "gva_multiplier": gva,
        "employment_cost_multiplier": cost,
        "direct_gva": rows[1],
        "direct_employment_cost": rows[2],
    }
    return pd.DataFrame(columns, index=pd.Index(table.products, name="product"))


def _leontief(A: Array, rows: Array) -> Array:
    """rows (I - A)^-1."""
    try:
        effect = np.linalg.solve((np.eye(len(A)) - A).T, rows.T).T
    except np.linalg.LinAlgError as error:
        raise MethodError("The table is not productive: I - A has no inverse.") from error
    return effect

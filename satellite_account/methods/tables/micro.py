"""What is known of each sampled unit: its whole sequence of accounts, its sources and uses, its jobs."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.output import nonmarket_of_market, sum_of_costs
from satellite_account.methods.accounts.sequence import nonprofit_use, sequence
from satellite_account.methods.codes import LEAVES, SNA, SOURCES, USES
from satellite_account.methods.frames import filled

PEOPLE = ("jobs", "fte", "hours", "jobs_full_time", "jobs_female")
REST = {"jobs_male": "jobs_female", "jobs_part_time": "jobs_full_time"}
# Pay and FTE in one sum of like size: its variance gives their covariance, and so the error of pay per FTE.
FTE_IN_POUNDS, PAY_AND_FTE = 25_000.0, "D.1+FTE"
PAYERS = sorted({f"{sector}>{code}" for sector, code in SOURCES.values()})
EXTENDED = ("NMO", "P.1+NMO", "B.1g+NMO")
QUALITY = ("employing", "weight_of_imputed", "weight_of_all")
VARIABLES = [*SNA, *EXTENDED, *SOURCES, *USES, *PAYERS, *PEOPLE, *REST, PAY_AND_FTE, *QUALITY]


def unit_variables(sample: pd.DataFrame) -> pd.DataFrame:
    """(n x VARIABLES) of returns, in pounds and numbers.

    Identities are linear, so balances of units add up to balances of sectors and their errors need no formula of
    their own;
    NMO is a maximum and must be taken unit by unit. Non-market units have output by the sum of costs.
    """
    leaves = pd.DataFrame({code: filled(sample, code) for code in LEAVES}, index=sample.index)
    market = sample["market"].to_numpy(bool)
    account = sequence(leaves)
    account[~market] = nonprofit_use(sum_of_costs(account[~market]))
    held = account.assign(NMO=np.where(market, nonmarket_of_market(account), 0.0))
    held["P.1+NMO"], held["B.1g+NMO"] = held["P.1"] + held["NMO"], held["B.1g"] + held["NMO"]
    columns = {name: filled(sample, name) for name in (*SOURCES, *USES, *PEOPLE)}
    for payer in PAYERS:
        of = [source for source, (sector, code) in SOURCES.items() if f"{sector}>{code}" == payer]
        columns[payer] = sum((columns[source] for source in of), np.zeros(len(sample)))
    columns |= {name: columns["jobs"] - columns[other] for name, other in REST.items()}
    columns[PAY_AND_FTE] = held["D.1"].to_numpy() + FTE_IN_POUNDS * columns["fte"]
    columns["employing"] = (columns["jobs"] > 0).astype(float)
    columns["weight_of_all"] = held["B.1g"].abs().to_numpy()
    columns["weight_of_imputed"] = columns["weight_of_all"] * filled(sample, "imputed")
    return pd.concat([held, pd.DataFrame(columns, index=sample.index)], axis=1)[VARIABLES]

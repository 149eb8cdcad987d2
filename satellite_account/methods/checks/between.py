"""Equations between tables: the same sum under other names, the bases, the steps of the reconciliation, industries."""

import pandas as pd

from satellite_account.methods.accounts.bridge import LESS
from satellite_account.methods.accounts.sequence import Identity
from satellite_account.methods.checks.equating import TOTAL, linked, signed
from satellite_account.methods.codes import SOURCES, USES

OWN = "own_estimate"
EXTENDED, WITH_WORK = "NA+NMO", "NA+NMO+V"
OF_WHICH = {"of which: staff costs": "D.1", "of which: depreciation": "P.51c"}
STEPS = (
    Identity("nonmarket_charities", ("total", *LESS)),
    Identity("sector", ("nonmarket_charities", "market_charities", "other_enterprises")),
    Identity("extended", ("sector", "NMO")),
    Identity("all", ("extended", "V")),
    Identity("unexplained", ("estimated",), ("nonmarket_charities",)),
)


def with_nmo(held: pd.DataFrame) -> pd.DataFrame:
    """With the non-market output of each place, which no table prints: what lies between the first two bases."""
    value = held[held["STO"] == "B.1g"]
    plain, raised = value[value["BASIS"] == "NA"], value[value["BASIS"] == EXTENDED]
    place = ["TIME_PERIOD", "SECTOR", "ACTIVITY", "REGION", "SIZE", "LEGAL_FORM", "BREAKDOWN"]
    both = raised.merge(plain[[*place, "OBS_VALUE"]], on=place, suffixes=("", "_plain"))
    both = both.assign(STO="NMO", BASIS="NA", OBS_VALUE=both["OBS_VALUE"] - both["OBS_VALUE_plain"])
    return pd.concat([held, both[held.columns]], ignore_index=True)


def between(held: pd.DataFrame) -> list[pd.DataFrame]:
    """Equation, figure, coefficient; what does not add up is left to whoever asks."""
    return [*_bases(held), *_money(held), *_steps(held), *_industries(held)]


def _bases(held: pd.DataFrame) -> list[pd.DataFrame]:
    """B.1g* = B.1g + NMO + V, P.1* and D.1* the same."""
    value = held["STO"].isin(["P.1", "B.1g"])
    plain, raised = held[value & (held["BASIS"] == "NA")], held[value & (held["BASIS"] == EXTENDED)]
    work, nmo = held[held["STO"] == "V"], held[held["STO"] == "NMO"]
    pay = held[(held["STO"] == "D.1") & (held["BASIS"] == "NA")]
    first = [plain.assign(to=plain["STO"]), *(nmo.assign(to=sto) for sto in ("P.1", "B.1g"))]
    both = [raised.assign(to=raised["STO"]), *(work.assign(to=sto) for sto in ("P.1", "B.1g", "D.1"))]
    market, volunteers = pd.concat(first), pd.concat([*both, pay.assign(to="D.1")])
    return [
        linked(held, market, "NMO", STO=market["to"], BASIS=EXTENDED),
        linked(held, volunteers, "volunteers", STO=volunteers["to"], BASIS=WITH_WORK),
    ]


def _money(held: pd.DataFrame) -> list[pd.DataFrame]:
    """Income by source and from whom it comes, spending by use, and what of it stands in the accounts."""
    source = held[(held["STO"] == "REV") & held["BREAKDOWN"].isin(list(SOURCES))]
    use = held[(held["STO"] == "EXP") & held["BREAKDOWN"].isin(list(USES))]
    which = held[(held["STO"] == "EXP") & held["BREAKDOWN"].isin(list(OF_WHICH))]
    payer, code = (
        source["BREAKDOWN"].map({name: pair[at] for name, pair in SOURCES.items()}) for at in (0, 1)
    )
    return [
        linked(held, source, "sources", BREAKDOWN=TOTAL),
        linked(held, use, "uses", BREAKDOWN=TOTAL),
        linked(held, source, "payers", STO=code, COUNTERPART=payer, BREAKDOWN=TOTAL),
        linked(held, which, "of which", STO=which["BREAKDOWN"].map(OF_WHICH), BREAKDOWN=TOTAL),
    ]


def _steps(held: pd.DataFrame) -> list[pd.DataFrame]:
    """The reconciliation: its own sums, and the totals that its steps are."""
    step = held["BREAKDOWN"]
    own = held[step.isin(["estimated", "market_charities", "other_enterprises"])]
    nonprofit, work, nmo = (held[step == name] for name in ("estimated", "V", "NMO"))
    return [
        signed(held, STEPS, "BREAKDOWN"),
        linked(held, own, "institutions", BREAKDOWN=TOTAL),
        linked(held, nonprofit, "S.15", SECTOR="S.15", BREAKDOWN=TOTAL),
        linked(held, work, "step V", STO="V", BASIS=WITH_WORK, BREAKDOWN=TOTAL),
        linked(held, nmo, "step NMO", STO="NMO", BREAKDOWN=TOTAL),
    ]


def _industries(held: pd.DataFrame) -> list[pd.DataFrame]:
    """The account's own industries add up to S.15 and to all; products to purchases; what outputs set going to that
    of S.15."""
    own = held[(held["BREAKDOWN"] == OWN) & (held["PRODUCT"] != TOTAL)]
    rest = own["STO"].isin(["imports", "product_taxes"])
    single = own[(own["COUNTERPART"] == TOTAL) & ~rest]
    nonprofit = single[single["PRODUCT"].astype(str).str.startswith("NPISH")]
    products = own[(own["COUNTERPART"] != TOTAL) | rest]
    going = held[held["STO"].astype(str).str.endswith("_set_going") & (held["PRODUCT"] != TOTAL)]
    return [
        linked(held, single, "industries", PRODUCT=TOTAL, BREAKDOWN=TOTAL),
        linked(held, nonprofit, "industries of S.15", PRODUCT=TOTAL, BREAKDOWN=TOTAL, SECTOR="S.15"),
        linked(held, products, "products", STO="P.2", COUNTERPART=TOTAL),
        linked(held, going, "set going", PRODUCT=TOTAL),
    ]

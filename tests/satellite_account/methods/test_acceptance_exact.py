"""Acceptance numbers whose tolerance is finer than sums of floats: AC-5 in exact fractions, AC-9 in exact decimals.

AC-5. The table of multipliers that ONS published for 2010 is not in the reference data, so the 127 products are held
against two calculations of another kind: exact rational arithmetic, which proves how far any float answer can be off,
and elimination in extended precision. What ONS printed of some products is in `test_acceptance.py`.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from satellite_account.methods import InputOutput, multipliers
from tests.satellite_account.methods.data import needs_data, read

pytestmark = needs_data
AC5 = 1e-12
EFFECTS = ("output_multiplier", "gva_effect", "employment_cost_effect")


@pytest.fixture(scope="module")
def uk() -> InputOutput:
    return InputOutput.of(read("uk_ioat2010_iot_domestic_basic", dtype={"uk_row": str, "uk_col": str}))


@pytest.fixture(scope="module")
def held(uk) -> pd.DataFrame:
    return multipliers(uk)


def exact_rows(uk: InputOutput) -> dict[str, list[Fraction]]:
    """Direct coefficients as fractions of the table's own numbers, without rounding."""
    output = [Fraction(value) for value in uk.output]
    pay = [Fraction(value) for value in uk.inputs["D.1"]]
    surplus = [Fraction(value) for value in uk.inputs["B.2g"]]
    tax = [Fraction(value) for value in uk.inputs["production_taxes"]]
    added = [sum(parts) / whole for *parts, whole in zip(pay, surplus, tax, output, strict=True)]
    return {
        "output_multiplier": [Fraction(1)] * len(output),
        "gva_effect": added,
        "employment_cost_effect": [part / whole for part, whole in zip(pay, output, strict=True)],
    }


def test_ac5_all_127_products_are_proved_to_1e_12_in_exact_arithmetic(uk, held):
    """m (I - A) = v for the true multipliers m. For ours, r = v - m (I - A) in fractions; since (I - A)^-1 has no
    negative element, the error of product j is at most max|r| times the output multiplier of j."""
    size = len(uk.products)
    assert size == len(held) == 127
    assert (uk.Z >= 0).all() and held["output_multiplier"].max() < 10
    shares = [[Fraction(uk.Z[i, j]) / Fraction(uk.output[j]) for i in range(size)] for j in range(size)]
    for name, direct in exact_rows(uk).items():
        m = [Fraction(value) for value in held[name]]
        rest = [
            direct[j] - m[j] + sum((m[i] * shares[j][i] for i in range(size) if uk.Z[i, j]), Fraction(0))
            for j in range(size)
        ]
        # 10 bounds the true output multipliers as well: ours are below it and off by far less than one.
        assert float(max(map(abs, rest))) * 10 <= AC5, name


def test_ac5_elimination_in_extended_precision_agrees_for_all_127_products(uk, held):
    wide = np.longdouble
    assert np.finfo(wide).eps < 1e-18 or pytest.skip("this machine has no extended precision")
    z, output = uk.Z.astype(wide), uk.output.astype(wide)
    pay = uk.inputs["D.1"].to_numpy().astype(wide)
    added = sum(uk.inputs[name].to_numpy().astype(wide) for name in ("D.1", "B.2g", "production_taxes"))
    direct = np.stack([np.ones(len(output), wide), added / output, pay / output])
    effects = _solved((np.eye(len(output), dtype=wide) - z / output).T, direct.T).T
    for name, effect in zip(EFFECTS, effects, strict=True):
        assert np.abs(held[name].to_numpy() - effect).max() <= AC5, name
    for name, row in (("gva_multiplier", 1), ("employment_cost_multiplier", 2)):
        there = direct[row] != 0
        ratio = effects[row][there] / direct[row][there]
        assert (held[name].notna().to_numpy() == there).all()
        assert np.abs(held[name].to_numpy()[there] - ratio).max() <= AC5 * max(1.0, float(ratio.max())), name
    at = list(held.index).index("NPISH_94")
    assert [round(float(effects[0, at]), 6), round(float(effects[1, at]), 6)] == [1.505053, 0.812943]


def _solved(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Gauss with the largest pivot, in the precision of the matrix; LAPACK knows only doubles."""
    a, b = matrix.copy(), right.copy()
    size = len(a)
    for step in range(size):
        pivot = step + int(np.argmax(np.abs(a[step:, step])))
        a[[step, pivot]], b[[step, pivot]] = a[[pivot, step]], b[[pivot, step]]
        factor = a[step + 1 :, step] / a[step, step]
        a[step + 1 :] -= factor[:, None] * a[step]
        b[step + 1 :] -= factor[:, None] * b[step]
    for step in reversed(range(size)):
        b[step] = (b[step] - a[step, step + 1 :] @ b[step + 1 :]) / a[step, step]
    return b


MONEY = {"income": Decimal("0.002"), "expend": Decimal("0.004")}
TOTALS = {"income": Decimal("38819712634.52"), "expend": Decimal("36977256861.32")}


@pytest.fixture(scope="module")
def charities() -> pd.DataFrame:
    units = read("ncvo_charity_microdata_ew_2013_14", dtype={"income": str, "expend": str})
    return units.assign(**{name: units[name].map(Decimal) for name in MONEY})


@pytest.mark.parametrize("name", list(MONEY))
def test_ac9_totals_to_the_penny(charities, name):
    assert len(charities) == 120_866
    assert sum(charities[name]).quantize(Decimal("0.01")) == TOTALS[name]


@pytest.mark.parametrize("name", list(MONEY))
def test_ac9_no_cell_is_further_off_than_0_002_of_income_and_0_004_of_expenditure(charities, name):
    """Summed as decimals: the largest differences are exactly 0.002 and 0.004, and floats would blur them."""
    published = read("ncvo_subsector_strata_2013_14", dtype={"income": str, "expend": str})
    printed = published.set_index(["subSector", "strata"])[name].map(Decimal)
    ours = charities.groupby(["subSector", "strata"])[name].agg(lambda values: sum(values, Decimal(0)))
    assert len(printed) == len(ours) == 140 and set(printed.index) == set(ours.index)
    gaps = [abs(ours[cell] - printed[cell]) for cell in printed.index]
    assert max(gaps) <= MONEY[name]


def test_ac9_every_count_is_equal(charities):
    published = read("ncvo_subsector_strata_2013_14").set_index(["subSector", "strata"])["count"]
    ours = charities.groupby(["subSector", "strata"]).size()
    assert ours.reindex(published.index).tolist() == published.tolist() and ours.sum() == 120_866

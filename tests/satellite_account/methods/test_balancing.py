"""Balancing: identities hold, sure figures move least, pinned ones not at all, and contradictions are named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

from satellite_account.methods import (
    CHECKS,
    IDENTITIES,
    Infeasible,
    MethodError,
    Pin,
    balance,
    identity_constraints,
    sequence,
)
from satellite_account.methods.codes import LEAVES

CELLS = pd.Series({"P.1": 100.0, "P.2": 45.0, "B.1g": 60.0, "D.1": 50.0, "B.2g": 8.0})
RULES = pd.DataFrame(
    {"P.1": [1.0, 0], "P.2": [-1.0, 0], "B.1g": [-1.0, 1], "D.1": [0, -1.0], "B.2g": [0, -1.0]},
    index=["production", "income"],
)


def closes(held) -> bool:
    return np.allclose(RULES.to_numpy() @ held.values[RULES.columns].to_numpy(), 0)


def test_figures_close_and_the_log_says_what_moved():
    held = balance(CELLS, RULES)
    assert closes(held)
    assert held.log["change"].abs().sum() > 0
    assert (held.log["after"] - held.log["before"]).tolist() == pytest.approx(held.log["change"].tolist())


def test_a_figure_known_better_moves_less():
    loose = pd.Series(100.0, index=CELLS.index)
    held = balance(CELLS, RULES, variance=loose.where(CELLS.index != "D.1", 0.01))
    assert abs(held.log.at["D.1", "change"]) < 0.01 * held.log["change"].abs().max()


def test_pins_hold_and_keep_their_reason():
    held = balance(
        CELLS,
        RULES,
        pins=[Pin("P.1", "published in the Blue Book", by="A. Statistician"), Pin("D.1", "PAYE", 52.0)],
    )
    assert closes(held)
    assert held.values[["P.1", "D.1"]].tolist() == [100, 52]
    assert held.log.loc["P.1", ["pinned", "reason", "by"]].tolist() == [
        True,
        "published in the Blue Book",
        "A. Statistician",
    ]
    assert not held.log.at["P.2", "pinned"]


def test_pins_without_a_reason_or_of_unknown_cells_are_refused():
    with pytest.raises(MethodError, match=r"P\.1, nowhere"):
        balance(CELLS, RULES, pins=[Pin("P.1", " "), Pin("nowhere", "because")])
    with pytest.raises(MethodError, match="Unknown cells"):
        balance(CELLS.drop("D.1"), RULES)


def test_pins_that_contradict_each_other_are_named_with_the_gap():
    pins = [Pin("P.1", "r"), Pin("P.2", "r"), Pin("B.1g", "r")]
    with pytest.raises(Infeasible, match="production by 5"):
        balance(CELLS, RULES, pins=pins)


@settings(max_examples=40, deadline=None)
@given(arrays(float, 5, elements=st.floats(1, 1e5)), arrays(float, 5, elements=st.floats(0.1, 100)))
def test_the_answer_is_the_least_squares_one(values, variance):
    cells, spread = pd.Series(values, CELLS.index), pd.Series(variance, CELLS.index)
    held = balance(cells, RULES, variance=spread)
    assert closes(held)
    null = np.linalg.svd(RULES.to_numpy())[2][2:]
    pull = (held.values - cells).to_numpy() / variance
    assert null @ pull == pytest.approx(np.zeros(len(null)), abs=1e-5 * (1 + np.abs(pull).max()))


def test_redundant_constraints_do_no_harm():
    twice = pd.concat([RULES, (RULES.loc["production"] + RULES.loc["income"]).to_frame("both").T])
    assert balance(CELLS, twice).values.tolist() == pytest.approx(balance(CELLS, RULES).values.tolist())


def test_signs_are_kept_and_the_answer_is_still_the_best():
    cells = pd.Series({"a": 10.0, "b": 1.0, "c": 2.0})
    rule = pd.DataFrame([[1.0, 1.0, 1.0]], columns=list("abc"), index=["sum"])
    spread = pd.Series({"a": 1.0, "b": 5.0, "c": 1.0})
    held = balance(cells, rule, 5.0, variance=spread, keep_sign=True)
    assert (held.values >= 0).all()
    assert held.values["b"] == 0

    def loss(x):
        return float((np.square(x - cells.to_numpy()) / spread.to_numpy()).sum())

    best = minimize(
        loss,
        cells.to_numpy(),
        bounds=[(0, None)] * 3,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 5},
        method="SLSQP",
    )
    assert loss(held.values.to_numpy()) == pytest.approx(best.fun, rel=1e-6)
    assert balance(cells, rule, 5.0, variance=spread).values["b"] < 0


def test_a_whole_account_is_balanced_by_its_own_identities():
    draw = np.random.default_rng(4)
    closed = sequence({code: [100.0 + 10 * n] for n, code in enumerate(LEAVES)}).iloc[0]
    noisy = closed * draw.normal(1, 0.05, len(closed))
    held = balance(noisy, identity_constraints(noisy.index), pins=[Pin("D.1", "PAYE", closed["D.1"])])
    assert len(identity_constraints(noisy.index)) == len(IDENTITIES)
    assert CHECKS["1"].evaluate({"account": held.values.to_frame().T}, 1e-6).passed
    assert held.values["D.1"] == closed["D.1"]
    assert identity_constraints(["B.1g", "P.1", "P.2"]).to_numpy().tolist() == [[1.0, -1.0, 1.0]]


@settings(max_examples=60, deadline=None)
@given(
    arrays(float, 6, elements=st.floats(0.5, 50)),
    arrays(float, 6, elements=st.floats(0.1, 20)),
    arrays(float, 6, elements=st.floats(0, 50)),
    st.integers(0, 1000),
)
def test_balancing_that_keeps_signs_meets_the_conditions_of_the_optimum(values, variance, goal, seed):
    """x = max(0, x0 + v A' price): cells at zero are there because they would otherwise be below it."""
    names = list("abcdef")
    cells, spread = pd.Series(values, names), pd.Series(variance, names)
    A = np.random.default_rng(seed).integers(0, 2, (2, 6)).astype(float)
    A[0] = 1.0
    rules = pd.DataFrame(A, columns=names, index=["all", "some"])
    held = balance(cells, rules, pd.Series(A @ goal, index=rules.index), variance=spread, keep_sign=True)
    x = held.values.to_numpy()
    assert A @ x == pytest.approx(A @ goal, abs=1e-6)
    wanted = values + variance * (A.T @ held.multipliers.to_numpy())
    assert x == pytest.approx(np.maximum(wanted, 0.0), abs=1e-5 * (1 + np.abs(wanted).max()))

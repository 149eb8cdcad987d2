"""Each rule finds what is wrong, where and by how much, and passes what is right; a check that cannot run says so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite_account.methods import CHECKS, MethodError, derivable, run_checks, sequence

F = pd.DataFrame


def evaluate(check: str, tolerance: float | None = None, **frames: F):
    return CHECKS[check].evaluate(frames, tolerance)


def wrong(check: str, tolerance: float | None = None, **frames: F) -> list[tuple[str, float]]:
    found = evaluate(check, tolerance, **frames)
    assert found.state == ("passed" if found.failures.empty else "failed")
    return [(row["where"], pytest.approx(row["difference"])) for _, row in found.failures.iterrows()]


def test_every_rule_of_section_8_is_there():
    assert set(CHECKS) == {*(str(n) for n in range(1, 19)), "8a", "8b", "8c"} - {"8"}
    assert all(
        check.text and check.severity in {"error", "warning"} and check.waived_by for check in CHECKS.values()
    )


def test_what_was_not_given_is_not_taken_for_a_pass():
    found = evaluate("3", bases=F())
    assert (found.state, found.lacking, found.passed) == ("not run", ("additions",), False)
    assert {result.state for result in run_checks({})} == {"not run"}


def test_rounded_inputs_are_allowed_half_a_unit_a_term():
    rounded = F({"P.1": [100.0], "P.2": [40.0], "B.1g": [61.0]})
    assert wrong("1", account=rounded) == [("0: B.1g = P.1 - P.2", 1.0)]
    assert wrong("1", 1.0, account=rounded) == []
    assert wrong("1", 1.0, account=rounded.assign(**{"B.1g": 62.0})) == [("0: B.1g = P.1 - P.2", 2.0)]


def cells(rows: list[tuple[str, str, str, float]], **columns: object) -> F:
    frame = F(rows, columns=["SECTOR", "ACTIVITY", "REGION", "OBS_VALUE"])
    rest = dict.fromkeys(("SIZE", "LEGAL_FORM", "COUNTERPART", "PRODUCT", "BREAKDOWN"), "_T")
    fixed = {
        "TABLE": "T4",
        "TIME_PERIOD": 2023,
        "STO": "B.1g",
        "BASIS": "NA",
        "PRICES": "V",
        "UNIT_MEASURE": "GBP",
    }
    return frame.assign(**{**rest, **fixed, **columns})


ADDITIVE = [
    ("_T", "_T", "_T", 10.0), ("_T", "A", "_T", 6.0), ("_T", "B", "_T", 4.0), ("_T", "A10", "_T", 5.0), ("_T", "A20",
    "_T", 1.0),
    ("S.11", "_T", "_T", 3.0), ("S.15", "_T", "_T", 7.0), ("S.13", "_T", "_T", 99.0),
]  # fmt: skip


def test_parts_sum_to_totals_in_every_dimension():
    assert wrong("2", cells=cells(ADDITIVE)) == []
    assert evaluate("2", cells=cells(ADDITIVE)).examined == 3
    broken = [(s, a, r, value + (a == "A20") + 2 * (s == "S.11")) for s, a, r, value in ADDITIVE]
    assert wrong("2", cells=cells(broken)) == [
        ("SECTOR: T4 2023 B.1g NA V", -2.0),
        ("groups: T4 2023 B.1g A NA V", -1.0),
    ]


def test_chained_volumes_and_ratios_need_not_add_up():
    broken = [*ADDITIVE[:2], ("_T", "B", "_T", 50.0)]
    assert wrong("2", cells=cells(broken)) != []
    assert wrong("2", cells=cells(broken, PRICES="L")) == []
    assert wrong("2", cells=cells(broken, UNIT_MEASURE="PERCENT")) == []


def test_nonmarket_output_is_its_costs_and_sales_stay_below():
    units = F(
        {
            "market": [False, False, True],
            "P.1": [10.0, 11.0, 50.0],
            "P.2": 4.0,
            "D.1": 5.0,
            "P.51c": 1.0,
            "P.11": [2.0, 12.0, 50.0],
        }
    )
    assert wrong("4", units=units) == [("1: P.11 within costs", 2.0), ("1: P.1", 1.0)]


def test_shares_and_signs():
    assert wrong("5", parts=F({"part": [3.0, 5.0], "parent": [3.0, 4.0]}, index=["x", "y"])) == [("y", 1.0)]
    assert wrong("6", account=F({"P.1": [1.0, -2.0], "hours": [0.0, 1.0]}, index=["x", "y"])) == [
        ("y: P.1", -2.0)
    ]


def test_ratios_outside_their_band():
    held = F({"P.1": [100.0, 100.0], "B.1g": [60.0, 5.0], "D.1": [50.0, 4.0]}, index=["A", "B"])
    assert wrong("7", activities=held) == [("B: B.1g/P.1", -0.10)]
    assert wrong("7", activities=held.assign(low_gva=0.01)) == []


def test_wages_hours_and_full_time_equivalents():
    wages = F({"wage": [10.0, 15.0, 70.0], "minimum": 11.0, "median": 16.0}, index=["low", "good", "high"])
    assert wrong("8a", wages=wages) == [("high", 6.0), ("low", -1.0)]
    volunteering = F(
        {"hours": [168.0 * 52, 169.0 * 52, 0.0], "volunteers": [1.0, 1.0, 0.0]}, index=["a", "b", "c"]
    )
    assert wrong("8b", volunteering=volunteering) == [("b", 1.0)]
    fte = F({"fte": [2.0, 2.0], "full_time_hours": 1_500.0, "hours": [3_000.0, 3_100.0]}, index=["a", "b"])
    assert wrong("8c", fte=fte) == [("b", -100.0)]


def test_an_outlier_among_ordinary_growth():
    draw = np.random.default_rng(2)
    previous = draw.uniform(100, 1000, 200)
    held = F(
        {"previous": previous, "current": previous * draw.normal(1.03, 0.02, 200)},
        index=[f"u{n}" for n in range(200)],
    )
    assert wrong("9", growth=held) == []
    held.loc["u7", "current"] *= 3
    assert [where for where, _ in wrong("9", growth=held)] == ["u7"]


def test_volumes_and_quarters():
    volumes = F({"cp": [110.0, 110.0], "cvm": [100.0, 101.0], "deflator": 110.0}, index=[1, 2])
    assert wrong("10", volumes=volumes) == [("2", 1.0)]
    quarters = F({"year": [1] * 4 + [2] * 4, "x": [1.0, 2, 3, 4, 1, 1, 1, 1]})
    assert wrong("11", quarters=quarters, annual=F({"x": [10.0, 5.0]}, index=[1, 2])) == [("2 x", -1.0)]
    assert evaluate("11", quarters=quarters, annual=F({"x": [10.0, 5.0, 3.0]}, index=[1, 2, 3])).failures[
        "where"
    ].tolist() == ["2 x", "3 x"]


def test_revisions_need_reasons():
    held = F(
        {"earlier": [1.0, 2.0, 3.0], "later": [1.0, 5.0, 4.0], "reason": [None, " ", "new returns"]},
        index=["a", "b", "c"],
    )
    assert wrong("12", vintages=held) == [("b", 3.0)]


def test_units_counted_once_and_income_placed():
    register = F({"entity": ["a", "a", "b", "c", "c"], "counts": [True, False, True, True, True]})
    assert wrong("13", register=register) == [("c", 1.0)]
    scope = F({"year": [1, 1, 2, 2], "income": [96.0, 4.0, 90.0, 10.0], "placed": [True, False, True, False]})
    assert wrong("14", scope=scope) == [("2", 0.1)]
    assert wrong("14", 0.2, scope=scope) == []


def test_unreliable_figures_are_marked():
    held = F(
        {
            "CV": [0.1, 0.25, 0.25, 0.5, 0.5],
            "OBS_STATUS": ["E", "E", "U", "U", "U"],
            "CONF_STATUS": ["F", "F", "F", "F", "N"],
        }
    )
    held = held.assign(TABLE="T1", TIME_PERIOD=2023, STO="B.1g", ACTIVITY=list("ABCDE"))
    assert wrong("15", cells=held) == [("T1 2023 B.1g D", 0.17), ("T1 2023 B.1g B", 0.05)]


def test_metadata_that_is_empty_or_missing_is_named():
    held = F(
        {"unit": ["£m"], "source": ["register"], "method": [""], "lead_statistician": ["A. Person"]},
        index=["T1"],
    )
    assert sorted(where for where, _ in wrong("18", metadata=held)) == ["T1: method", "T1: next_release"]


def relations(**equations: dict[str, float]) -> F:
    """Equations by name: {figure: coefficient}."""
    rows = [(name, figure, value) for name, terms in equations.items() for figure, value in terms.items()]
    return F(rows, columns=["equation", "figure", "coefficient"])


AC26 = relations(sum={"56,600": -1, "47,600": 1, "8,002": 1, "998": 1})


def test_ac26_the_rest_is_not_derivable_by_differencing():
    """56,600 - 47,600 - 8,002 = 998: with the other three published the fourth is public, whatever is printed."""
    assert derivable(AC26, ["56,600", "47,600", "8,002"]).to_dict() == {"998": True}
    assert derivable(AC26, ["56,600", "47,600"]).to_dict() == {"8,002": False, "998": False}
    figures = F({"published": [True, True, True, False]}, index=["56,600", "47,600", "8,002", "998"])
    assert wrong("16", relations=AC26, figures=figures) == [("998 follows from published figures", 1.0)]
    figures.loc["8,002"] = False
    assert wrong("16", relations=AC26, figures=figures) == []
    alone = figures.assign(secret=[False, False, False, True])
    assert evaluate("16", relations=AC26, figures=alone).examined == 1


def test_an_earlier_release_can_give_away_what_this_one_hides():
    held = relations(now={"now": -1, "then": 1, "hidden": 1}, then={"then": -1, "one": 1, "other": 1})
    assert derivable(held, ["now", "one"]).to_dict() == {"hidden": False, "other": False, "then": False}
    assert derivable(held, ["now", "then"]).to_dict() == {"hidden": True, "one": False, "other": False}
    assert not derivable(held, []).any()
    assert derivable(held, ["now", "one", "other"]).to_dict() == {"hidden": True, "then": True}
    with pytest.raises(MethodError, match="whether these figures are published: now, one, other, then"):
        wrong("16", relations=held, figures=F({"published": [False]}, index=["hidden"]))


def test_two_that_only_appear_together_protect_each_other():
    """Neither is known, although their sum and their difference from a third are."""
    held = relations(a={"total": -1, "x": 1, "y": 1}, b={"other": -1, "x": 1, "y": 1, "z": -1})
    assert derivable(held, ["total", "other"]).to_dict() == {"x": False, "y": False, "z": True}


def test_a_published_figure_that_is_confidential_is_found_too():
    figures = F(
        {"published": [True] * 4, "secret": [False, False, False, True]},
        index=["56,600", "47,600", "8,002", "998"],
    )
    assert len(wrong("16", relations=AC26, figures=figures)) == 1


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_what_is_called_derivable_is_exactly_what_the_equations_fix(seed):
    """Against the other way to see it: figures as sums of atoms, the secret one a combination of the published."""
    draw = np.random.default_rng(seed)
    atoms, sums = int(draw.integers(2, 6)), int(draw.integers(1, 5))
    made_of = np.vstack([np.eye(atoms), draw.integers(0, 2, (sums, atoms))])
    names = [f"f{number}" for number in range(len(made_of))]
    held = relations(**{
        names[atoms + row]: {names[atoms + row]: -1.0}
        | {names[at]: 1.0 for at in range(atoms) if made_of[atoms + row, at]}
        for row in range(sums)
    })  # fmt: skip
    published = [name for name in names if draw.random() < 0.5]
    known = made_of[[names.index(name) for name in published]]
    rank = np.linalg.matrix_rank(known) if len(known) else 0
    for name, found in derivable(held, published).items():
        more = np.vstack([known.reshape(-1, atoms), made_of[names.index(name)]])
        assert found == (np.linalg.matrix_rank(more) == rank)


def test_checks_run_together_on_a_sound_account():
    account = sequence(F({"P.11": [5.0], "P.2": [2.0], "D.1": [1.0]}))
    states = {result.id: result.state for result in run_checks({"account": account})}
    assert {key for key, state in states.items() if state == "passed"} == {"1", "6"}
    assert {key for key, state in states.items() if state == "failed"} == set()

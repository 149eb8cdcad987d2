"""Worked examples to the penny, and sums that hold for any terms."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from foundation.common.errors import Invalid
from secondments.costs import Backfill, Every, Party, Pension, Rates, Terms, Vat, calculate, say
from secondments.costs.money import parts

YEAR = Terms(start=date(2026, 1, 1), end=date(2026, 12, 31), salary=3_600_000, pension_percent=500)


def amounts(terms: Terms) -> dict[str, int]:
    return {line.said.code: line.amount for line in calculate(terms).lines}


def test_a_whole_year_at_full_time():
    assert amounts(YEAR) == {
        "salary": 3_600_000,
        "employer_ni": 465_000,  # 15% of £36,000 less £5,000
        "pension": 180_000,
        "vat_lost": 849_000,  # 20% of all of it
    }


def test_rates_change_with_the_pay_day():
    """January to March 2025 at 13.8% above £9,100, April to December at 15% above £5,000."""
    found = amounts(replace(YEAR, start=date(2025, 1, 1), end=date(2025, 12, 31)))
    assert found["employer_ni"] == round(
        (3_600_000 - 910_000) * 0.138 * 3 / 12 + (3_600_000 - 500_000) * 0.15 * 9 / 12
    )


@pytest.mark.parametrize(("end", "percent"), [(date(2025, 4, 5), 1380), (date(2025, 4, 6), 1500)])
def test_the_new_rate_holds_from_its_first_day(end, percent):
    rates = Rates.load()
    assert rates.at("employer_ni", end).percent == percent


def test_part_time_bears_its_share_of_the_on_costs():
    """Two of four days: half of what the person costs at home, the threshold counted once."""
    terms = replace(YEAR, contract_fte=80, placement_fte=40)
    assert amounts(terms) == {
        "salary": 1_440_000,
        "employer_ni": (2_880_000 - 500_000) * 15 // 100 // 2,
        "pension": 72_000,
        "vat_lost": (1_440_000 + 178_500 + 72_000) // 5,
    }


def test_part_months_count_by_their_days():
    terms = replace(YEAR, start=date(2026, 2, 15), end=date(2026, 3, 10), pays_ni=False, pension=Pension.NONE)
    assert amounts(terms)["salary"] == round(300_000 * (Fraction(14, 28) + Fraction(10, 31)))


@pytest.mark.parametrize(("pension", "expected"), [
    (Pension.ALPHA, 3_600_000 * 2897 // 10_000),
    (Pension.MINIMUM, (3_600_000 - 624_000) * 3 // 100),
    (Pension.PERCENT, 180_000),
    (Pension.NONE, None),
])  # fmt: skip
def test_each_kind_of_pension(pension, expected):
    terms = replace(YEAR, pension=pension, start=date(2026, 1, 1))
    assert amounts(terms).get("pension") == expected


def test_pay_above_the_band_adds_nothing_to_the_minimum_pension():
    terms = replace(YEAR, salary=9_000_000, pension=Pension.MINIMUM)
    assert amounts(terms)["pension"] == (5_027_000 - 624_000) * 3 // 100


def test_a_charity_under_the_employment_allowance_has_no_national_insurance():
    assert "employer_ni" not in amounts(replace(YEAR, pays_ni=False))


def test_the_levy_is_charged_where_it_is_paid():
    assert amounts(replace(YEAR, pays_levy=True))["apprenticeship_levy"] == 18_000


def test_recovered_vat_is_no_cost():
    half = calculate(replace(YEAR, vat=Vat(recoverable=5_000)))
    none = calculate(replace(YEAR, vat=Vat(charged=False)))
    assert half.total - none.total == 424_500
    assert none.payable == none.borne_by(Party.HOST) == 4_245_000
    assert half.payable == 4_245_000 + 849_000


def test_a_small_body_gets_a_grant_for_what_cover_costs_beyond_the_reimbursement():
    backfill = Backfill(cover=5_400_000, share=5_000, most_a_month=40_000)
    costing = calculate(replace(YEAR, reimbursed=10_000, home_size="micro", backfill=backfill))
    over = 5_400_000 - 4_245_000  # a year
    assert sum(grant for _, grant in costing.grants) == min(over // 2, 480_000) == 480_000
    assert costing.borne_by(Party.PROGRAMME) == 480_000
    assert costing.borne_by(Party.HOME) == -480_000


def test_a_large_body_gets_none_and_is_told():
    costing = calculate(replace(YEAR, home_size="major", backfill=Backfill(cover=9_900_000)))
    assert costing.grants == ()
    assert any(
        say(note).startswith("No backfill grant: the home body’s size (Major: £10 million")
        for note in costing.notes
    )


def test_quarters_end_with_the_calendars():
    costing = calculate(replace(YEAR, start=date(2026, 2, 2), end=date(2026, 8, 20), every=Every.QUARTER))
    assert [(i.first, i.last) for i in costing.instalments] == [
        (date(2026, 2, 2), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 8, 20)),
    ]


def test_an_announced_rate_that_ends_is_said_to_be_assumed():
    costing = calculate(replace(YEAR, end=date(2027, 6, 30), pension=Pension.ALPHA))
    assert (
        "The rate of 28.97% (pension contribution to alpha) is known until 31 March 2027 and assumed to continue."
        in [say(note) for note in costing.notes]
    )


def test_days_before_all_known_rates_are_refused():
    with pytest.raises(Invalid, match="No rate is known for 31 January 2020: employer’s National Insurance"):
        calculate(replace(YEAR, start=date(2020, 1, 1), end=date(2020, 2, 1)))


def test_every_fault_of_the_terms_is_told_at_once():
    with pytest.raises(Invalid) as raised:
        calculate(replace(YEAR, end=date(2025, 1, 1), salary=-1, placement_fte=0, reimbursed=10_001))
    assert set(raised.value.errors) == {"end", "salary", "placement_fte", "reimbursed"}


def test_the_sources_of_all_rates_are_named():
    for rows in Rates.load().rows.values():
        assert all(rate.source.english and rate.url.startswith("https://www.") for rate in rows)


def drawn_terms(start: date, days: int, contract: int, placement: int, **rest: object) -> Terms:
    fte = {"contract_fte": contract, "placement_fte": min(placement, contract)}
    return Terms(start=start, end=start + timedelta(days=days), **fte, **rest)  # type: ignore[arg-type]


grants = st.builds(
    Backfill, st.integers(0, 9_000_000), st.integers(0, 10_000), st.none() | st.integers(0, 99_999)
)
any_terms = st.builds(
    drawn_terms,
    start=st.dates(date(2023, 4, 6), date(2027, 12, 31)),
    days=st.integers(0, 800),
    contract=st.integers(1, 100),
    placement=st.integers(1, 100),
    salary=st.integers(0, 20_000_000),
    allowances=st.integers(0, 1_000_000),
    pays_ni=st.booleans(),
    pays_levy=st.booleans(),
    pension=st.sampled_from(list(Pension)),
    pension_percent=st.integers(0, 4_000),
    reimbursed=st.integers(0, 10_000),
    fee=st.integers(0, 1_000_000),
    expenses=st.integers(0, 100_000),
    vat=st.builds(Vat, st.booleans(), st.integers(0, 10_000)),
    every=st.sampled_from(list(Every)),
    home_size=st.sampled_from(["micro", "small", "major"]),
    backfill=st.none() | grants,
)  # fmt: skip


@given(any_terms)
@hypothesis_settings(max_examples=150, deadline=None)
def test_everything_adds_up_to_the_penny(terms):
    costing = calculate(terms)
    assert sum(costing.borne_by(party) for party in Party) == costing.total
    host = {line.said.code: line.amount for line in costing.shares[Party.HOST]}
    assert sum(i.net for i in costing.instalments) == host["host_reimburses"] + host.get("host_fee", 0)
    assert sum(i.vat for i in costing.instalments) == host.get("host_vat", 0)
    assert costing.payable == sum(i.net + i.vat for i in costing.instalments)
    assert sum(grant for _, grant in costing.grants) == costing.borne_by(Party.PROGRAMME)
    days = [(i.first, i.last) for i in costing.instalments]
    assert (days[0][0], days[-1][1]) == (terms.start, terms.end)
    assert all(a[1] + timedelta(1) == b[0] for a, b in pairwise(days))
    assert all(isinstance(line.amount, int) for line in costing.lines)
    assert all(say(line.said) for lines in (costing.lines, *costing.shares.values()) for line in lines)
    assert all(say(note) for note in costing.notes)


@given(any_terms)
@hypothesis_settings(max_examples=60, deadline=None)
def test_months_and_quarters_come_to_the_same(terms):
    by_month = calculate(replace(terms, every=Every.MONTH))
    by_quarter = calculate(replace(terms, every=Every.QUARTER))
    assert (by_month.total, by_month.payable) == (by_quarter.total, by_quarter.payable)


@given(st.lists(st.fractions(0, 10_000), max_size=30))
def test_parts_add_up_to_the_rounded_whole(fractions):
    found = parts(fractions)
    assert sum(found) == int(sum(fractions, Fraction(0)) + Fraction(1, 2))
    assert all(abs(part - amount) <= 1 for part, amount in zip(found, fractions, strict=True))

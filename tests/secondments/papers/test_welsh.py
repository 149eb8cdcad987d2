"""Whatever a paper or a costing says to a party about itself, it says in the party's language."""

import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from foundation.common.errors import Invalid
from secondments.actions import agreements
from secondments.costs import calculate, say
from secondments.costs.rates import Rates
from secondments.costs.terms import Backfill, Pension
from secondments.costs.terms import Terms as CostTerms
from secondments.costs.words import ENGLISH, KINDS
from secondments.papers import agreement, changes
from secondments.papers.terms import PARTY, REQUIRED
from secondments.wording import PLACE
from tests.factories.secondments import TERMS, TODAY, on
from tests.secondments.doors import visitor
from tests.secondments.papers.terms import BASE, terms

PACKAGES = Path(agreement.__file__).parent, Path(say.__code__.co_filename).parent
BLANK = replace(BASE.host, name=" ", address="", signatory="", signatory_role="")


def refused(act) -> list[str]:
    with pytest.raises(Invalid) as raised:
        act()
    return [str(one) for lines in raised.value.errors.values() for one in lines]


def in_both(act) -> list[tuple[str, str]]:
    with override("en"):
        english = refused(act)
    with override("cy"):
        return list(zip(english, refused(act), strict=True))


LATE = BASE.end + timedelta(30)
FAULTS = {
    "nothing filled in": lambda: agreement.agreement(
        terms(**dict.fromkeys(REQUIRED, ""), host=BLANK, employer=BLANK)
    ),
    "contradictions": lambda: agreement.agreement(
        terms(
            end=date(2029, 1, 1),
            notice_months=0,
            exception="",
            approval_reference="",
            reimbursed=10_001,
        )
    ),
    "backwards": lambda: agreement.agreement(terms(end=date(2026, 1, 1), direction="sideways")),
    "an amendment of nothing": lambda: changes.amendment(
        BASE, replace(BASE, version=2), effective=TODAY, reason="x"
    ),
    "an old version": lambda: changes.amendment(BASE, terms(post="Other"), effective=TODAY, reason="x"),
    "no reason": lambda: changes.amendment(BASE, terms(post="x", version=2), effective=TODAY, reason=" "),
    "an extension that is none": lambda: changes.extension(
        BASE, end=BASE.end, made_on=BASE.start, reason="x"
    ),
    "an extension too late": lambda: changes.extension(BASE, end=LATE, made_on=LATE, reason="x"),
    "an extension too long": lambda: changes.extension(
        BASE, end=date(2029, 1, 1), made_on=BASE.start, reason="x"
    ),
    "an early end that is none": lambda: early(end=LATE),
    "nobody asked": lambda: early(asked_by="somebody"),
    "short notice": lambda: early(notice_on=BASE.end - timedelta(9)),
    "a clause that is not there": lambda: agreement.agreement(BASE, pinned={"parties": 99}),
    "a costing": lambda: calculate(
        replace(COSTS, end=date(2025, 1, 1), salary=-1, placement_fte=0, contract_fte=0, reimbursed=10_001)
    ),
    "no rate": lambda: Rates.load().at("vat", date(2001, 1, 1)),
}
COSTS = CostTerms(start=date(2026, 1, 1), end=date(2027, 6, 30), salary=4_000_000, allowances=100_000)


def early(**said):
    base = {
        "end": BASE.end - timedelta(5),
        "made_on": BASE.start,
        "asked_by": "host",
        "notice_on": BASE.start,
    }
    return changes.early_end(BASE, **(base | {"reason": "x"} | said))


@pytest.mark.parametrize("what", sorted(FAULTS))
def test_a_refusal_is_said_in_welsh(what):
    for english, welsh in in_both(FAULTS[what]):
        assert welsh != english and "%(" not in welsh


def test_every_field_that_is_missing_has_its_name_in_welsh():
    labels = [*REQUIRED.values(), *(label for one in PARTY.values() for label in one.values())]
    with override("cy"):
        welsh = list(map(str, labels))
    with override("en"):
        assert [str(label) for label, said in zip(labels, welsh, strict=True) if said == str(label)] == []


def test_no_sentence_of_a_refusal_is_left_untranslated():
    """Every text that stands in an Invalid of these packages goes through gettext."""
    bare = []
    for path in (file for package in PACKAGES for file in package.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Invalid":
                lists = [item for item in ast.walk(node) if isinstance(item, ast.List)]
                bare += [
                    f"{path.name}:{node.lineno}"
                    for found in lists
                    for item in found.elts
                    if isinstance(item, ast.Constant | ast.JoinedStr)
                ]
    assert bare == []


@pytest.mark.parametrize("code", sorted(ENGLISH))
def test_every_line_of_a_costing_has_welsh_with_every_value_in_its_place(code):
    with override("cy"):
        welsh = gettext(ENGLISH[code])
    assert welsh != ENGLISH[code] and set(PLACE.findall(welsh)) == set(PLACE.findall(ENGLISH[code]))


def test_kinds_and_sources_of_rates_have_welsh():
    with override("cy"):
        assert [kind for kind, words in KINDS.items() if gettext(words) == words] == []
    rates = [rate for rows in Rates.load().rows.values() for rate in rows]
    assert all(rate.source.welsh != rate.source.english for rate in rates)
    assert {rate.kind for rate in rates} <= KINDS.keys()


@pytest.mark.parametrize("pension", list(Pension))
def test_a_costing_is_read_in_welsh_to_the_last_word(pension):
    backfill = Backfill(cover=3_000_000)
    more = {"pension": pension, "pension_percent": 800, "fee": 10_000, "expenses": 5_000, "reimbursed": 5_000}
    for size in ("micro", "major"):
        costing = calculate(replace(COSTS, **more, backfill=backfill, home_size=size))
        said = [line.said for lines in (costing.lines, *costing.shares.values()) for line in lines]
        with override("cy"):
            welsh = " ".join(say(one) for one in (*said, *costing.notes))
        for english in (" from ", " above ", "January", " year", "Source", "home body", "Rates", "Major:"):
            assert english not in welsh
        assert "1 Ionawr 2026" in welsh and "Ffynhonnell: Cyllid a Thollau EF" in welsh


def test_the_page_of_an_agreement_says_in_welsh_what_is_missing_and_what_it_costs(cast):
    with on(TODAY):
        row = cast.placement("agreement")
        agreements.draw_up(placement=row, by=cast.officer, **TERMS | {"data_protection_contact": ""})
        page = visitor(cast.lead).get(f"/cy{row.get_absolute_url()}agreement/").content.decode()
    assert "Mae hyn yn eisiau o’r cytundeb o hyd: " in page and "still lacks" not in page
    assert "Cyflog: £45,000.00 y flwyddyn" in page

"""Each organisation once, with its sector and its scope apart, and how both were decided."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from foundation.common.errors import Invalid, NotAllowed
from satellite_account import actions, scope
from satellite_account.building import build
from satellite_account.enums import Criterion
from satellite_account.models import Joined, RegisterRow, Unit
from satellite_account.resolution import Edge, holdings, resolve
from tests.factories.satellite import UNITS, unit, units

DAY = date(2025, 12, 31)
LINKS = "org_id_a,org_id_b,relationship,valid_from\n"


def frame(office, *versions):
    return build(actions.plan_frame(title="Test", day=DAY, versions=versions, by=office.statistician))


def test_a_dual_registration_is_counted_once_and_shown(office):
    english = office.loaded(units(unit(200001), unit(200002)))
    scottish = office.loaded(
        units(unit(unit_id="GB-SC-SC002327", employees="", region="S92000003", same_as=""))
    )
    links = office.loaded(LINKS + "GB-SC-SC002327,GB-CHC-200001,dual,\n", "links")
    made = frame(office, english, scottish, links)
    assert made.facts["units"] == 2 and made.facts["joined"] == {"dual": 1}
    assert Unit.objects.get(frame=made, unit_id="GB-CHC-200001").identifiers == [
        "GB-CHC-200001",
        "GB-SC-SC002327",
    ]
    assert Joined.objects.get(frame=made).counted_as == "GB-CHC-200001"


def test_what_one_register_does_not_know_another_fills(office):
    english = office.loaded(
        units(unit(200001, sna_sector="", market="", same_as="GB-COH-00012345", expenditure=""))
    )
    company = office.loaded(
        units(unit(unit_id="GB-COH-00012345", legal_form="cic", expenditure="7", income="999"))
    )
    made = frame(office, english, company)
    one = Unit.objects.get(frame=made)
    assert (one.expenditure, one.income, one.legal_form) == (7, 50000, "cio")


def test_the_unit_record_holds_the_fields_of_the_specification(office):
    """Section 1.1: what a unit is known by, what it is, where, how large, and until when its accounts run."""
    said = {"icnpo": "4100", "sic2007": "88990", "legal_form": "cic", "sna_sector": "S.11", "market": "yes"}
    head = UNITS + "," + ",".join(name for name in said if name not in UNITS.split(","))
    values = unit(200001, same_as="GB-COH-00012345 GB-MPR-7", income=600_000, group_id="GB-CHC-200002", **{
        name: value for name, value in said.items() if name in UNITS.split(",")
    })  # fmt: skip
    text = f"{head}\n{values},4100,88990\n{unit(200002)},,\n"
    one = Unit.objects.get(frame=frame(office, office.loaded(text)), unit_id="GB-CHC-200001")
    assert one.identifiers == ["GB-CHC-200001"] and (one.legal_form, one.sna_sector) == ("cic", "S.11")
    assert RegisterRow.objects.get(pk=one.source_row).same_as == ["GB-COH-00012345", "GB-MPR-7"]
    assert (one.market, one.scope, one.in_scope) == (True, "yyyyy", True)
    assert (one.activity, one.icnpo, one.sic, one.region) == ("D10", "4100", "88990", "E12000001")
    assert (one.income, one.band, one.year_end) == (600_000, "medium", date(2025, 3, 31))
    assert (one.holding, one.weight, one.in_sample) == ("GB-CHC-200002", 1, False)


def test_two_charities_that_name_one_company_stay_two(office):
    shared = {"same_as": "GB-COH-00012345"}
    made = frame(office, office.loaded(units(unit(200001, **shared), unit(200002, **shared))))
    assert made.facts["units"] == 2


def test_a_merger_counts_from_its_day(office):
    both = office.loaded(units(unit(200001), unit(200002), unit(200003)))
    links = office.loaded(
        LINKS
        + "GB-CHC-200001,GB-CHC-200002,merger,2025-06-30\nGB-CHC-200003,GB-CHC-200002,merger,2026-06-30\n",
        "links",
    )
    made = frame(office, both, links)
    assert sorted(Unit.objects.filter(frame=made).values_list("unit_id", flat=True)) == [
        "GB-CHC-200002", "GB-CHC-200003",
    ]  # fmt: skip


def test_a_head_that_is_gone_leaves_its_place_to_who_is_there(office):
    rows = office.loaded(units(unit(200001), unit(200002, status="removed")))
    links = office.loaded(
        LINKS + "GB-CHC-200001,GB-CHC-200002,merger,\nGB-CHC-200001,GB-CHC-999999,dual,\n", "links"
    )
    made = frame(office, rows, links)
    assert Unit.objects.get(frame=made).unit_id == "GB-CHC-200001"
    assert not Joined.objects.filter(frame=made).exists()


def test_groups_are_held_together_but_counted_apart(office):
    made = frame(office, office.loaded(units(unit(200001), unit(200002, group_id="GB-CHC-200001"))))
    held = dict(Unit.objects.filter(frame=made).values_list("unit_id", "holding"))
    assert held == {"GB-CHC-200001": "", "GB-CHC-200002": "GB-CHC-200001"}


def test_the_removed_and_the_not_yet_registered_are_left_out(office):
    head = units(unit(200001), unit(200002, status="removed"))
    made = frame(office, office.loaded(head))
    assert made.facts["units"] == 1


def test_who_was_removed_after_the_day_still_counts_and_speaks_for_what_is_joined_to_it(office):
    lines = [(unit(200001), ""), (unit(200002, status="removed"), "2026-02-01"),
             (unit(200003, status="removed"), "2025-12-31"), (unit(200004), "2025-06-30"),
             (unit(200005, status="removed"), "2026-02-01")]  # fmt: skip
    text = "\n".join([UNITS + ",removed_on", *(f"{line},{on}" for line, on in lines)]) + "\n"
    links = office.loaded(LINKS + "GB-CHC-200001,GB-CHC-200005,merger,\n", "links")
    made = frame(office, office.loaded(text), links)
    held = Unit.objects.filter(frame=made).order_by("unit_id").values_list("unit_id", flat=True)
    assert list(held) == ["GB-CHC-200002", "GB-CHC-200005"]
    assert Joined.objects.get(frame=made).unit_id == "GB-CHC-200001"


IDS = st.sampled_from([f"GB-CHC-{n}" for n in range(9)] + [f"GB-SC-SC{n}" for n in range(4)])
EDGES = st.lists(st.builds(Edge, IDS, IDS, st.sampled_from(["dual", "merger", "group"])), max_size=30)


@given(EDGES)
def test_links_come_to_one_end_whatever_their_order(edges):
    found = resolve(edges, DAY)
    heads = {head for head, *_ in found.values()}
    assert not heads & set(found)
    for edge in edges:
        if edge.link != "group":
            ends = {found[each][0] if each in found else each for each in (edge.former, edge.counted_as)}
            assert len(ends) == 1
    assert found == resolve(list(reversed(edges)), DAY)


@given(EDGES)
def test_every_member_of_a_group_has_one_head(edges):
    found = resolve(edges, DAY)
    held = holdings(edges, found)
    assert all(held.get(head, head) == head for head in held.values())


def facts(**said):
    usual = {
        "unit_id": "GB-CHC-1", "legal_form": "cio", "sna_sector": None, "market": None,
        "government_controlled": None, "distributes_profit": None,
    }  # fmt: skip
    return scope.Facts(**(usual | said))


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ({}, "yyyyy"),
        ({"government_controlled": True}, "yynyy"),
        ({"sna_sector": "S.13"}, "yynyy"),
        ({"distributes_profit": True}, "ynyyy"),
        ({"distributes_profit": True, "legal_form": "registered_society"}, "yyyyy"),
        ({"unit_id": "GB-COH-1", "legal_form": "guarantee_company"}, "yuuyy"),
        ({"unit_id": "GB-COH-1", "legal_form": "cic", "government_controlled": False}, "yyyyy"),
        ({"unit_id": "GB-COH-1", "legal_form": None}, "uuuuu"),
    ],
)
def test_the_rules_answer_or_say_that_they_do_not_know(said, marks):
    assert scope.answers(facts(**said)) == marks


@pytest.mark.parametrize(
    ("said", "sector"),
    [
        ({"sna_sector": "S.11"}, "S.11"),
        ({"market": True}, "S.11"),
        ({"market": False}, "S.15"),
        ({"government_controlled": True, "market": False}, "S.13"),
        ({"unit_id": "GB-COH-1", "legal_form": "cic"}, "S.11"),
        ({"unit_id": "GB-COH-1", "legal_form": "guarantee_company"}, ""),
        ({}, "S.15"),
    ],
)
def test_the_sector_stands_apart_from_scope(said, sector):
    assert scope.sector(facts(**said)) == sector


def test_a_market_charity_is_in_scope_outside_s15(office):
    made = frame(office, office.loaded(units(unit(200001, sna_sector="S.11", market="yes"))))
    one = Unit.objects.get(frame=made)
    assert one.in_scope and one.sna_sector == "S.11"


def test_a_decision_goes_before_the_rule_in_the_next_population(office):
    version = office.loaded(units(unit(200001)))
    before = frame(office, version)
    one = Unit.objects.get(frame=before)
    actions.decide_scope(
        unit=one, criterion="private", answer="n", evidence="Its board is appointed.", by=office.statistician
    )
    after = frame(office, version)
    assert Unit.objects.get(frame=before).in_scope and not Unit.objects.get(frame=after).in_scope
    assert Unit.objects.get(frame=after).scope == "yynyy"
    actions.decide_scope(
        unit=one, criterion="private", answer="y", evidence="The law changed.", by=office.statistician
    )
    assert Unit.objects.get(frame=frame(office, version)).in_scope


def test_a_decision_needs_evidence_and_the_role(office):
    one = Unit.objects.get(frame=frame(office, office.loaded(units(unit(200001)))))
    with pytest.raises(Invalid):
        actions.decide_scope(unit=one, criterion="private", answer="n", evidence=" ", by=office.statistician)
    for role in ("publisher", "auditor", "stranger", "officer_like"):
        with pytest.raises(NotAllowed):
            actions.decide_scope(
                unit=one, criterion="private", answer="n", evidence="x", by=getattr(office, role)
            )


def test_a_population_needs_a_register_that_is_ready(office):
    links = office.loaded(LINKS + "GB-SC-SC002327,GB-CHC-200001,dual,\n", "links")
    for versions in ([links], [office.waiting(units(unit()))]):
        with pytest.raises(Invalid):
            actions.plan_frame(title="x", day=DAY, versions=versions, by=office.statistician)


def test_units_never_change_and_scope_means_all_five(office):
    made = frame(office, office.loaded(units(unit(200001))))
    row = Unit.objects.get(frame=made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Unit.objects.filter(pk=row.pk).update(income=1)
    row.pk, row.unit_id, row.scope = None, "GB-CHC-5", "yyyyu"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_criteria_keep_their_order():
    from satellite_account.methods.classify.rules import CRITERIA, QUESTIONS

    assert [criterion.value for criterion in Criterion] == list(CRITERIA) == list(QUESTIONS)


@given(st.text("ynu", min_size=5, max_size=5))
def test_a_population_and_a_notebook_decide_alike(marks):
    import pandas as pd

    from satellite_account.methods import CRITERIA, scope_decisions

    words = [scope.WORDS[mark] for mark in marks]
    decided = scope_decisions(pd.DataFrame([words], columns=list(CRITERIA)))
    assert scope.is_in(marks) == (decided["scope"].iloc[0] == "yes") == (marks == "yyyyy")


def test_a_society_that_pays_a_limited_dividend_is_in_scope_with_its_reason(office):
    silent = {"sna_sector": "", "market": "", "government_controlled": "no"}
    line = unit(unit_id="GB-MPR-1", legal_form="registered_society", **silent)
    made = frame(office, office.loaded(f"{UNITS},distributes_profit\n{line},yes\n"))
    one = Unit.objects.get(frame=made)
    assert one.in_scope and one.sna_sector == "S.11"
    facts = scope.Facts("GB-MPR-1", "registered_society", distributes_profit=True)
    assert "within limits" in scope.ask("non_distributing", facts)[1]

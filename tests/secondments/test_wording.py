"""What pages say about where a placement is, what a verb is about, and what is not asked yet."""

from datetime import date

import pytest

from secondments.forms.placements import Evaluate
from secondments.publishing import tables
from tests.factories.secondments import on
from tests.secondments.doors import visitor

pytestmark = pytest.mark.django_db


def read(who, row, verb=""):
    return visitor(who).get(f"/secondments/placements/{row.ref}/{verb}").content.decode()


def test_who_waits_for_six_months_reads_from_when(cast):
    row = cast.placement("evaluated")
    day = "31 January 2028"
    with on(date(2027, 9, 1)):
        assert f"From {day}" in read(cast.person, row)
        assert f"From {day}" in visitor(cast.person).get("/secondments/mine/").content.decode()


def test_the_file_is_not_offered_for_closing_before_its_day(cast):
    row = cast.placement("evaluated")
    with on(date(2028, 1, 30)):
        assert "/close/" not in read(cast.officer, row)
        page = read(cast.officer, row, "close/")
        assert "can be closed from 31 January 2028" in page and "novalidate" not in page
    with on(date(2028, 1, 31)):
        assert "/close/" in read(cast.officer, row)
        assert "novalidate" in read(cast.officer, row, "close/")


def test_contact_and_change_are_asked_about_when_there_can_be_an_answer(cast):
    row = cast.placement("active")
    with on(row.starts_on):
        early = Evaluate(row=row, by=cast.person).fields
    assert {"in_contact", "policy_change"}.isdisjoint(early) and "goals_met" in early
    row = cast.later(row, "returned")
    with on(row.ends_on):
        late = Evaluate(row=row, by=cast.person).fields
    assert {"in_contact", "policy_change"} < set(late)


def test_the_page_of_a_verb_says_what_it_is_about(cast):
    row = cast.placement("active")
    assert f"{row.ref} · " in read(cast.officer, row, "mentor/")
    assert row.title in read(cast.officer, row, "mentor/")


def test_a_list_that_was_never_ticked_off_is_not_late_once_everybody_is_home(cast):
    row = cast.placement("active")
    late = "govuk-tag--red"
    with on(date(2027, 4, 1)):
        assert read(cast.officer, row).count(late) == row.onboardingitems.count()
    row = cast.later(row, "returned")
    with on(row.ends_on):
        assert late not in read(cast.officer, row)


def test_figures_stand_in_the_order_of_their_scale_and_bodies_by_name():
    data = {"rows": [["inward", "grade", one, 9] for one in ("g6", "not known", "eo", "g7", "heo")]}
    grades = next(table for table in tables.shown(data) if table["id"] == "grade")["rows"]
    assert [str(row[0])[:7] for row in grades[:-1]] == ["Executi", "Higher ", "Grade 7", "Grade 6", "Not kno"]
    data = {"rows": [["inward", "partner", one, 9] for one in ("Zeal", "Acorn")]}
    partners = next(table for table in tables.shown(data) if table["id"] == "partner")["rows"]
    assert [row[0] for row in partners[:-1]] == ["Acorn", "Zeal"]

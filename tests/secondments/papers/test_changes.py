"""Versions compared, and the papers that lead from one to the next."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.common.errors import Invalid
from secondments.papers import docx, pdf
from secondments.papers.agreement import agreement
from secondments.papers.changes import amendment, early_end, extension, new_version
from secondments.papers.compare import Kept, compare, compare_papers, words
from tests.secondments.papers.terms import BASE, terms
from tests.secondments.papers.test_agreement import pdf_text, text_of

LATER = date(2027, 1, 15)


def test_each_changed_field_is_listed_once_with_both_values():
    new = terms(
        version=2, salary=4_300_000, reimbursed=7_500, end=date(2027, 5, 2), recusals=("a", "b"),
        employer=replace(BASE.employer, address="3 Quay Street"), clearance_expires=None,
    )  # fmt: skip
    assert [(c.field, c.before, c.after) for c in compare(BASE, new)] == [
        ("employer.address", "1 Quay Street, Bristol BS1 4AA", "3 Quay Street"),
        ("end", "2 April 2027", "2 May 2027"),
        ("salary", "£42,000.00", "£43,000.00"),
        ("reimbursed", "80%", "75%"),
        ("clearance_expires", "1 October 2029", ""),
        ("recusals", "the Household Support Fund", "a; b"),
    ]


def test_the_same_terms_do_not_differ():
    assert compare(BASE, terms(version=2, made_on=LATER)) == ()


def test_papers_are_compared_clause_by_clause():
    (change,) = compare_papers(agreement(BASE), agreement(terms(insurance="Each bears its own risks")))
    assert change.field == "Insurance"
    assert [piece.text for piece in change.pieces if piece.kept == Kept.ADDED] == [
        "Each bears its own risks."
    ]


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_words_tell_both_texts_back(before, after):
    pieces = list(words(before, after))
    kept = " ".join(piece.text for piece in pieces if piece.kept != Kept.ADDED)
    come = " ".join(piece.text for piece in pieces if piece.kept != Kept.REMOVED)
    assert (kept, come) == (" ".join(before.split()), " ".join(after.split()))


def test_an_amendment_lists_the_changes_and_both_hashes():
    new = terms(version=2, made_on=LATER, line_manager="Owain Glyn")
    paper = amendment(BASE, new, effective=date(2027, 2, 1), reason="Priya Nair moves to another team.")
    text = text_of(paper)
    before, after = new_version(BASE, new)
    assert "Line manager Priya Nair Owain Glyn" in text.replace("What Before From now on ", "")
    assert before.content_hash in text and after.content_hash in text
    assert "with effect from 1 February 2027" in text and "moves to another team." in text
    assert paper.version == 2 and paper.reference == BASE.reference


def test_an_amendment_keeps_the_clauses_that_were_signed():
    pinned = dict(agreement(BASE).clauses)
    before, after = new_version(BASE, terms(version=2, made_on=date(2030, 1, 1), team="Other"), pinned)
    assert before.clauses == after.clauses


@pytest.mark.parametrize(("new", "field"), [
    (terms(version=2), ""),
    (terms(version=1, team="Other"), "version"),
    (terms(version=2, team="Other", reference="SC-2026-000043"), "reference"),
])  # fmt: skip
def test_an_amendment_changes_something_of_the_same_agreement(new, field):
    with pytest.raises(Invalid) as raised:
        amendment(BASE, new, effective=LATER, reason="Needed")
    assert set(raised.value.errors) == {field}


def test_an_extension_moves_the_end_and_makes_the_next_version():
    new, paper = extension(BASE, end=date(2027, 10, 1), made_on=LATER, reason="The work goes on")
    assert (new.end, new.version, new.made_on) == (date(2027, 10, 1), 2, LATER)
    text = pdf_text(pdf.render(paper))
    assert "It ends on 1 October 2027 in place of 2 April 2027" in text
    assert "Extension of a secondment" in text
    assert docx.render(paper)


@pytest.mark.parametrize(("change", "field"), [
    ({"end": BASE.end}, "end"),
    ({"end": date(2028, 3, 1)}, "end"),  # past what the agreement allows
    ({"made_on": date(2027, 4, 3)}, "made_on"),
    ({"reason": " "}, "reason"),
])  # fmt: skip
def test_an_extension_keeps_to_the_agreement(change, field):
    with pytest.raises(Invalid) as raised:
        extension(BASE, **({"end": date(2027, 10, 1), "made_on": LATER, "reason": "More to do"} | change))
    assert set(raised.value.errors) == {field}


def test_an_extension_never_outlasts_the_secondees_own_contract():
    with pytest.raises(Invalid, match="own contract"):
        extension(terms(extension_until=None), end=date(2028, 4, 1), made_on=LATER, reason="More to do")


GIVEN = {"end": date(2027, 3, 1), "made_on": LATER, "asked_by": "employer", "reason": "A funder withdrew"}


def test_an_early_end_says_who_asked_and_why():
    paper = early_end(BASE, notice_on=date(2027, 1, 1), **GIVEN)
    text = text_of(paper)
    assert (
        "ends on 1 March 2027" in text
        and "asked for by the Employer" in text
        and "A funder withdrew." in text
    )
    assert "as the agreement asks" in text and "waive" not in text


def test_notice_is_counted_to_the_day_and_may_be_waived_by_all():
    with pytest.raises(Invalid, match="Notice is shorter"):
        early_end(BASE, notice_on=date(2027, 1, 2), **GIVEN)
    assert "waive the difference" in text_of(
        early_end(BASE, notice_on=date(2027, 1, 2), waived=True, **GIVEN)
    )


@pytest.mark.parametrize(("change", "field"), [
    ({"end": BASE.end}, "end"),
    ({"end": date(2026, 10, 4)}, "end"),
    ({"asked_by": "nobody"}, "asked_by"),
    ({"reason": ""}, "reason"),
])  # fmt: skip
def test_an_early_end_is_well_said(change, field):
    with pytest.raises(Invalid) as raised:
        early_end(BASE, notice_on=date(2026, 1, 1), **(GIVEN | change))
    assert set(raised.value.errors) == {field}

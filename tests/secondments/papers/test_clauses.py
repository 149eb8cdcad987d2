"""Clause files hold together: every place has a value, every condition is known, no version is there twice."""

import re

import pytest

from secondments.papers import fields
from secondments.papers.clauses import library
from secondments.wording import PLACE
from tests.secondments.papers.terms import BASE, terms

KINDS = ["agreement", "amendment", "extension", "early_end"]
# What the papers that change an agreement add to the terms.
EXTRA = {"old_version", "old_hash", "new_hash", "old_end", "effective", "reason", "asked_by", "notice_on"}
EVERY_CONDITION = fields.conditions(BASE) | fields.conditions(
    terms(direction="outward", conflicts=(), extension_until=None, swap="SC-2026-000009")
) | fields.conditions(terms(exception="", competition=True)) | {"notice_given", "notice_waived"}  # fmt: skip


def clauses(kind: str):
    return [clause for versions in library(kind).versions.values() for clause in versions]


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_has_a_value(kind):
    known = fields.values(BASE).keys() | (EXTRA if kind != "agreement" else set())
    for clause in clauses(kind):
        for part in clause.parts:
            assert set(PLACE.findall(part.text)) <= known, clause.id
            assert "%" not in PLACE.sub("", part.text), clause.id  # a place that is misspelt


@pytest.mark.parametrize("kind", KINDS)
def test_every_condition_can_hold(kind):
    """A condition that nobody knows would drop its part from every paper, unseen."""
    for clause in clauses(kind):
        assert {clause.when, *(part.when for part in clause.parts)} - {""} <= EVERY_CONDITION, clause.id


@pytest.mark.parametrize("kind", KINDS)
def test_versions_are_numbered_and_dated_in_order(kind):
    for versions in library(kind).versions.values():
        assert [clause.version for clause in versions] == list(range(1, len(versions) + 1))
        assert [clause.since for clause in versions] == sorted({clause.since for clause in versions})


def test_the_agreement_covers_what_a_secondment_has_to_settle():
    """The subjects of the field's template for three-party agreements."""
    assert [clause.id for clause in clauses("agreement")] == [
        "parties", "post", "term", "swap", "management", "authority", "hours", "pay", "reimbursement", "pension",
        "expenses", "insurance", "sickness", "performance", "learning", "confidentiality", "intellectual_property",
        "data_protection", "conflicts", "activities", "health_and_safety", "security", "exception", "competition",
        "early_end", "extension", "return", "changes", "disputes",
    ]  # fmt: skip


def test_no_clause_lets_the_secondee_bind_the_host_and_discipline_stays_at_home():
    texts = {clause.id: " ".join(part.text for part in clause.parts) for clause in clauses("agreement")}
    assert re.search(r"has no authority .* that bind the Host", texts["authority"])
    assert "Discipline stays with the Employer" in texts["performance"]
    assert "the Employer included" in texts["confidentiality"]
    assert "protected disclosure" in texts["confidentiality"]

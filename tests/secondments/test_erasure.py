"""Whoever deletes their profile leaves no words behind but those on the record of a placement that is over."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from secondments.actions import candidates
from secondments.actions.candidates import ERASED
from secondments.models import Candidate, Nomination
from tests.factories.secondments import on

pytestmark = pytest.mark.django_db
WORD = "PELICAN"
# What is written about a person in their profile and their applications. All of it goes.
GOES = {
    *(f"Candidate.{name}" for name in ("post", "experience", "learning_goals", "development_fit", "offer")),
    *(f"Candidate.{name}" for name in ("home_benefit", "target_host", "adjustments", "interests")),
    *(
        f"Candidate.{name}"
        for name in ("consent_note", "goal_codes", "mission_codes", "avoids", "avoids_for_home")
    ),
    *(f"Nomination.{name}" for name in ("why", "host_note", "overrule_reason", "explanation")),
    "Placement.alumni_contact",
}
# What stays with a placement: a contract between three, the gates that it passed, and what came of it.
STAYS = {
    *("Placement.title", "Placement.mentor", "Placement.early_note", "Placement.person_key"),
    *("Placement.commission_ref", "Placement.treasury_ref"),
    *("Step.verb", "Step.from_state", "Step.to_state", "Step.side", "Step.reason"),
    *("Conflict.interest", "Conflict.detail", "Recusal.matter", "Approval.reference", "Approval.note"),
    *("OnboardingItem.title", "LearningOutcome.text", "LearningOutcome.evidence", "Review.note"),
    *("Issue.body", "Issue.side", "Issue.answer"),
    *(f"ReintegrationPlan.{name}" for name in ("role_on_return", "who_uses_learning", "contacts_kept")),
    *("ReintegrationPlan.share_back_note", "Evaluation.policy_change", "Evaluation.comment"),
    *(f"Signature.{name}" for name in ("name", "proof", "external_ref", "certificate", "text_hash")),
    *(
        "SigningRequest.external_ref",
        "SigningRequest.where",
        "SigningRequest.text_hash",
        "SigningRequest.pdf_hash",
    ),
}
# Not about one person: what is offered, gathered, published, made into files or searched for.
OTHERS = {
    "Opportunity",
    "Round",
    "Skill",
    "Swap",
    "MadeFile",
    "QuarterFigures",
    "YearFigures",
    "SavedSearch",
    "Reminder",
    "HomeTerms",
}


def texts():
    """Every column of the wing that takes words of its own, but references."""
    for model in apps.get_app_config("secondments").get_models():
        for field in model._meta.get_fields():
            plain = isinstance(field, models.CharField | models.TextField) and not field.choices
            if (plain or isinstance(field, models.JSONField | ArrayField)) and field.name != "ref":
                yield model.__name__, field.name


def test_every_column_for_words_is_known_to_go_or_to_stay():
    found = {f"{model}.{name}" for model, name in texts() if model not in {*OTHERS, "Agreement"}}
    assert found == GOES | STAYS


def filled(cast):
    """A placement that is over, with words in every column that goes."""
    row = cast.placement("closed")
    candidate = Candidate.objects.get()
    for model, rows in (("Candidate", Candidate.objects), ("Nomination", Nomination.objects)):
        names = [one.partition(".")[2] for one in GOES if one.startswith(model)]
        lists = {name: [WORD] for name in names if isinstance(rows.model._meta.get_field(name), ArrayField)}
        said = {name: WORD for name in names if name != "explanation"} | lists
        if model == "Nomination":
            said |= {"explanation": [["overruled", {"reason": WORD}]], "overruled_by": cast.officer}
        rows.update(**said)
    type(row).objects.filter(pk=row.pk).update(alumni_since=row.ends_on, alumni_contact=WORD)
    return row, candidate


def where_it_stands():
    found = set()
    for model in apps.get_app_config("secondments").get_models():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} one WHERE one::text LIKE %s",  # noqa: S608
                [f"%{WORD}%"],
            )
            if cursor.fetchone()[0]:
                found.add(model.__name__)
    return found


def test_no_word_of_profile_and_applications_is_left(cast):
    row, candidate = filled(cast)
    assert where_it_stands() == {"Candidate", "Nomination", "Placement"}
    with on(row.ends_on.replace(year=2028)):
        candidates.withdraw_profile(candidate=candidate, by=cast.person)
    assert where_it_stands() == set()
    kept = Nomination.objects.get()
    assert (kept.overrule_reason, kept.overruled_by, kept.state) == (ERASED, cast.officer, "matched")
    erased = Candidate.objects.get()
    assert erased.erased_at and not erased.skills.exists() and erased.manager is None

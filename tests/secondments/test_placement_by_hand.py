"""What is kept of a placement while it runs, by the forms that people fill in, and who reads it."""

import pytest

from secondments.models import SavedSearch
from tests.factories.secondments import on
from tests.secondments.doors import visitor

pytestmark = pytest.mark.django_db


def three(cast, row):
    """One of each party."""
    return [row.person, cast.lead, cast.host_manager]


def page(who, row):
    return visitor(who).get(f"/secondments/placements/{row.ref}/")


def send(who, row, verb, **said):
    return visitor(who).post(f"/secondments/placements/{row.ref}/{verb}/", said)


def test_a_learning_plan_is_written_reviewed_and_read_by_all_three(cast):
    row = cast.placement("active")
    with on(row.starts_on):
        send(row.person, row, "learning", outcomes="Read a budget\nChair a meeting\n")
        assert set(row.learningoutcomes.values_list("text", flat=True)) == {
            "Read a budget",
            "Chair a meeting",
        }
        assert send(cast.lead, row, "learning", outcomes="Mine").status_code == 403
        met = row.learningoutcomes.get(text="Read a budget")
        said = {"point": "mid", "met": [str(met.pk)], "note": "It goes well."}
        assert send(cast.lead, row, "review", **said).status_code == 403
        assert send(cast.host_manager, row, "review", **said).status_code == 302
        for who in three(cast, row):
            words = page(who, row).content.decode()
            assert "It goes well." in words and "Not met yet" in words and "Read a budget" in words
        assert page(cast.outsider, row).status_code == 404


def test_an_absence_is_noted_by_the_host_and_read_by_all_three(cast):
    row = cast.placement("active")
    with on(row.starts_on):
        day = row.starts_on
        parts = {"day": day.day, "month": day.month, "year": day.year}
        said = {f"{name}-{part}": n for name in ("from_on", "to_on") for part, n in parts.items()}
        said |= {"kind": "sickness", "to_on-day": day.day + 1}
        assert send(cast.lead, row, "absence", **said).status_code == 403
        assert send(cast.host_manager, row, "absence", **said).status_code == 302
        assert [(one.kind, one.from_on) for one in row.absences.all()] == [("sickness", row.starts_on)]
        assert all("Sickness" in page(who, row).content.decode() for who in three(cast, row))


def test_a_search_is_its_owners_to_see_and_to_end(cast):
    cast.post()
    mine, other = visitor(cast.respondent), visitor(cast.outsider)
    mine.post("/secondments/searches/", {"query": "q=youth"})
    (saved,) = SavedSearch.objects.all()
    assert "youth" in mine.get("/secondments/searches/").content.decode()
    assert "youth" not in other.get("/secondments/searches/").content.decode()
    other.post("/secondments/searches/", {"end": saved.name})
    assert SavedSearch.objects.filter(pk=saved.pk).exists()
    mine.post("/secondments/searches/", {"end": saved.name})
    assert not SavedSearch.objects.filter(pk=saved.pk).exists()

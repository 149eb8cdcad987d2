"""Places, departments and priorities as dated facts."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from foundation.directory.models import Department, Minister, Place, Priority, PriorityFramework
from foundation.directory.reference import load_reference_data

pytestmark = pytest.mark.django_db


def test_every_database_has_them():
    assert Place.objects.filter(kind="nation").count() == 4
    assert Place.objects.filter(kind="region").count() == 9
    assert Department.objects.current().ministerial().count() == 25
    assert Minister.objects.current().count() == 23


def test_reading_them_again_changes_nothing():
    def everything():
        return [
            list(model.objects.order_by("pk").values())
            for model in (Place, Department, PriorityFramework, Priority, Minister)
        ]

    before = everything()
    load_reference_data()
    assert everything() == before


def test_what_is_not_in_the_files_is_left_alone():
    Department.objects.create(code="NEW", slug="new-department", name="New", kind="ministerial_department")
    load_reference_data()
    assert Department.objects.filter(code="NEW").exists()


@pytest.mark.parametrize(
    ("day", "framework"),
    [
        (date(2024, 7, 4), None),
        (date(2024, 7, 5), "missions-2024"),
        (date(2024, 12, 4), "missions-2024"),
        (date(2024, 12, 5), "plan-for-change"),
        (date(2026, 6, 1), "priorities-2025"),
    ],
)
def test_one_framework_of_priorities_holds_a_day(day, framework):
    assert [row.code for row in PriorityFramework.objects.on(day)] == ([framework] if framework else [])


def test_a_department_that_ended_names_its_successor():
    old = Department.objects.get(code="DLUHC")
    assert old not in Department.objects.current()
    assert old in Department.objects.on(date(2023, 1, 1))
    assert old.successor.code == "MHCLG"


def test_names_follow_the_language():
    office = Department.objects.get(code="CO")
    with override("cy"):
        assert str(office) == "Swyddfa’r Cabinet"
        assert str(Place.objects.get(code="W92000004")) == "Cymru"
    assert str(office) == "Cabinet Office"


def test_dates_out_of_order_are_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(code="DLUHC").update(valid_to=date(2000, 1, 1))

"""Real charities of England and Wales, put into the register's own form."""

import pytest

from foundation.directory.models import Organisation, RegisterLoad
from tests.directory import extracts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not extracts.REAL.is_dir(), reason="needs the shared register data"),
]


def test_real_charities_load_and_are_found(read):
    rows = list(extracts.real_850())
    done = read(charity=rows)
    assert (done.added, done.problems_found) == (len(rows), 0)
    banded = Organisation.objects.exclude(size_band="unknown").count()
    assert banded == sum(1 for row in rows if row["latest_income"])
    missed = []
    for row in rows[::17]:
        wanted = str(row["registered_charity_number"])
        by_number = Organisation.objects.search(wanted)
        typed = row["charity_name"].lower().replace("&", "and").removesuffix(" ltd").removesuffix(" limited")
        by_name = Organisation.objects.search(typed)
        for found in (by_number, by_name):
            if not any(wanted in {i.number for i in body.identifiers.all()} for body in found):
                missed.append((wanted, typed))
    assert missed == []


def test_federated_charities_load_and_a_second_reading_changes_nothing(read):
    rows = list(extracts.real_federated())
    done = read(form="json", charity=rows)
    assert done.added == Organisation.objects.count() == len(rows) - done.problems_found > 20_000
    again = read(form="json", charity=rows, again=True)
    assert (again.added, again.changed, again.unchanged) == (0, 0, done.added)
    assert RegisterLoad.objects.filter(state="running").count() == 0


def test_every_area_of_the_register_has_a_place():
    from foundation.directory.register.rows import areas

    spread = {"throughout england and wales"}
    local = ("Local Authority", "Metropolitan Counties", "Region")
    named = {
        row["geographic_area_description"].lower(): row["GSS"]
        for row in extracts.real("ccew_area_to_gss.csv")
        if row["geographic_area_type"] in local
    }
    assert set(named) - set(areas()) == spread
    wrong = [
        name
        for name, code in named.items()
        if name not in spread and areas()[name][0] != {"E": "england", "W": "wales"}[code[0]]
    ]
    assert wrong == []

"""The published lists of same-as links: read as they are, and resolved once each."""

from datetime import date

import pytest

from satellite_account.models import Relation
from satellite_account.resolution import Edge, resolve
from tests.satellite_account.methods.data import REAL, needs_data

pytestmark = [needs_data, pytest.mark.django_db]
LISTS = {
    "rel_dual_registered": 1503,
    "rel_university_charity": 30,
    "rel_mutual_companies": 12252,
    "rel_ccew_mergers": 5902,
}


@pytest.fixture
def versions(office):
    return {
        name: office.loaded((REAL / f"{name}.csv").read_bytes(), "links", name=f"{name}.csv")
        for name in LISTS
    }


def test_every_row_is_read_or_listed_and_each_registration_is_resolved_once(versions):
    for name, rows in LISTS.items():
        version = versions[name]
        assert (version.state, version.position) == ("ready", rows), list(version.problems.all()[:5])
        assert version.rows + version.problems_found >= rows
    assert versions["rel_ccew_mergers"].facts["links"].keys() == {"merger"}
    edges = [
        Edge(*row)
        for row in Relation.objects.order_by("pk").values_list(
            "former", "counted_as", "link", "source", "valid_from"
        )
    ]
    found = resolve(edges, date(2026, 1, 1))
    heads = {head for head, *_ in found.values()}
    assert len(found) > 17_000 and not heads & set(found)
    assert found["GB-SC-SC002327"][0] == "GB-CHC-263710"
    assert found == resolve(list(reversed(edges)), date(2026, 1, 1))


def test_a_heading_that_does_not_fit_its_rows_is_refused_in_words(office):
    """The published list of housing providers names eight columns over rows of six cells."""
    body = (REAL / "rel_social_housing_providers.csv").read_bytes()
    version = office.loaded(body, "links", name="providers.csv")
    assert (version.state, version.problems_found) == ("refused", 1844)
    assert version.problems.first().expected == "8 cells, as the heading has; the row has 6"

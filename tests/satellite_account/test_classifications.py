"""Classifications, and crosswalks whose shares sum to one whoever writes them."""

import pytest
from django.db import DatabaseError, transaction

from foundation.common.errors import Invalid
from satellite_account import lists
from satellite_account.actions.classifications import put_classification, put_crosswalk
from satellite_account.models import Aggregation, Classification, Code, Crosswalk, Share


@pytest.fixture
def two(db):
    one = put_classification(
        "one", "One", "", [("1", "", "First"), ("11", "1", "Within"), ("2", "", "Second")]
    )
    return one, put_classification("other", "Other", "", [("A", "", "A"), ("B", "", "B")])


def test_what_the_account_knows_is_written_once(db):
    lists.write()
    lists.write()
    icnp = Classification.objects.get(slug="icnp-tso")
    assert icnp.codes.filter(parent=None).count() == 12 and icnp.codes.get(code="D10").parent.code == "D"
    assert Crosswalk.objects.count() == 2 and Aggregation.objects.filter(classification=icnp).count() > 15
    for walk in Crosswalk.objects.all():
        for source in Code.objects.filter(pk__in=walk.shares.values("source")):
            assert sum(walk.shares.filter(source=source).values_list("share", flat=True)) == pytest.approx(1)


def test_everything_wrong_with_a_crosswalk_is_named(two):
    with pytest.raises(Invalid) as refusal:
        put_crosswalk("x", *two, "test", {"1": {"A": 0.5, "B": 0.4}, "9": {"A": 1.0}, "2": {"Z": 1.0}})
    assert refusal.value.errors["shares"] == [
        "9 is not in One", "Z is not in Other", "the shares of 1 sum to 0.9",
    ]  # fmt: skip
    assert not Crosswalk.objects.exists()


def test_the_database_itself_keeps_shares_at_one(two):
    walk = put_crosswalk("x", *two, "test", {"1": {"A": 0.5, "B": 0.5}})
    with pytest.raises(DatabaseError), transaction.atomic():
        Share.objects.filter(crosswalk=walk, target__code="A").delete()
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_version_never_changes(two):
    walk = put_crosswalk("x", *two, "test", {"1": {"A": 0.5, "B": 0.5}})
    for change in (
        lambda: Share.objects.filter(crosswalk=walk).update(share=0.5),
        lambda: two[0].codes.update(title="x"),
        lambda: Classification.objects.update(title="x"),
        lambda: Crosswalk.objects.update(basis="x"),
        lambda: Aggregation.objects.update(title="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_code_stands_below_its_parent(db):
    with pytest.raises(Invalid, match="does not stand before it"):
        put_classification("x", "X", "", [("11", "1", "Within"), ("1", "", "First")])

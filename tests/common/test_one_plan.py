"""A statement of one plan is planned once, and leaves no setting behind, whatever happens to it."""

import pytest
from django.db import DataError, connection, transaction
from django.db.models import CharField, IntegerField
from django.db.models.functions import Cast

from foundation.accounts.models import User
from foundation.common.prepared import Prepared, execute

pytestmark = pytest.mark.django_db(transaction=True)


def one(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def setting():
    return one("SHOW plan_cache_mode")[0]


def plans(words):
    """How often it was planned anew, and how often not."""
    return one(
        "SELECT coalesce(sum(custom_plans), 0), coalesce(sum(generic_plans), 0) FROM pg_prepared_statements "
        "WHERE statement LIKE %s AND statement NOT LIKE '%%pg_prepared%%'",
        f"%{words}%",
    )


@pytest.mark.parametrize("inside", [True, False], ids=["in a transaction", "alone"])
def test_it_is_planned_once_and_gives_the_rows(inside):
    User.objects.create(email="ann@example.org", name="Ann")
    asked = Prepared(lambda slot: User.objects.filter(name=slot("name", CharField())), one_plan=True)

    def ask():
        assert [row.email for row in asked(name="Ann")] == ["ann@example.org"]
        assert asked(name="Bob") == []

    for _again in range(8):
        if inside:
            with transaction.atomic():
                ask()
        else:
            ask()
    custom, generic = plans('WHERE "accounts_user"."name"')
    assert (custom, setting()) == (0, "auto") and generic >= 8


def test_what_goes_wrong_leaves_the_connection_as_it_was():
    asked = Prepared(
        lambda slot: User.objects.annotate(n=Cast(slot("n", CharField()), IntegerField())), one_plan=True
    )
    User.objects.create(email="ann@example.org", name="Ann")
    with pytest.raises(DataError):
        asked(n="no number")
    assert setting() == "auto" and User.objects.count() == 1
    with transaction.atomic():
        with pytest.raises(DataError), transaction.atomic():
            asked(n="no number")
        assert setting() == "auto"
    assert [row.n for row in asked(n="7")] == [7]


def test_it_may_be_asked_without_a_plan_of_its_own():
    assert execute("SELECT %s::int", [3]).fetchall() == [(3,)]
    assert execute("SELECT %s::int", [3], one_plan=True).fetchall() == [(3,)]

"""Keyset pages: nothing skipped, nothing twice, both ways, and tokens that cannot be made up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foundation.accounts.models import User
from foundation.common.errors import Invalid
from foundation.common.paging import keyset

ORDERS = [("name", "pk"), ("-name", "-pk"), ("-name", "pk"), ("pk",)]


def people(names):
    User.objects.bulk_create(User(email=f"{n}@example.org", name=name) for n, name in enumerate(names))


class Walk(TestCase):
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(1, 5), st.sampled_from(ORDERS))
    def test_forth_and_back_see_every_row_once(self, names, size, order):
        people(names)
        expected = list(User.objects.order_by(*order))
        page = keyset(User.objects.all(), order=order, size=size)
        forth = [*page.rows]
        while page.next:
            page = keyset(User.objects.all(), order=order, size=size, after=page.next)
            forth += page.rows
        assert forth == expected
        back = [*page.rows]
        while page.previous:
            page = keyset(User.objects.all(), order=order, size=size, after=page.previous)
            back = [*page.rows, *back]
        assert back == expected


@pytest.mark.parametrize("token", ["x", "a:b:c", "é", "\x00", "9" * 700, "WyI+Il0:1:2"])
def test_a_made_up_token_is_refused(db, token):
    with pytest.raises(Invalid, match="damaged"):
        keyset(User.objects.all(), order=("pk",), after=token)


def test_a_token_of_one_order_does_not_serve_another(db):
    people("aabb")
    token = keyset(User.objects.all(), order=("name", "pk"), size=2).next
    with pytest.raises(Invalid):
        keyset(User.objects.all(), order=("pk",), after=token)


def test_one_query_a_page(db, django_assert_num_queries):
    people("aabbccdd")
    with django_assert_num_queries(1):
        keyset(User.objects.all(), order=("name", "pk"), size=3)

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.addresses import canonical
from foundation.accounts.models import User
from tests.factories.accounts import UserFactory

LONGEST = "a" * 64 + "@" + ("b" * 60 + ".") * 3 + "exampl"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  ann@example.org ", "ann@example.org"),
        ("Ann.O'Neil+fd@Example.ORG", "Ann.O'Neil+fd@example.org"),
        ("ann@MÜNCHEN.example", "ann@münchen.example"),
        ("ann@xn--mnchen-3ya.example", "ann@münchen.example"),
        ("ann@elusen.cymru", "ann@elusen.cymru"),
        (LONGEST, LONGEST),
    ],
)
def test_the_part_before_the_at_stays_as_typed(typed, kept):
    assert canonical(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@exa mple.org",
        "ann@example.org\r\nBcc: all@example.org",
        "ann\x00@example.org",
        "ann@straße.example",
        "ann@xn--strae-oqa.example",
        "ann@[127.0.0.1]",
        "ann@" + "b" * 64 + ".example",
        LONGEST + "e",
        "ann@" + "ü" * 63 + ".example",
        "\ud800@example.org",
    ],
)
def test_what_cannot_be_one_mailbox_is_refused(typed):
    with pytest.raises(ValidationError):
        canonical(typed)


@given(st.text(max_size=300))
def test_any_text_is_refused_or_stays_the_same_when_read_again(text):
    try:
        once = canonical(text)
    except ValidationError:
        return
    assert canonical(once) == once
    assert len(once) <= 254


@pytest.mark.django_db
def test_capitals_make_no_second_account():
    UserFactory(email="Ann@example.org")
    with pytest.raises(IntegrityError):
        UserFactory(email="ann@EXAMPLE.org".lower())


@pytest.mark.django_db
def test_plus_and_dots_make_different_accounts():
    first, second = UserFactory(email="ann.lee+fd@example.org"), UserFactory(email="annlee@example.org")
    assert User.objects.by_email("ANN.LEE+FD@example.org") == first
    assert User.objects.by_email("annlee@example.org") == second
    assert User.objects.by_email("ann.lee@example.org") is None

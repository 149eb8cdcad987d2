"""How often one may try: per network address and per account, and never so that the owner is kept out."""

from ipaddress import IPv4Address

import pytest
from django.core import mail
from django.test import RequestFactory

from foundation.accounts.limits import client_ip
from foundation.accounts.models import User
from tests.accounts.conftest import Visitor
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def from_address(number):
    visitor = Visitor()
    visitor.defaults["REMOTE_ADDR"] = f"198.51.{number // 250}.{number % 250 + 1}"
    return visitor


def test_many_networks_against_one_account_are_slowed():
    user = UserFactory()
    answers = [from_address(number).ask_for_code(user.email).status_code for number in range(60)]
    assert answers.count(302) == 5 and answers.count(429) == 55
    assert len(mail.outbox) == 5


def test_the_owner_comes_in_all_the_same_from_a_browser_they_used_before(visitor):
    user = UserFactory()
    visitor.sign_in(user.email)
    visitor.post("/account/sign-out/")
    for number in range(10):
        from_address(number).ask_for_code(user.email)
    assert from_address(99).ask_for_code(user.email).status_code == 429
    visitor.sign_in(user.email)
    assert visitor.user_key == str(user.pk)


def test_the_mark_of_a_known_browser_is_for_one_account_only(visitor):
    owner, other = UserFactory(), UserFactory()
    visitor.sign_in(owner.email)
    visitor.post("/account/sign-out/")
    for number in range(6):
        from_address(number).ask_for_code(other.email)
    assert visitor.ask_for_code(other.email).status_code == 429


@pytest.mark.parametrize("planted", ["nonsense", "a:b:c", "x" * 5000])
def test_a_forged_mark_counts_for_nothing(settings, planted):
    user = UserFactory()
    for number in range(6):
        from_address(number).ask_for_code(user.email)
    forger = from_address(50)
    forger.cookies[settings.DEVICE_COOKIE_NAME] = planted
    assert forger.ask_for_code(user.email).status_code == 429


def test_one_network_against_many_accounts_is_slowed():
    answers = [from_address(1).ask_for_code(f"p{number}@charity.example").status_code for number in range(60)]
    assert answers.count(302) == 40 and answers.count(429) == 20


def test_a_network_is_a_64_bit_prefix_in_ipv6():
    for number in range(60):
        visitor = Visitor()
        visitor.defaults["REMOTE_ADDR"] = f"2001:db8::{number:x}"
        visitor.ask_for_code(f"p{number}@charity.example")
    assert len(mail.outbox) == 40


def test_a_refusal_says_when_to_come_back_and_is_the_same_for_known_and_unknown():
    UserFactory(email="known@charity.example")
    pages = []
    for who in ("known", "never"):
        for number in range(6):
            answer = from_address(number).ask_for_code(f"{who}@charity.example")
        pages.append((answer.status_code, answer["Retry-After"]))
    assert pages[0] == pages[1]
    assert pages[0][0] == 429 and int(pages[0][1]) > 0


def test_wrong_codes_are_counted_where_a_race_cannot_reset_them(visitor, settings):
    """The same session, sent again with its first state each time, as a burst of parallel guesses would."""
    user = UserFactory()
    visitor.ask_for_code(user.email)
    kept = dict(visitor.session.items())
    answers = []
    for _guess in range(8):
        session = visitor.session
        session.update(kept)
        session.save()
        answers.append(visitor.code_page("BBBBBB").status_code)
    assert answers == [200] * 5 + [429] * 3


def test_codes_are_not_guessed_from_one_network(settings):
    settings.SIGN_IN_RATES = settings.SIGN_IN_RATES | {"send_code": "1000/m/ip,1000/m/key"}
    statuses = []
    for number in range(30):
        visitor = from_address(1)
        visitor.ask_for_code(f"p{number}@charity.example")
        statuses += [visitor.code_page("BBBBBB").status_code for _ in range(4)]
    assert statuses.count(429) == 120 - 80
    assert not User.objects.exists()


def test_a_counter_that_is_down_refuses_with_a_reason(visitor, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"},
    }
    answer = visitor.ask_for_code("ann@charity.example")
    assert answer.status_code == 503
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (0, "203.0.113.9, 203.0.113.10", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "nonsense", "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "203.0.113.9:51234", "203.0.113.9"),
    ],
)
def test_forwarded_addresses_count_only_from_our_own_proxies(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="192.0.2.1")
    assert client_ip(request) == expected


def test_a_request_over_a_socket_has_an_address_too(settings):
    assert client_ip(RequestFactory().get("/", REMOTE_ADDR="")) == str(IPv4Address(0))


def test_spoofed_forwarded_addresses_share_one_allowance():
    for number in range(60):
        visitor = from_address(1)
        visitor.defaults["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}"
        visitor.ask_for_code(f"p{number}@charity.example")
    assert len(mail.outbox) == 40


@pytest.mark.parametrize("path", ["/sign-in/passkey/", "/account/oidc/staff/login/"])
def test_asking_for_a_way_in_is_counted_because_each_leaves_a_session(path):
    visitor = from_address(1)
    statuses = [visitor.get(path, headers={"accept": "application/json"}).status_code for _ in range(82)]
    assert statuses[:80].count(429) == 0
    assert statuses[80:] == [429, 429]


def test_a_destination_of_any_length_is_not_carried_along(visitor):
    visitor.ask_for_code("ann@charity.example", next="/inside/?" + "x" * 5000)
    assert len(str(dict(visitor.session.items()))) < 1000

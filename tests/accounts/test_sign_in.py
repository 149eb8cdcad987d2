"""The one journey: an address, a code, in. Known and unknown addresses see the same."""

import re
import statistics
import time

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from foundation.accounts import actions
from foundation.accounts.models import User
from foundation.audit.models import AuditEvent
from tests.accounts.conftest import CODE, Visitor
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def verbs(user):
    return list(
        AuditEvent.objects.filter(target_ref=str(user.public_id))
        .order_by("id")
        .values_list("verb", flat=True)
    )


def test_a_known_person_gets_a_code_and_is_in(visitor):
    user = UserFactory(email="Ann@charity.example")
    answer = visitor.ask_for_code("ann@Charity.example")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    assert mail.outbox[0].to == ["ann@charity.example"]
    answer = visitor.code_page(visitor.newest_code())
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")
    assert visitor.user_key == str(user.pk)
    assert verbs(user) == ["session.started"]


def test_an_unknown_address_gets_an_account_on_the_right_code_and_is_asked_for_a_name(visitor):
    visitor.ask_for_code("New.Person+1@charity.example", next="/inside/")
    assert not User.objects.exists()
    answer = visitor.code_page(visitor.newest_code())
    user = User.objects.get()
    assert user.email == "New.Person+1@charity.example"
    assert not user.has_usable_password()
    assert answer["Location"] == "/account/name/?next=%2Finside%2F"
    assert "You are signed in" in visitor.get(answer["Location"]).content.decode()
    answer = visitor.post("/account/name/", {"name": "  Nia Person ", "next": "/inside/"})
    assert answer["Location"] == "/inside/"
    assert visitor.get("/inside/").content == b"inside: Nia Person"
    assert verbs(user) == ["account.created", "session.started", "account.renamed"]


def test_codes_do_not_mind_capitals_and_spaces(visitor):
    user = UserFactory()
    visitor.ask_for_code(user.email)
    visitor.code_page(visitor.newest_code().lower().replace(" ", ""))
    assert visitor.user_key == str(user.pk)


def test_the_session_keeps_only_a_fingerprint_of_the_code(visitor):
    visitor.ask_for_code("ann@charity.example")
    code = visitor.newest_code()
    stored = str(dict(visitor.session.items()))
    assert code not in stored and code.replace(" ", "") not in stored


def test_a_wrong_code_says_so_and_the_fifth_ends_it(visitor):
    visitor.ask_for_code("ann@charity.example")
    right = visitor.newest_code()
    for _ in range(4):
        answer = visitor.code_page("BBBBBB")
        assert answer.status_code == 200
        assert "This code is not right" in answer.content.decode()
    answer = visitor.code_page("BBBBBB")
    assert answer["Location"] == "/sign-in/"
    assert visitor.code_page(right)["Location"] == "/sign-in/"
    assert not User.objects.exists()


def test_a_code_works_once(visitor, another_visitor):
    user = UserFactory()
    visitor.ask_for_code(user.email)
    code = visitor.newest_code()
    visitor.code_page(code)
    visitor.post("/account/sign-out/")
    assert visitor.code_page(code)["Location"] == "/sign-in/"
    assert visitor.user_key is None


def test_a_code_works_only_in_the_browser_that_asked(visitor, another_visitor):
    user = UserFactory()
    visitor.ask_for_code(user.email)
    stolen = visitor.newest_code()
    another_visitor.ask_for_code(user.email)
    assert another_visitor.code_page(stolen).status_code == 200
    assert another_visitor.user_key is None


def test_a_code_expires_after_ten_minutes(visitor, monkeypatch):
    visitor.ask_for_code("ann@charity.example")
    code, now = visitor.newest_code(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert visitor.code_page(code)["Location"] == "/sign-in/"
    assert not User.objects.exists()


def test_a_new_code_ends_the_one_before(visitor):
    user = UserFactory()
    visitor.ask_for_code(user.email)
    first = visitor.newest_code()
    assert visitor.post("/sign-in/code/again/")["Location"] == "/sign-in/code/"
    second = visitor.newest_code()
    assert first != second
    assert visitor.code_page(first).status_code == 200
    visitor.code_page(second)
    assert visitor.user_key == str(user.pk)


def test_new_codes_run_out(visitor):
    visitor.ask_for_code("ann@charity.example")
    for _ in range(3):
        visitor.post("/sign-in/code/again/")
    assert len(mail.outbox) == 4
    assert visitor.post("/sign-in/code/again/")["Location"] == "/sign-in/"
    assert len(mail.outbox) == 4


def test_two_browsers_that_prove_one_address_get_one_account(visitor, another_visitor):
    visitor.ask_for_code("ann@charity.example")
    first = visitor.newest_code()
    another_visitor.ask_for_code("Ann@charity.example")
    visitor.code_page(first)
    another_visitor.code_page(another_visitor.newest_code())
    assert User.objects.count() == 1
    assert visitor.user_key == another_visitor.user_key == str(User.objects.get().pk)


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@straße.example", "a" * 255 + "@example.org", "x\r\nBcc: y@example.org"]
)
def test_a_bad_address_is_explained_and_sends_nothing(visitor, email):
    answer = visitor.ask_for_code(email)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert mail.outbox == []


def test_a_closed_account_learns_so_only_after_the_right_code(visitor):
    user = UserFactory()
    actions.close(user=user, by=user)
    assert visitor.ask_for_code(user.email)["Location"] == "/sign-in/code/"
    answer = visitor.code_page(visitor.newest_code())
    assert answer["Location"] == "/account/closed/"
    assert visitor.get("/account/closed/").status_code == 403
    assert visitor.user_key is None


def test_closing_an_account_ends_its_open_sessions(visitor):
    user = UserFactory()
    visitor.sign_in(user.email)
    actions.close(user=user, by=user)
    assert visitor.get("/inside/").content == b"inside: AnonymousUser"


def steps(visitor, email):
    """Everything a stranger can see or measure of asking for a code."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = visitor.post("/sign-in/", {"email": email})
    page = visitor.get("/sign-in/code/")
    words = page.content.decode().replace(email, "ADDRESS")
    wrong = visitor.code_page("BBBBBB").content.decode().replace(email, "ADDRESS")
    return (
        answer.status_code,
        answer["Location"],
        len(queries),
        sorted(answer.cookies),
        _still(words),
        _still(wrong),
    )


def _still(html):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def test_known_unknown_and_closed_addresses_look_the_same(client):
    UserFactory(email="known@charity.example")
    actions.close(user=UserFactory(email="closed@charity.example"), by=UserFactory())
    seen = [steps(Visitor(), f"{who}@charity.example") for who in ("known", "closed", "never", "other")]
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert len(mail.outbox) == 4
    bodies = {message.body.replace(code(message), "CODE") for message in mail.outbox}
    assert len(bodies) == 1


def code(message):
    return CODE.findall(message.body)[0]


def test_known_and_unknown_addresses_take_the_same_time(settings):
    """The quick tries of both (slow ones tell of a busy machine), interleaved in alternating order against drift."""
    settings.SIGN_IN_RATES = {"send_code": "100000/m/ip,100000/m/key", "try_code": "100000/m/ip"}
    UserFactory(email="known@charity.example")

    def seconds(email):
        visitor, start = Visitor(), time.perf_counter()
        visitor.post("/sign-in/", {"email": email})
        return time.perf_counter() - start

    seconds("warm@charity.example"), seconds("known@charity.example")
    for _round in range(5):
        took = {"known": [], "never": []}
        for turn in range(60):
            for who in ("known", "never") if turn % 2 else ("never", "known"):
                took[who].append(seconds(f"{who}@charity.example"))
        ratio = quick(took["known"]) / quick(took["never"])
        if 0.9 < ratio < 1.1:
            return
    raise AssertionError(f"known/unknown took {ratio:.3f} in five rounds")


def quick(seconds: list[float]) -> float:
    """A quarter of the tries took less."""
    return statistics.quantiles(seconds)[0]


def test_signing_in_starts_a_new_session(visitor):
    user = UserFactory()
    visitor.get("/sign-in/")
    visitor.ask_for_code(user.email)
    before = visitor.session.session_key
    visitor.code_page(visitor.newest_code())
    assert visitor.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_key_that_somebody_planted_is_not_kept(visitor, settings):
    user = UserFactory()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "planted0planted0planted0planted0"
    visitor.sign_in(user.email)
    assert visitor.cookies[settings.SESSION_COOKIE_NAME].value != "planted0planted0planted0planted0"


@pytest.mark.parametrize(
    "destination",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "https:///evil.example",
        "http://testserver/inside/",
    ],
)
def test_next_leads_only_to_our_own_paths(visitor, destination):
    user = UserFactory()
    visitor.ask_for_code(user.email, next=destination)
    assert visitor.code_page(visitor.newest_code())["Location"] == "/dashboard/"
    assert visitor.get("/sign-in/", {"next": destination})["Location"] == "/dashboard/"


def test_next_leads_to_a_page_of_ours(visitor):
    user = UserFactory()
    assert (
        "/requests/new/?step=2"
        in visitor.get("/sign-in/", {"next": "/requests/new/?step=2"}).content.decode()
    )
    answer = visitor.sign_in(user.email, next="/requests/new/?step=2")
    assert answer["Location"] == "/requests/new/?step=2"


def test_signing_out_takes_a_post_and_ends_the_session(visitor):
    user = UserFactory()
    visitor.sign_in(user.email)
    key = visitor.session.session_key
    assert visitor.get("/account/sign-out/").status_code == 200
    assert visitor.user_key == str(user.pk)
    assert visitor.post("/account/sign-out/")["Location"] == "/"
    assert visitor.user_key is None
    assert not Session.objects.filter(session_key=key).exists()
    assert verbs(user)[-1] == "session.ended"


def test_mail_is_in_the_persons_own_language_else_the_pages(visitor, another_visitor):
    UserFactory(email="cymraes@charity.example", language="cy")
    with translation.override("cy"):
        welsh = translation.gettext("Your code to sign in to Front Door")
    visitor.ask_for_code("cymraes@charity.example")
    assert mail.outbox[-1].subject == welsh
    another_visitor.post("/cy/sign-in/", {"email": "newydd@charity.example"})
    assert mail.outbox[-1].subject == welsh
    answer = another_visitor.post("/cy/sign-in/code/", {"code": another_visitor.newest_code()})
    assert answer["Location"].startswith("/cy/account/name/?next=%2Fcy%2Fdashboard%2F")
    assert User.objects.get(email="newydd@charity.example").language == "cy"


def test_a_mail_that_cannot_be_sent_is_said_and_leaves_nobody_half_in(visitor, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    answer = visitor.ask_for_code("ann@charity.example")
    assert answer.status_code == 503
    assert "could not send the email" in answer.content.decode()
    assert visitor.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert "ann@charity.example" not in caplog.text


def test_nothing_secret_reaches_the_logs(visitor, caplog):
    caplog.set_level("DEBUG")
    user = UserFactory()
    visitor.ask_for_code(user.email)
    code = visitor.newest_code()
    visitor.code_page("BBBBBB")
    visitor.code_page(code)
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not [line for line in lines if code in line or code.replace(" ", "") in line or user.email in line]


def test_an_anonymous_page_without_a_session_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/untouched/")
        client.get("/inside/")


def test_a_signed_in_page_asks_only_for_the_user(visitor, django_assert_num_queries):
    visitor.sign_in(UserFactory().email)
    with django_assert_num_queries(1):
        visitor.get("/inside/")


def test_the_users_page_is_one_query_for_government_people_too(visitor, django_assert_num_queries, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    visitor.sign_in(UserFactory().email)
    with django_assert_num_queries(1):
        visitor.get("/inside/")

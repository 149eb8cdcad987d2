"""The account page and what can be changed from it."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail

from foundation.accounts import actions
from foundation.accounts.models import User
from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid
from tests.accounts.conftest import Visitor
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(visitor):
    user = UserFactory(email="ann@charity.example", name="Ann Lee")
    visitor.sign_in(user.email)
    return user


PAGES = [
    "/account/",
    "/account/name/",
    "/account/language/",
    "/account/email/",
    "/account/sessions/",
    "/account/2fa/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_those_who_are_signed_in(client, visitor, ann, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}")
    page = visitor.get(path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_the_page_shows_ones_own_details(visitor, ann):
    page = visitor.get("/account/").content.decode()
    assert "Ann Lee" in page and "ann@charity.example" in page


@pytest.mark.parametrize("name", ["Siân ap Gwilym", "محمد", "<script>alert(1)</script>", "{{ 7*7 }}"])
def test_a_name_is_shown_as_it_was_typed(visitor, ann, name):
    assert visitor.post("/account/name/", {"name": name})["Location"] == "/account/"
    page = visitor.get("/account/").content.decode()
    assert User.objects.get().name == name
    assert "<script>alert" not in page and ">49<" not in page


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b"])
def test_a_name_must_be_one(visitor, ann, name):
    page = visitor.post("/account/name/", {"name": name})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert User.objects.get().name == "Ann Lee"


def test_the_language_of_messages_can_be_chosen(visitor, ann):
    visitor.post("/account/language/", {"language": "cy"})
    assert User.objects.get().language == "cy"
    assert visitor.post("/account/language/", {"language": "fr"}).status_code == 200
    with pytest.raises(Invalid):
        actions.choose_language(user=ann, language="fr", by=ann)
    event = AuditEvent.objects.get(verb="account.language_chosen")
    assert (event.before, event.after) == ("en", "cy")


def test_a_new_address_is_proven_before_it_counts(visitor, ann):
    elsewhere = Visitor()
    elsewhere.sign_in(ann.email)
    visitor.post("/account/email/", {"email": "Ann.New@charity.example"})
    assert mail.outbox[-1].to == ["Ann.New@charity.example"]
    code = visitor.newest_code()
    assert visitor.post("/account/email/code/", {"code": "BBBBBB"}).status_code == 200
    assert User.objects.get().email == "ann@charity.example"
    assert visitor.post("/account/email/code/", {"code": code})["Location"] == "/account/"
    assert User.objects.get().email == "Ann.New@charity.example"
    assert elsewhere.get("/inside/").content == b"inside: AnonymousUser"
    assert visitor.get("/inside/").content == b"inside: Ann Lee"


def test_the_old_address_is_told(visitor, ann, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/account/email/", {"email": "new@charity.example"})
        visitor.post("/account/email/code/", {"code": visitor.newest_code()})
    assert mail.outbox[-1].to == ["ann@charity.example"]
    assert "now uses a different email address" in mail.outbox[-1].body
    assert "new@charity.example" not in mail.outbox[-1].body


def test_somebody_elses_address_stays_theirs_and_asking_does_not_tell(visitor, ann):
    UserFactory(email="ben@charity.example")
    free = visitor.post("/account/email/", {"email": "free@charity.example"})
    taken = visitor.post("/account/email/", {"email": "BEN@charity.example"})
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    answer = visitor.post("/account/email/code/", {"code": visitor.newest_code()})
    assert answer["Location"] == "/account/email/"
    assert "Another account uses this email address" in visitor.get("/account/email/").content.decode()
    assert User.objects.get(pk=ann.pk).email == "ann@charity.example"


def test_sessions_are_listed_and_the_others_ended(visitor, ann):
    elsewhere = Visitor(headers={"user-agent": "Phone <b>1</b>"})
    elsewhere.sign_in(ann.email)
    page = visitor.get("/account/sessions/").content.decode()
    assert page.count("This browser") == 1
    assert "Phone &lt;b&gt;1&lt;/b&gt;" in page
    assert UserSession.objects.count() == 2
    assert visitor.post("/account/sessions/")["Location"] == "/account/sessions/"
    assert elsewhere.get("/inside/").content == b"inside: AnonymousUser"
    assert visitor.get("/inside/").content == b"inside: Ann Lee"
    assert UserSession.objects.count() == 1
    assert AuditEvent.objects.filter(verb="session.others_ended").count() == 1


def test_the_list_of_sessions_shows_only_ones_own(visitor, ann):
    Visitor(headers={"user-agent": "Somebody else"}).sign_in(UserFactory().email)
    assert "Somebody else" not in visitor.get("/account/sessions/").content.decode()


def test_setting_government_twice_is_recorded_once(ann):
    actions.set_government(user=ann, value=True)
    actions.set_government(user=ann, value=True)
    assert AuditEvent.objects.filter(verb="account.government_set").count() == 1
    assert User.objects.get().is_government


def test_a_closed_account_can_be_opened_again(visitor, ann):
    actions.close(user=ann, by=ann)
    assert visitor.sign_in(ann.email)["Location"] == "/account/closed/"
    actions.reopen(user=ann, by=ann)
    visitor.sign_in(ann.email)
    assert visitor.user_key == str(ann.pk)


def test_facts_in_the_log_hold_no_address(visitor, ann):
    visitor.post("/account/email/", {"email": "new@charity.example"})
    visitor.post("/account/email/code/", {"code": visitor.newest_code()})
    assert "charity.example" not in str(list(AuditEvent.objects.values()))

"""The administration's pages: who reads, who changes, what is shown once."""

import re
import time

import pytest
from allauth.idp.oidc.models import Client as MachineClient
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import User
from foundation.audit.models import AuditEvent
from foundation.directory.models import Appointment, ClientDepartment, Team
from foundation.directory.standing import standing
from foundation.directory.views.administration_roles import key_of
from foundation.notifications.models import Message
from tests.factories.accounts import UserFactory, give_app, machine_token
from tests.factories.directory import AppointmentFactory, department

pytestmark = pytest.mark.django_db
PERSON = re.compile(r'href="/administration/people/([0-9a-f-]{36})/"')
BACKEND = "foundation.accounts.backends.Backend"


def browser_of(user, *, proven=True):
    client = Client()
    client.force_login(user, BACKEND)
    if proven:
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
        session.save()
    return client


def at(name, **kwargs):
    return reverse(f"directory:{name}", kwargs=kwargs)


@pytest.fixture
def me():
    return AppointmentFactory(role="administrator", user=UserFactory(name="Ada Admin")).user


@pytest.fixture
def admin(me):
    return browser_of(me)


def end_address(post):
    return at("end_appointment", person=post.user.public_id, key=key_of(post))


def today(name="on"):
    day = timezone.localdate()
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def test_a_role_is_given_to_a_new_address_and_the_person_is_told(admin, me):
    facts = {
        "email": "new@dcms.example",
        "name": "Nia New",
        "role": "officer",
        "department": department().slug,
    }
    page = admin.post(at("appoint"), facts, follow=True)
    person = User.objects.get(email="new@dcms.example")
    assert page.redirect_chain == [(at("person", person=person.public_id), 303)]
    assert "Nia New" in page.text
    assert person.is_government
    assert standing(person).holds("officer", department().pk)
    granted = AuditEvent.objects.get(verb="appointment.granted")
    assert (granted.actor_id, granted.target_ref) == (str(me.public_id), str(person.public_id))
    assert Message.objects.get(kind="role_given").recipient == person


def test_a_role_is_given_to_an_account_that_is_there_whatever_its_capitals(admin):
    person = UserFactory(email="There@dcms.example", name="As It Was")
    admin.post(at("appoint"), {"email": "there@DCMS.example", "name": "Other", "role": "reviewer"})
    assert standing(person).has("reviewer")
    assert User.objects.get(pk=person.pk).name == "As It Was"


def test_a_team_goes_with_its_department(admin):
    Team.objects.create(department=department("DfE"), slug="civil", name="Civil society team")
    facts = {"email": "t@dfe.example", "role": "officer", "team": f"{department('DfE').slug}/civil"}
    page = admin.post(at("appoint"), facts | {"department": department().slug})
    assert "The team belongs to another department" in page.text
    admin.post(at("appoint"), facts | {"department": department("DfE").slug})
    assert Appointment.objects.get(user__email="t@dfe.example").team.name == "Civil society team"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"department": ""}, "Select the department of this role"),
        ({"role": "triage"}, "This role belongs to no department"),
        ({"role": ""}, "Select a role"),
        ({"email": "nonsense"}, "Enter an email address in the correct format"),
        ({"role": "emperor"}, "Select one of the options on the page"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_gives_nothing(admin, change, says):
    facts = {
        "email": "x@dcms.example",
        "name": "Typed Name",
        "role": "officer",
        "department": department().slug,
    }
    page = admin.post(at("appoint"), facts | change)
    assert page.status_code == 200
    assert says in page.text
    assert 'value="Typed Name"' in page.text
    assert not User.objects.filter(email="x@dcms.example").exists()


def test_nobody_changes_their_own_roles(admin, me):
    page = admin.post(at("appoint"), {"email": me.email, "role": "triage"})
    assert "You cannot give a role to yourself" in page.text
    AppointmentFactory(role="administrator")
    own = me.appointments.get()
    assert admin.get(end_address(own)).status_code == 403
    assert admin.post(end_address(own), today() | {"reason": "left"}).status_code == 403
    assert list(me.appointments.values_list("role", "valid_to")) == [("administrator", None)]


def test_a_role_given_twice_is_refused_beside_its_field(admin):
    post = AppointmentFactory(role="triage")
    page = admin.post(at("appoint"), {"email": post.user.email, "role": "triage"})
    assert "This person holds this role already" in page.text


def test_a_role_ends_with_a_reason_in_the_log(admin):
    post = AppointmentFactory(role="triage")
    page = admin.post(end_address(post), today())
    assert "Select why the role ends" in page.text
    assert admin.post(end_address(post), today() | {"reason": "moved"}).status_code == 303
    assert not standing(User.objects.get(pk=post.user_id)).has("triage")
    assert AuditEvent.objects.get(verb="appointment.ended").facts["reason"] == "moved"
    assert admin.get(end_address(post)).status_code == 404


def test_an_end_in_the_past_is_refused(admin):
    post = AppointmentFactory(role="triage")
    page = admin.post(end_address(post), {"on-day": 1, "on-month": 1, "on-year": 2024, "reason": "left"})
    assert page.status_code == 200
    assert Appointment.objects.get(pk=post.pk).valid_to is None


def test_the_last_lasting_administrator_stays(me):
    last = me.appointments.get()
    leaving = AppointmentFactory(role="administrator", valid_to=timezone.localdate() + timezone.timedelta(3))
    page = browser_of(leaving.user).post(end_address(last), today() | {"reason": "security"})
    assert "One administrator has to stay" in page.text
    assert Appointment.objects.get(pk=last.pk).valid_to is None
    assert browser_of(leaving.user).post(account("close", me)).status_code == 409


def test_roles_are_found_by_person_role_and_department(admin):
    AppointmentFactory(role="officer", department=department(), user=UserFactory(name="Olwen Officer"))
    AppointmentFactory(role="triage", user=UserFactory(name="Tom Triage", email="tom@centre.example"))
    AppointmentFactory(role="auditor", user=UserFactory(name="Past Auditor"), valid_to=timezone.localdate())

    def shown(**wanted):
        text = admin.get(at("roles"), wanted).text
        return {name for name in ("Olwen Officer", "Tom Triage", "Past Auditor") if name in text}

    assert shown() == {"Olwen Officer", "Tom Triage"}
    assert shown(q="tom@centre") == {"Tom Triage"}
    assert shown(role="officer") == {"Olwen Officer"}
    assert shown(department=department().slug) == {"Olwen Officer"}
    assert shown(role="triage", department=department().slug) == set()


def test_many_roles_are_paged(admin):
    AppointmentFactory.create_batch(30, role="triage")
    first = admin.get(at("roles")).text
    onwards = re.search(r'href="([^"]*after=[^"]*)"', first).group(1)
    second = admin.get(at("roles") + onwards[onwards.index("?") :].replace("&amp;", "&")).text
    seen = [PERSON.findall(text) for text in (first, second)]
    assert [len(people) for people in seen] == [25, 6]
    assert len({*seen[0], *seen[1]}) == 31


def secret_on(page):
    return re.findall(r"<code>([^<]+)</code>", page.text)[1]


def account(verb, user):
    return at("account_verb", person=user.public_id, verb=verb)


def test_people_are_found_by_a_part_of_the_name_or_the_whole_address(admin):
    person = UserFactory(name="Gwen Jones", email="Gwen@charity.example")
    for text, there in [("gwen jo", True), ("gwen@CHARITY.example", True), ("@charity.example", False)]:
        assert (str(person.public_id) in admin.get(at("people"), {"q": text}).text) is there


def test_a_lost_second_factor_is_removed_with_every_session(admin):
    person = UserFactory()
    give_app(person)
    theirs = browser_of(person)
    assert theirs.get("/account/").status_code == 200
    assert "Make sure first" in admin.get(account("reset-second-factor", person)).text
    assert admin.post(account("reset-second-factor", person)).status_code == 303
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get("/account/").status_code == 302
    assert AuditEvent.objects.get(verb="account.second_factor_reset").facts == {"removed": 2}
    assert Message.objects.get(kind="second_factor_reset").recipient == person
    assert admin.post(account("reset-second-factor", person)).status_code == 409


def test_an_account_is_closed_and_reopened(admin):
    person = UserFactory()
    theirs = browser_of(person)
    admin.post(account("close", person))
    assert theirs.get("/account/").status_code == 302
    assert "Reopen the account" in admin.get(at("person", person=person.public_id)).text
    admin.post(account("reopen", person))
    assert User.objects.get(pk=person.pk).is_active
    assert theirs.get("/account/").status_code == 302


@pytest.mark.parametrize("verb", ["reset-second-factor", "close", "reopen"])
def test_an_own_account_is_not_for_these_pages(admin, me, verb):
    assert admin.get(account(verb, me)).status_code == 403
    assert admin.post(account(verb, me)).status_code == 403
    assert User.objects.get(pk=me.pk).is_active


def test_a_machine_clients_secret_is_shown_once(admin):
    facts = {"name": "Casework", "department": department().slug, "scopes": ["requests:read"]}
    page = admin.post(at("new_machine"), facts)
    secret = secret_on(page)
    assert "no-store" in page["Cache-Control"]
    row = MachineClient.objects.get()
    assert row.pk in page.text
    assert row.check_secret(secret)
    assert ClientDepartment.objects.current().get(client_id=row.pk).department == department()
    assert secret not in str(list(AuditEvent.objects.values())) + str(list(MachineClient.objects.values()))
    assert secret not in admin.get(at("machines")).text
    again = admin.post(at("new_machine"), facts)
    assert "a machine client with this name already" in again.text
    assert MachineClient.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "Enter what the system is called"),
        ({"department": ""}, "Select a department"),
        ({"scopes": []}, "Select at least one thing it may do"),
        ({"scopes": ["everything"]}, "Select one of the options on the page"),
    ],
)
def test_a_machine_client_needs_name_department_and_scopes(admin, change, says):
    facts = {"name": "Casework", "department": department().slug, "scopes": ["requests:read"]}
    page = admin.post(at("new_machine"), facts | change)
    assert says in page.text
    assert not MachineClient.objects.exists()


def test_a_machine_client_gets_a_new_secret_and_is_revoked(admin):
    admin.post(
        at("new_machine"), {"name": "CW", "department": department().slug, "scopes": ["requests:read"]}
    )
    row = MachineClient.objects.get()
    machine_token("requests:read", client_id=row.pk)
    assert "Not known" not in admin.get(at("machines")).text
    page = admin.post(at("machine_verb", client=row.pk, verb="rotate"))
    assert MachineClient.objects.get().check_secret(secret_on(page))
    assert "no-store" in page["Cache-Control"]
    assert admin.get(at("machine_verb", client=row.pk, verb="revoke")).status_code == 200
    assert admin.post(at("machine_verb", client=row.pk, verb="revoke")).status_code == 303
    assert not ClientDepartment.objects.current().exists()
    assert admin.get(at("machine_verb", client=row.pk, verb="rotate")).status_code == 404


def addresses(post, machine):
    """Every page that changes something."""
    user = post.user
    return [
        at("appoint"),
        at("new_machine"),
        end_address(post),
        *(account(verb, user) for verb in ("reset-second-factor", "close", "reopen")),
        *(at("machine_verb", client=machine, verb=verb) for verb in ("rotate", "revoke")),
    ]


@pytest.fixture
def everything(admin):
    admin.post(
        at("new_machine"), {"name": "CW", "department": department().slug, "scopes": ["requests:read"]}
    )
    return addresses(AppointmentFactory(role="triage"), MachineClient.objects.get().pk)


@pytest.mark.parametrize("role", ["auditor", "triage", "reviewer", "officer", None])
def test_others_change_nothing(everything, role):
    where = {"department": department()} if role == "officer" else {}
    user = AppointmentFactory(role=role, **where).user if role else UserFactory()
    before = (AuditEvent.objects.count(), Appointment.objects.count())
    theirs = browser_of(user)
    assert {theirs.post(address).status_code for address in everything} == {403}
    assert (AuditEvent.objects.count(), Appointment.objects.count()) == before


def test_old_proof_is_not_enough(everything, me):
    stale = browser_of(me, proven=False)
    assert {stale.post(address)["Location"].partition("?")[0] for address in everything} == {
        "/account/confirm/"
    }


def test_the_auditor_reads_without_a_button(everything):
    post = AppointmentFactory(role="triage", user=UserFactory(name="Tom Triage"))
    theirs = browser_of(AppointmentFactory(role="auditor").user)
    pages = [at("administration"), at("roles"), at("machines"), at("people") + "?q=tom"]
    for address in [*pages, at("person", person=post.user.public_id)]:
        page = theirs.get(address)
        assert page.status_code == 200
        assert not any(there in page.text for there in everything)
        assert theirs.post(address).status_code == 405


def test_every_page_asks_few_questions(admin, everything, django_assert_max_num_queries):
    post = AppointmentFactory(role="officer", department=department())
    AppointmentFactory.create_batch(10, role="triage")
    pages = [at("administration"), at("roles"), at("machines"), at("people") + "?q=person", *everything[:3]]
    for address in [*pages, at("person", person=post.user.public_id)]:
        with django_assert_max_num_queries(6):
            assert admin.get(address).status_code == 200

"""The directory's pages, as visitors, members, leads and officials see them."""

import re

import pytest
from django.test import Client

from foundation.directory import actions
from foundation.directory.models import Membership, Organisation
from tests.directory.test_invitations import token_sent
from tests.factories.accounts import UserFactory, give_app
from tests.factories.directory import (
    AppointmentFactory,
    GroupFactory,
    LeadFactory,
    MembershipFactory,
    OrganisationFactory,
    registered,
)

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>{{ 7*7 }} \u202e' \""


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def official(role="triage", **facts):
    user = AppointmentFactory(role=role, **facts).user
    give_app(user)
    return user


def text(response):
    return response.content.decode()


def test_everybody_can_list_search_and_filter(client):
    registered("1090095", organisation=OrganisationFactory(name="Hope Trust", nation="wales", income=5))
    OrganisationFactory(name="Joy Trust", nation="england")
    page = text(client.get("/organisations/"))
    assert page.index("Hope Trust") < page.index("Joy Trust")
    assert "1090095" in page
    for query, there, not_there in (
        ("q=the+hope+ltd", "Hope Trust", "Joy Trust"),
        ("q=1090095", "Hope Trust", "Joy Trust"),
        ("nation=wales", "Hope Trust", "Joy Trust"),
        ("size=micro", "Hope Trust", "Joy Trust"),
        ("q=trust&nation=england", "Joy Trust", "Hope Trust"),
    ):
        page = text(client.get(f"/organisations/?{query}"))
        assert there in page, query
        assert not_there not in page, query


def test_the_list_is_paged_by_key_and_constant_in_queries(client, django_assert_max_num_queries):
    for n in range(60):
        OrganisationFactory(name=f"Body {n:03d}")
    seen, address = [], "/organisations/"
    while address:
        with django_assert_max_num_queries(4):
            page = text(client.get(address))
        seen += re.findall(r"Body \d{3}", page)
        following = re.search(r'href="([^"]*after=[^"]+)"[^>]*rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else None
        assert len(seen) <= 60
    assert seen == [f"Body {n:03d}" for n in range(60)]


@pytest.mark.parametrize(
    "query", ["nation=mars", "after=nonsense", "q=%00", "q=" + "x" * 3000, "section=Z", "status=%27"]
)
def test_bad_queries_are_a_400(client, query):
    assert client.get(f"/organisations/?{query}").status_code == 400


def test_what_people_typed_is_never_live(client):
    body = OrganisationFactory(
        name=HOSTILE, description=HOSTILE, other_names=[HOSTILE], website="https://x.org"
    )
    lead = LeadFactory(organisation=body, user=UserFactory(name=HOSTILE))
    for page in (
        client.get("/organisations/"),
        client.get(f"/organisations/{body.ref}/"),
        as_(lead.user).get(f"/organisations/{body.ref}/"),
        as_(lead.user).get(f"/organisations/{body.ref}/edit/"),
        as_(lead.user).get(f"/organisations/{body.ref}/invite/"),
        as_(lead.user).get("/organisations/mine/"),
        as_(UserFactory()).get(f"/organisations/{body.ref}/join/"),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in text(page)
        assert "49 " not in text(page)


def test_a_visitor_sees_facts_and_no_people(client):
    body = registered("1090095", email_domain="hope.org.uk", postcode="LS1 4AP")
    lead = LeadFactory(organisation=body)
    page = text(client.get(f"/organisations/{body.ref}/"))
    assert "1090095" in page
    for private in (lead.user.name, lead.user.email, "hope.org.uk", "LS1 4AP"):
        assert private not in page


def test_a_claimant_and_somebody_waiting_see_no_people():
    lead = LeadFactory()
    for state in ("claimed", "waiting"):
        asking = MembershipFactory(organisation=lead.organisation, state=state)
        page = text(as_(asking.user).get(f"/organisations/{lead.organisation.ref}/"))
        assert lead.user.email not in page
        assert lead.user.name not in page


def test_members_see_names_and_leads_see_addresses_too():
    lead = LeadFactory()
    member = MembershipFactory(organisation=lead.organisation)
    waiting = MembershipFactory(organisation=lead.organisation, state="waiting")
    address = f"/organisations/{lead.organisation.ref}/"
    page = text(as_(member.user).get(address))
    assert lead.user.name in page
    assert lead.user.email not in page
    assert waiting.user.name not in page
    page = text(as_(lead.user).get(address))
    assert member.user.email in page
    assert waiting.user.name in page


def test_a_self_declared_group_is_hidden_from_strangers(client):
    group = GroupFactory(name="Refuge")
    lead = LeadFactory(organisation=group)
    address = f"/organisations/{group.ref}/"
    assert client.get(address).status_code == 404
    assert as_(UserFactory()).get(address).status_code == 404
    assert as_(UserFactory()).post(f"{address}join/").status_code == 404
    assert as_(lead.user).get(address).status_code == 200
    assert as_(official()).get(address).status_code == 200
    assert "Refuge" not in text(client.get("/organisations/"))


def test_a_person_finds_and_joins_their_charity():
    body = registered("1090095", organisation=OrganisationFactory(name="Hope"), email_domain="hope.org.uk")
    client = as_(UserFactory(email="sam@hope.org.uk"))
    page = text(client.get("/organisations/new/?q=hope"))
    assert "Hope" in page
    chosen = client.post("/organisations/new/", {"organisation": body.ref})
    assert chosen.headers["Location"] == f"/organisations/{body.ref}/join/"
    assert client.get(chosen.headers["Location"]).status_code == 200
    joined = client.post(chosen.headers["Location"], follow=True)
    assert "You can send requests for it." in text(joined)
    assert Membership.objects.get().role == "lead"


ANSWERS = {
    "name": {"name": "Knit Together"},
    "number": {"scheme": "GB-SC", "number": "SCO42386"},
    "where": {"nation": "england", "region": "E12000007"},
    "work": {"icnp_section": "D"},
}


def test_a_group_is_added_question_by_question():
    client = as_(UserFactory())
    for step, answer in ANSWERS.items():
        address = f"/organisations/new/{step}/"
        assert client.get(address).status_code == 200
        assert client.post(address, {}).status_code == 200
        address = client.post(address, answer).headers["Location"]
    assert address == "/organisations/new/check/"
    assert "GB-SC-SC042386" in text(client.get(address))
    done = client.post(address)
    group = Organisation.objects.get()
    assert done.headers["Location"] == f"/organisations/{group.ref}/"
    assert (group.name, group.stated_number, group.region_id) == (
        "Knit Together",
        "GB-SC-SC042386",
        "E12000007",
    )
    assert client.post(address).headers["Location"] == "/organisations/new/name/"
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("step", ["number", "where", "work", "check"])
def test_a_skipped_question_is_asked_first(step):
    client = as_(UserFactory())
    for answer in (
        client.get(f"/organisations/new/{step}/"),
        client.post(f"/organisations/new/{step}/", ANSWERS.get(step, {})),
    ):
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/organisations/new/name/"
    assert not Organisation.objects.exists()


def test_an_answer_can_be_changed_before_it_is_sent():
    client = as_(UserFactory())
    for step, answer in ANSWERS.items():
        client.post(f"/organisations/new/{step}/", answer)
    assert 'value="Knit Together"' in text(client.get("/organisations/new/name/"))
    changed = client.post("/organisations/new/name/", {"name": "Sew Together"})
    assert changed.headers["Location"] == "/organisations/new/check/"
    assert "Sew Together" in text(client.get("/organisations/new/check/"))


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("number", {"scheme": "GB-CHC", "number": "12"}),
        ("number", {"scheme": "GB-XX", "number": "12"}),
        ("where", {"nation": "mars"}),
        ("where", {"nation": "england", "region": "E99999999"}),
        ("work", {"icnp_section": "Z"}),
    ],
)
def test_a_wrong_answer_is_explained_and_kept(step, answer):
    client = as_(UserFactory())
    for name in list(ANSWERS)[: list(ANSWERS).index(step)]:
        client.post(f"/organisations/new/{name}/", ANSWERS[name])
    page = client.post(f"/organisations/new/{step}/", answer)
    assert page.status_code == 200
    assert "govuk-error-summary" in text(page)


def test_an_invited_person_follows_the_link_through_sign_in():
    lead = LeadFactory()
    leads = as_(lead.user)
    sent = leads.post(f"/organisations/{lead.organisation.ref}/invite/", {"email": "kim@example.org"})
    assert sent.status_code == 303
    address = f"/invitations/{token_sent('kim@example.org')}/"
    away = Client().get(address)
    assert away.status_code == 302
    assert away.headers["Location"].startswith("/sign-in/")
    kim = as_(UserFactory(email="kim@example.org"))
    assert kim.get(address).status_code == 200
    assert kim.post(address).headers["Location"] == f"/organisations/{lead.organisation.ref}/"
    assert kim.post(address).status_code == 409
    assert kim.get("/invitations/unknown/").status_code == 409


def test_a_lead_withdraws_an_invitation():
    lead = LeadFactory()
    leads = as_(lead.user)
    address = f"/organisations/{lead.organisation.ref}/invite/"
    leads.post(address, {"email": "kim@example.org"})
    assert "kim@example.org" in text(leads.get(f"/organisations/{lead.organisation.ref}/"))
    assert leads.post(f"{address}withdraw/", {"email": "KIM@example.org"}).status_code == 303
    assert leads.post(f"{address}withdraw/", {"email": "kim@example.org"}).status_code == 409


def test_a_lead_decides_on_a_page_of_its_own():
    lead = LeadFactory()
    asking = MembershipFactory(organisation=lead.organisation, state="waiting")
    address = f"/organisations/{lead.organisation.ref}/people/{asking.user.public_id}"
    leads = as_(lead.user)
    assert asking.user.email in text(leads.get(f"{address}/confirm/"))
    for verb, state in (("confirm", "active"), ("make-lead", "active"), ("remove", "ended")):
        assert leads.post(f"{address}/{verb}/").status_code == 303
        asking.refresh_from_db()
        assert asking.state == state
    assert leads.post(f"{address}/remove/").status_code == 404
    assert leads.get(f"{address}/destroy/").status_code == 404


@pytest.mark.parametrize("verb", ["confirm", "decline", "remove", "make-lead", "step-down"])
def test_others_cannot_decide(verb):
    lead = LeadFactory()
    member = MembershipFactory(organisation=lead.organisation)
    address = f"/organisations/{lead.organisation.ref}/people/{lead.user.public_id}/{verb}/"
    assert Client().post(address).status_code == 302
    assert as_(UserFactory()).post(address).status_code == 404
    assert as_(member.user).post(address).status_code == 403


@pytest.mark.parametrize("page", ["edit", "invite", "verify"])
def test_pages_of_leads_and_officials_are_closed_to_others(page):
    body = OrganisationFactory()
    member = MembershipFactory(organisation=body)
    address = f"/organisations/{body.ref}/{page}/"
    assert Client().get(address).status_code == 302
    for user in (UserFactory(), member.user):
        assert as_(user).get(address).status_code == 403
        assert as_(user).post(address, {"email": "x@example.org", "level": 4}).status_code == 403


def test_a_lead_changes_what_it_says():
    body = registered("1090095", organisation=OrganisationFactory(name="Hope"))
    leads = as_(LeadFactory(organisation=body).user)
    said = {
        "description": "We hope.", "website": "hope.org.uk", "other_names": "Hopeful\nHOPE UK", "nation": "england",
        "region": "E12000007", "icnp_section": "D", "user_led": "yes", "name": "Stolen name",
    }  # fmt: skip
    assert leads.post(f"/organisations/{body.ref}/edit/", said).status_code == 303
    body.refresh_from_db()
    assert (body.name, body.description, body.website) == ("Hope", "We hope.", "https://hope.org.uk")
    assert (body.other_names, body.region_id, body.user_led) == (["Hopeful", "HOPE UK"], "E12000007", True)
    page = leads.post(f"/organisations/{body.ref}/edit/", said | {"website": "javascript:alert(1)"})
    assert "Enter a web address" in text(page)


def test_an_official_vouches():
    group = GroupFactory()
    client = as_(official("civil_society_lead", department_id=1))
    assert client.post(f"/organisations/{group.ref}/verify/", {"level": "4"}).status_code == 303
    group.refresh_from_db()
    assert group.verification_level == 4


def test_leaving():
    lead = LeadFactory()
    member = MembershipFactory(organisation=lead.organisation)
    address = f"/organisations/{lead.organisation.ref}/leave/"
    assert as_(UserFactory()).get(address).status_code == 409
    assert as_(member.user).get(address).status_code == 200
    assert as_(member.user).post(address).headers["Location"] == "/organisations/mine/"


def test_departments_are_public_in_both_languages(client):
    page = text(client.get("/departments/"))
    assert "Department for Culture, Media and Sport" in page
    assert "Levelling Up" not in page
    assert "Swyddfa’r Cabinet" in text(client.get("/cy/departments/"))
    page = text(client.get("/departments/department-for-culture-media-and-sport/"))
    assert "Lisa Nandy" in page
    past = text(client.get("/departments/department-for-levelling-up-housing-and-communities/"))
    assert "Ministry of Housing, Communities and Local Government" in past
    assert client.get("/departments/ministry-of-magic/").status_code == 404


def test_officials_are_named_to_colleagues_only(client):
    from tests.factories.directory import department

    post = AppointmentFactory(role="officer", department=department(), user=UserFactory(name="Olu Officer"))
    address = "/departments/department-for-culture-media-and-sport/"
    assert "Olu Officer" not in text(client.get(address))
    assert "Olu Officer" not in text(as_(UserFactory()).get(address))
    give_app(post.user)
    assert "Olu Officer" in text(as_(post.user).get(address))
    assert "Olu Officer" not in text(as_(official("officer", department=department("DfE"))).get(address))


def test_the_number_of_queries_does_not_grow_with_people(django_assert_max_num_queries):
    lead = LeadFactory()
    for _ in range(30):
        MembershipFactory(organisation=lead.organisation)
    client = as_(lead.user)
    with django_assert_max_num_queries(9):
        client.get(f"/organisations/{lead.organisation.ref}/")


def test_a_form_without_its_token_is_refused():
    lead = LeadFactory()
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead.user)
    assert client.post(f"/organisations/{lead.organisation.ref}/leave/").status_code == 403
    assert actions.claim_membership(organisation=lead.organisation, by=lead.user).is_active

"""A response is tied to an organisation of the directory at every door, never gives a right, and counts once."""

import io

import pytest

from engagement.consultations import actions, importing, summary, whose
from engagement.consultations.analysis import counting, results
from engagement.consultations.models import Consultation, Response
from foundation.directory.models import Identifier
from foundation.directory.standing import standing
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import WHO
from tests.factories.directory import GroupFactory, OrganisationFactory
from tests.requests.api_doors import system_of

BODY = "on_behalf_of_organisation"
MORE = {"has_authority": "on", "how_gathered": "We asked our members."}
NAMED = {"publication": "name_and_response"}


@pytest.fixture
def consultation(cast):
    return cast.published()


@pytest.fixture
def age():
    row = OrganisationFactory(name="Age Unknown", nation="wales", icnp_section="D")
    Identifier.objects.create(organisation=row, scheme="GB-CHC", number="1090095", is_primary=True)
    return row


def respond(consultation, name="", *, client=None, **who):
    """The real pages up to the receipt, choosing nothing in the directory."""
    visitor = Visitor(consultation)
    visitor.client = client or visitor.client
    visitor.start()
    visitor.post("1", q1="yes")
    visitor.post("2", q3="1")
    asked = visitor.post("who", capacity=BODY, organisation_name=name, **(MORE | who))
    assert asked.status_code == 303, asked.content.decode()
    visitor.asked = asked["Location"]
    visitor.post("publication", **NAMED)
    assert visitor.post("check")["Location"].endswith("receipt/")
    visitor.row = Response.objects.latest("pk")
    return visitor


def enter(cast, consultation, **said):
    day = consultation.opening_at.date()
    about = {"channel": "post", "language": "en", "capacity": BODY, "publication": "name_and_response"}
    days = {"received_on-day": day.day, "received_on-month": day.month, "received_on-year": day.year}
    address = f"/consultations/{consultation.slug}/manage/responses/enter/"
    return as_person(cast.officer).post(address, about | days | said)


def test_a_name_written_in_any_way_is_tied_and_shown_as_claimed(cast, consultation, age):
    row = respond(consultation, "AGE  unknown, Ltd.").row
    assert (row.organisation, row.organisation_name, row.organisation_claimed) == (age, "Age Unknown", True)
    assert actions.publish_responses(responses=[row], by=cast.officer) == 1
    address = f"/consultations/{consultation.slug}/responses/{row.ref}/"
    assert "not confirmed" in Visitor(consultation).client.get(address).content.decode()
    inside = as_person(cast.officer).get(f"/consultations/{consultation.slug}/manage/responses/{row.ref}/")
    assert "Claimed: nobody has confirmed" in inside.content.decode()


def test_without_an_account_the_directory_is_searched_by_a_plain_form(consultation, age):
    visitor = respond(consultation, "Age Unkown")
    assert visitor.row.organisation is None and visitor.asked == f"{visitor.home}organisation/"
    page = visitor.get("organisation").content.decode()
    assert f'value="{age.ref}"' in page and "1090095" in page
    assert visitor.client.get(visitor.asked, {"q": "1090095"}).content.decode().count(age.ref) == 1
    assert visitor.post("organisation", q="1090095").status_code == 200
    assert visitor.post("organisation", q="1090095", organisation=age.ref).status_code == 303
    visitor.row.refresh_from_db()
    assert visitor.row.organisation == age and visitor.row.organisation_claimed
    visitor.post("organisation", organisation="another")
    visitor.row.refresh_from_db()
    assert visitor.row.organisation is None and not visitor.row.organisation_claimed
    again = visitor.post("who", capacity=BODY, organisation_name="Age Unknown", name="Ann", **MORE)
    visitor.row.refresh_from_db()
    assert again.status_code == 303 and visitor.row.organisation is None, "what they said stays"


def test_what_is_in_no_directory_is_not_asked_about(consultation):
    visitor = respond(consultation, "Zzyzx Quilters")
    assert visitor.asked == f"{visitor.home}publication/"
    assert "We found nothing" in visitor.get("organisation").content.decode()


def test_a_group_that_is_its_own_peoples_is_found_by_nobody_else(consultation):
    group = GroupFactory(name="Quiet Neighbours")
    visitor = respond(consultation, "Quiet Neighbours")
    assert visitor.row.organisation is None
    page = visitor.client.get(f"{visitor.home}organisation/", {"q": "Quiet"}).content.decode()
    assert group.ref not in page
    assert visitor.post("organisation", q="Quiet", organisation=group.ref).status_code == 200


def test_a_name_that_two_have_is_left_to_the_respondent(consultation, age):
    OrganisationFactory(name="The Age Unknown")
    visitor = respond(consultation, "Age Unknown")
    assert visitor.row.organisation is None and visitor.asked.endswith("/organisation/")


def test_a_member_picks_their_own_and_that_is_no_mere_claim(cast, consultation):
    own = cast.organisation
    client = as_person(cast.member)
    visitor = respond(consultation, client=client, organisation=own.ref)
    assert (visitor.row.organisation, visitor.row.organisation_claimed) == (own, False)
    assert f'value="{own.ref}" ' in visitor.get("who").content.decode()


def test_nobody_picks_as_their_own_what_is_not(cast, consultation, age):
    client = as_person(cast.member)
    visitor = Visitor(consultation)
    visitor.client = client
    visitor.start()
    page = visitor.post("who", capacity=BODY, organisation=age.ref, **MORE)
    assert page.status_code == 200
    assert Response.objects.get().organisation is None


def test_a_claim_gives_no_right(cast, consultation, age):
    before = standing(cast.stranger)
    row = respond(consultation, "Age Unknown", client=as_person(cast.stranger)).row
    assert row.organisation == age
    again = type(cast.stranger).objects.get(pk=cast.stranger.pk)
    assert standing(again) == before
    assert not age.memberships.exists()
    assert not Response.objects.visible_to(cast.member).filter(pk=row.pk).exists()


def test_staff_tie_what_they_type_by_number_or_by_name(cast, consultation, age):
    assert enter(cast, consultation, organisation_number="1090095").status_code == 303
    by_number = Response.objects.get()
    assert (by_number.organisation, by_number.organisation_claimed) == (age, False)
    enter(cast, consultation, organisation_name="age unknown")
    by_name = Response.objects.latest("pk")
    assert (by_name.organisation, by_name.organisation_claimed) == (age, True)
    page = enter(cast, consultation, organisation_number="1999999", how_gathered="At a meeting")
    assert "no organisation with this number" in page.content.decode()
    assert "At a meeting" in page.content.decode() and Response.objects.count() == 2


def test_a_file_ties_by_number_or_by_name_and_names_the_row_that_it_cannot(cast, consultation, age):
    day = consultation.opening_at.date().isoformat()
    head = "number,channel,received,capacity,organisation,organisation_number,publication"
    rows = [
        f"1,post,{day},{BODY},,GB-CHC-1090095,name_and_response",
        f"2,post,{day},{BODY},AGE UNKNOWN,,name_and_response",
        f"3,post,{day},{BODY},Nobody knows us,,name_and_response",
    ]
    found = importing.read(consultation, file_of(head, *rows), "r.csv", by=cast.officer)
    assert found.faults == []
    actions.ingest(consultation=consultation, entries=found.entries, by=cast.officer)
    kept = Response.objects.order_by("external_id").values_list("organisation", "organisation_claimed")
    assert list(kept) == [(age.pk, False), (age.pk, True), (None, False)]
    wrong = importing.read(
        consultation,
        file_of(head, f"4,post,{day},{BODY},,1999999,name_and_response"),
        "r.csv",
        by=cast.officer,
    )
    assert [(fault.row, fault.column) for fault in wrong.faults] == [(2, "organisation_number")]


def file_of(*lines):
    return io.BytesIO("\n".join(lines).encode())


def test_a_system_ties_by_identifier_or_by_name(cast, consultation, age):
    machine = system_of(cast.dcms, "consultations:read", "consultations:write")
    address = f"/api/v1/consultations/{consultation.slug}/"
    about = {
        "received_on": consultation.opening_at.date().isoformat(),
        "capacity": BODY,
        "publication": "name_and_response",
        "answers": {"q1": "yes"},
    }
    wrong = machine.send(
        f"{address}ingest/", {"responses": [about | {"number": "0", "organisation": "1999999"}]}
    )
    assert wrong.status_code == 400 and "responses~10~1organisation" in wrong.content.decode()
    said = [
        about | {"number": "1", "organisation": "GB-CHC-1090095"},
        about | {"number": "2", "organisation_name": "age unknown"},
    ]
    assert machine.send(f"{address}ingest/", {"responses": said}).status_code == 200
    rows = machine.get(f"{address}responses/").json()["results"]
    assert {(row["external_id"], row["organisation"], row["organisation_claimed"]) for row in rows} == {
        ("1", age.ref, False),
        ("2", age.ref, True),
    }


def test_headline_report_and_who_has_not_been_heard_count_the_same_ones_once(cast, consultation, age):
    for name in ("Age Unknown", "AGE UNKNOWN", "Zzyzx Quilters", "ZZYZX  quilters", "Zzyzx Quilters Ltd"):
        respond(consultation, name)
    assert counting.figures(consultation.pk)["organisations"] == 2
    assert summary.summary(consultation).organisations == 2
    heard = results.heard(consultation)["Nation"]
    assert {line.key: line.heard for line in heard if line.heard} == {"wales": 1}


def test_a_name_that_became_known_later_is_not_counted_twice(consultation):
    respond(consultation, "Zzyzx Quilters")
    OrganisationFactory(name="ZZYZX Quilters")
    respond(consultation, "Zzyzx quilters")
    tied = list(Response.objects.order_by("pk").values_list("organisation", flat=True))
    assert tied[0] is None and tied[1] is not None
    assert whose.many(whose.spellings(Response.objects.all())) == 1


def test_an_individual_counts_as_no_organisation(consultation):
    visitor = respond(consultation, "Zzyzx Quilters")
    visitor.post("who", capacity="individual", organisation_name="Zzyzx Quilters", email=WHO["email"])
    assert summary.summary(Consultation.objects.get(pk=consultation.pk)).organisations == 0

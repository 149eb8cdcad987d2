"""What each party reads of a swap, on its own half and of the other; what systems read; what the form takes."""

import pytest

from secondments.actions import opportunities, swaps
from secondments.models import Nomination, Opportunity
from tests.factories.secondments import POST, TODAY, on
from tests.requests.api_doors import system_of
from tests.secondments.doors import visitor
from tests.secondments.test_swaps import fresh


def test_the_agreement_says_that_it_is_half_of_a_swap(cast):
    inward, _outward = cast.swapped()
    words = str(inward.agreement.content)
    assert inward.swap.ref in words and "Neither half begins before the other can begin" in words
    assert "swap" not in str(cast.placement("agreement_signed", plan={
        "person": cast.other_person, "manager": cast.other_lead, "where": {"organisation": cast.harbour},
    }).agreement.content).lower()  # fmt: skip


def test_each_party_sees_the_other_half_as_far_as_it_may(cast):
    inward, outward = cast.swapped()
    names = {"inward": cast.civil_servant.name, "outward": cast.person.name}
    for user, row, named in (
        (cast.person, inward, False),
        (cast.civil_servant, outward, False),
        (cast.host_manager, inward, False),
        (cast.lead, inward, True),
        (cast.officer, inward, True),
        (cast.officer, outward, True),
    ):
        page = visitor(user).get(row.get_absolute_url()).content.decode()
        assert "The other half of the swap" in page and "Ready to start" in page
        half = outward if row == inward else inward
        assert (half.ref in page) is named, user.name
        assert (names[row.direction] in page.split("The other half of the swap")[1].split("<h2")[0]) is named
    assert visitor(cast.person).get(outward.get_absolute_url()).status_code == 404


ROLES = (
    *(
        "officer",
        "second_officer",
        "other_officer",
        "host_manager",
        "lead",
        "person",
        "colleague",
        "civil_servant",
    ),
    *("other_lead", "outsider", "respondent", "auditor", "administrator", "triage"),
)
# Who opens the page and its verbs for the half that goes in, and for the half that goes out; the rest get 404.
SEES = {
    "inward": {"officer", "second_officer", "host_manager", "lead", "person", "auditor"},
    "outward": {"officer", "second_officer", "lead", "civil_servant", "auditor"},
}
MAY = {
    "untie": {"officer", "second_officer"},
    "after-the-other": {"officer", "second_officer"},
    "start": {"officer", "second_officer"},
    "dates": {"officer", "second_officer"},
}


@pytest.mark.parametrize("way", ["inward", "outward"])
def test_who_opens_each_half_and_what_may_be_done_with_it(cast, way):
    row = dict(zip(("inward", "outward"), cast.swapped(), strict=True))[way]
    wrong = {}
    for role in ROLES:
        client = visitor(getattr(cast, role), proven=True)
        sees = role in SEES[way]
        found = {"": client.get(row.get_absolute_url()).status_code}
        expected = {"": {200 if sees else 404}}
        for verb, may in MAY.items():
            found[verb] = client.get(f"{row.get_absolute_url()}{verb}/").status_code
            expected[verb] = {200, 409} if role in may else {403 if sees else 404}
        wrong |= {(role, verb): got for verb, got in found.items() if got not in expected[verb]}
    assert wrong == {}


def test_a_public_page_shows_a_half_that_is_public_and_no_more(cast):
    mine, theirs = cast.swap("proposed")
    page = visitor(cast.host_manager).get(mine.get_absolute_url()).content.decode()
    assert "was asked to agree to the swap" in page and theirs.ref not in page
    assert "has to agree to the swap first" in page and "A second person" not in page
    swaps.agree(opportunity=theirs, by=cast.lead)
    assert "A second person" in visitor(cast.host_manager).get(mine.get_absolute_url()).content.decode()
    with on(TODAY):
        for half in (mine, theirs):
            opportunities.approve(opportunity=half, by=cast.officer)
        opportunities.advertise(opportunity=fresh(mine)[0], by=cast.officer)
        page = visitor().get(mine.get_absolute_url()).content.decode()
        assert theirs.ref in page and "Riverside" in page
        ours, hosted = mine.get_absolute_url(), theirs.get_absolute_url()
        applies = {
            (who, where): "/apply/" in visitor(getattr(cast, who)).get(where).content.decode()
            for who in ("lead", "host_manager", "respondent")
            for where in (ours, hosted)
        }
    assert [where for (who, where), there in applies.items() if there and who == "lead"] == [ours]
    assert [where for (who, where), there in applies.items() if there and who == "host_manager"] == [hosted]
    assert applies["respondent", ours] and applies["respondent", hosted]


def test_systems_read_which_placement_is_the_other_half(cast):
    inward, outward = cast.swapped()
    client = system_of(cast.dcms, "secondments:read")
    found = {row["ref"]: row["swap_with"] for row in client.get("/api/v1/secondments/").json()["results"]}
    assert found == {inward.ref: outward.ref, outward.ref: inward.ref}
    swaps.untie(placement=inward, reason="Late.", by=cast.officer)
    assert client.get(f"/api/v1/secondments/{inward.ref}/").json()["swap_with"] is None


def test_the_api_of_what_is_open_names_the_other_half(cast):
    mine, theirs = cast.swap()
    with on(TODAY):
        rows = visitor().get("/api/v1/secondment-opportunities/").json()["results"]
    assert {row["ref"]: row["swap_with"] for row in rows} == {mine.ref: theirs.ref, theirs.ref: mine.ref}


def test_a_proposed_swap_waits_for_whoever_speaks_for_the_other_body(cast):
    mine, _theirs = cast.swap("proposed")
    words = "A swap was proposed to you"
    for by, there in (
        (cast.lead, True),
        (cast.colleague, False),
        (cast.officer, False),
        (cast.host_manager, False),
    ):
        assert (words in visitor(by).get("/secondments/mine/").content.decode()) is there
    client = visitor(cast.lead)
    assert client.post(f"/secondments/{mine.swap.beside(mine).ref}/do/agree-swap/").status_code == 302
    assert words not in client.get("/secondments/mine/").content.decode()


def test_a_swap_is_offered_from_the_form_with_the_body_on_the_other_side(cast):
    said = {name: value for name, value in POST.items() if not name.endswith("_on")}
    said |= {name: POST[name].isoformat() for name in ("starts_on", "ends_on", "closes_on")}
    said |= {
        "host": "department:DCMS",
        "fte_percent": 100,
        "places": 1,
        "reimbursed_percent": 0,
        "direction": "swap",
    }
    client = visitor(cast.host_manager)
    with on(TODAY):
        for wrong in ("", "OR-2026-999999", "MHCLG"):
            assert client.post("/secondments/new/", said | {"partner": wrong}).status_code == 200
        assert not Opportunity.objects.exists()
        assert (
            client.post("/secondments/new/", said | {"partner": cast.riverside.ref.lower()}).status_code
            == 302
        )
        plain = said | {"direction": "inward", "partner": cast.riverside.ref}
        assert client.post("/secondments/new/", plain).status_code == 302
    assert sorted(Opportunity.objects.values_list("direction", flat=True)) == ["inward", "swap", "swap"]


def test_whoever_takes_part_is_told(cast):
    from foundation.notifications.models import Message

    cast.swap("proposed")
    told = Message.objects.filter(kind="secondment_swap").values_list("recipient", flat=True)
    assert set(told) == {cast.lead.pk}
    assert Nomination.objects.count() == 0

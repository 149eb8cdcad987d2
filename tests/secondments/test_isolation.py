"""Every route of the wing x every role x both parties: nobody of one home body learns that the other's people exist.

Two home bodies with a person each, at two departments. First every page, list, search, count and API answer is read by
everybody of the first; then the second body's people come; then everything is read again and has to be the same. And
no address of the second's rows opens for anybody of the first, whatever is sent to it.
"""

import copy
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from portal.api import router
from secondments.actions import agreements, life, placements, rounds
from secondments.models import MadeFile, QuarterFigures, Signature
from secondments.urls import urlpatterns
from secondments.verbs import BY_SLUG
from tests.factories import requests as make
from tests.factories.secondments import START, TERMS, TODAY, on
from tests.requests.api_doors import system_of
from tests.secondments.doors import visitor

# Each route once: what stands in its address. A new route without a row fails.
LISTS = (
    "list",
    "how",
    "mine",
    "new",
    "profile",
    "searches",
    "stop",
    "alumni",
    "placements",
    "figures",
    "new-round",
    "about-me",
)
ROWS = {
    **dict.fromkeys(("candidate", "edit-profile", "candidate-verb"), "candidate"),
    **dict.fromkeys(("nomination", "nomination-verb"), "nomination"),
    **dict.fromkeys(("round", "round-verb"), "round"),
    **dict.fromkeys(
        ("placement", "placement-verb", "agreement", "agreement-pdf", "agreement-docx", "sign-file"),
        "placement",
    ),
    **dict.fromkeys(("edit", "opportunity-verb"), "draft"),
}
PUBLIC = ("opportunity", "apply", "period", "period-csv", "period-charts", "period-chart")
FILES = ("about-me-file",)
HOMES = ("home-terms",)
TEXTS = ("text", "text-pdf", "text-docx", "text-to-sign")
SEALED = ("esign",)  # a service's own door: tests/secondments/test_esign.py
API = ("secondment-opportunities", "secondments", "recusals")
BESIDE = (
    "/",
    "/dashboard/",
    "/register/",
    "/register/feed/",
    "/organisations/?q=har",
    "/api/v1/openapi.json",
)
QUERIES = {
    "list": ("", "?q=youth", "?q=sealed", "?place=&remote=full", "?after=x"),
    "placements": ("", "?state=active", "?state=open", "?after=x"),
    "secondments": ("", "?state=active", "?direction=inward", "?ordering=starts_on", "?page_size=1"),
    "recusals": ("", "?running=true", "?on=2027-03-01", "?ordering=-to_on"),
    "secondment-opportunities": ("", "?q=youth"),
}
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|nonce[-=]"?[^"\']+|"made_at": "[^"]+"|20\d\d-\S+T\S+'
)
SECRET = "sealed"
pytestmark = pytest.mark.slow
ROLES = (
    "person",
    "colleague",
    "lead",
    "officer",
    "host_manager",
    "triage",
    "outsider",
    "respondent",
    "administrator",
)


def test_every_route_of_the_wing_is_in_this_test():
    assert {route.name for route in urlpatterns} == {*LISTS, *ROWS, *PUBLIC, *FILES, *HOMES, *TEXTS, *SEALED}
    ours = {prefix for prefix, view, _name in router.registry if view.__module__ == "secondments.api"}
    assert ours == set(API)


def mirrored(cast):
    """The same parts played by other people: Harbour at home, MHCLG as host."""
    other = copy.copy(cast)
    other.dcms, other.riverside, other.harbour = cast.mhclg, cast.harbour, cast.riverside
    other.officer, other.person, other.lead = cast.other_officer, cast.other_person, cast.other_lead
    other.host_manager = make.official("officer", cast.mhclg)
    other.colleague = make.member(cast.harbour)
    return other


def posts(cast):
    """Opportunities stand before anybody is read: what is advertised is everybody's."""
    with on(TODAY):
        return [cast.post(title=title) for title in ("Work on youth", "Work on homes")], cast.post("draft")


def people(cast, offered, gather=True):
    """One on a placement with everything that is written around it, one put forward, in a round or before it.

    A round closes its opportunities to new applications, which everybody may see.
    """
    (first, second), draft = offered
    with on(TODAY):
        words = {"experience": SECRET, "learning_goals": SECRET, "adjustments": SECRET, "interests": SECRET}
        cast.post = lambda *given, **said: first
        row = cast.placement("agreement_signed", plan=words)
        del cast.post
        applicant = cast.candidate(
            person=cast.colleague, manager=cast.lead, where={"organisation": cast.riverside}, **words
        )
        nomination = cast.nomination(second, applicant, shortlisted=False)
        said = {"by": cast.officer, "department": cast.dcms, "name": SECRET, "opportunities": [second]}
        gathered = rounds.open_round(**said) if gather else None
    row = cast.start(row)
    with on(START + timedelta(1)):
        life.raise_issue(placement=row, body=SECRET, by=row.person)
        life.note_absence(placement=row, kind="sickness", from_on=START, to_on=START, by=row.person)
    return {
        "candidate": row.nomination.candidate.ref,
        "nomination": nomination.ref,
        "round": gathered.ref if gathered else "",
        "placement": row.ref,
        "draft": draft.ref,
        "department": cast.dcms.code,
        "organisation": cast.riverside.ref,
    }


@pytest.fixture
def both(cast):
    other = mirrored(cast)
    frozen = {"rows": [], "flows": [["inward", "D", "DCMS", 10]], "lengths": {}, "recusals": None}
    QuarterFigures.objects.create(
        quarter="2020-01-01", data=frozen | {"days_to_match": None}, frozen_at="2020-06-01T00:00Z"
    )
    cast.offered, other.offered = posts(cast), posts(other)
    cast.refs = people(cast, cast.offered)
    return cast, other


def addresses(refs):
    """Every page that the reader's own rows and the lists have."""
    quarter = {"period": "2020-q1"}
    found = [reverse(f"secondments:{name}") + query for name in LISTS for query in QUERIES.get(name, ("",))]
    for name, noun in ROWS.items():
        if name.endswith("-verb"):
            found += [reverse(f"secondments:{name}", args=[refs[noun], slug]) for slug in BY_SLUG[name[:-5]]]
        else:
            found.append(reverse(f"secondments:{name}", args=[refs[noun]]))
    found += [reverse(f"secondments:{name}", args=[refs["placement"], 1]) for name in TEXTS]
    found += [reverse(f"secondments:{name}", kwargs=quarter) for name in PUBLIC[2:5]]
    found += [
        reverse("secondments:period-chart", kwargs=quarter | {"way": "inward", "kind": kind})
        for kind in ("svg", "png", "csv")
    ]
    found += [
        reverse("secondments:home-terms", args=[key]) for key in (refs["department"], refs["organisation"])
    ]
    found += [reverse("secondments:about-me-file", args=["txt"]), *BESIDE]
    return found


def api_addresses(refs):
    found = [f"/api/v1/{name}/{query}" for name in API for query in QUERIES[name]]
    return [*found, f"/api/v1/secondments/{refs['placement']}/"]


def reading(client, where):
    answer = client.get(where)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.get("Location"), CHANGING.sub("", body.decode(errors="replace"))


def everything(cast):
    with on(TODAY):
        found = {
            (role, where): reading(client, where)
            for role in ROLES
            for client in [visitor(getattr(cast, role), proven=True)]
            for where in addresses(cast.refs)
        }
        client = system_of(cast.dcms, "secondments:read", "secondments:write")
        return found | {("machine", where): reading(client, where) for where in api_addresses(cast.refs)}


def test_nothing_that_one_party_reads_tells_of_the_other(both):
    cast, other = both
    before = everything(cast)
    other.refs = people(other, other.offered, gather=False)
    after = everything(cast)
    assert [place for place, seen in after.items() if seen != before[place]] == []
    read = [place for place, (status, *_rest) in before.items() if status == 200]
    assert {name for name, _where in read} == {*ROLES, "machine"} and len(read) > 150


def test_no_address_of_the_other_party_opens_and_nothing_sent_there_changes_anything(both):
    cast, other = both
    other.refs = people(other, other.offered)
    theirs = [where for where in addresses(other.refs) if any(ref in where for ref in other.refs.values())]
    assert len(theirs) > 50
    opened = {}
    with on(TODAY):
        for role in ROLES:
            client = visitor(getattr(cast, role), proven=True)
            for where in theirs:
                answers = {client.get(where).status_code, client.post(where, {"reason": "x"}).status_code}
                if answers != {404} and answers != {404, 405}:
                    opened[role, where] = answers
    assert opened == {}


def test_the_other_departments_system_reads_and_writes_nothing_of_it(both):
    cast, other = both
    other.refs = people(other, other.offered)
    dcms = system_of(cast.dcms, "secondments:read", "secondments:write")
    where = f"/api/v1/secondments/{other.refs['placement']}/"
    assert {dcms.get(where).status_code, dcms.send(where + "start/", {}).status_code} == {404}
    body = {"level": "bpss", "expires_on": "2031-01-01"}
    assert dcms.send(where + "clearance/", body).status_code == 404
    for query in QUERIES["secondments"] + QUERIES["recusals"]:
        for name in ("secondments", "recusals"):
            text = dcms.get(f"/api/v1/{name}/{query}").content.decode()
            assert other.refs["placement"] not in text and SECRET not in text


def test_a_made_file_is_given_to_its_own_parties_alone(both):
    """There is no number of a file to guess: the address names a placement, and who may read it is asked each time."""
    from secondments import making

    cast, other = both
    other.refs = people(other, other.offered)
    making.work()
    own = reverse("secondments:agreement-docx", args=[cast.refs["placement"]])
    theirs = reverse("secondments:agreement-docx", args=[other.refs["placement"]])
    mine, yours = visitor(cast.lead).get(own), visitor(other.lead).get(theirs)
    assert mine.status_code == yours.status_code == 200 and mine.content != yours.content
    assert visitor(cast.lead).get(theirs).status_code == visitor(other.lead).get(own).status_code == 404
    assert MadeFile.objects.filter(state="made").count() >= 4


def test_the_signatures_of_the_other_party_are_in_nobodys_copy(both):
    cast, other = both
    other.refs = people(other, other.offered)
    for who in (cast.person, cast.lead, cast.officer):
        text = visitor(who).get(reverse("secondments:about-me-file", args=["json"])).content.decode()
        assert other.refs["placement"] not in text
    assert Signature.objects.filter(user=other.officer).exists()


def test_a_draft_agreement_is_read_by_its_parties_alone(cast):
    row = cast.placement("conflict_check")
    agreements.draw_up(placement=row, by=cast.officer, **TERMS)
    placements.declare(placement=row, interests=[], by=cast.person)
    where = reverse("secondments:agreement", args=[row.ref])
    found = {role: visitor(getattr(cast, role)).get(where).status_code for role in ROLES}
    opens = {"person", "lead", "officer", "host_manager"}
    assert found == {role: 200 if role in opens else 404 for role in ROLES}

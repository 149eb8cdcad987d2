"""From the first draft to the published number, through the pages."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from secondments import making
from secondments.actions import clock, rounds
from secondments.forms.agreements import Terms
from secondments.models import Candidate, Nomination, Opportunity, Placement, QuarterFigures, Round
from secondments.publishing import quarters
from tests.factories.secondments import PLAN, POST, START, TERMS, on
from tests.secondments.doors import day, visitor

DATES = ("starts_on", "ends_on", "closes_on", "available_from", "available_to")


def posted(said):
    flat = {name: value for name, value in said.items() if name not in DATES}
    for name in DATES:
        if name in said:
            flat |= day(name, said[name])
    return flat


def done(response):
    assert response.status_code == 302, errors(response)
    return response["Location"]


def errors(response):
    found = re.findall(r'href="#[^"]*">([^<]+)</a>', response.content.decode())
    return response.status_code, found or response.content[:3000]


def do(client, row, verb, **said):
    kind = {"opportunity": "opportunity-verb"}.get(row._meta.model_name, f"{row._meta.model_name}-verb")
    return done(client.post(reverse(f"secondments:{kind}", args=[row.ref, verb]), said))


def advertised(manager, officer):
    """The host writes it, another approves it, everybody reads it."""
    form = posted(POST) | {"host": "department:DCMS", "fte_percent": 100, "places": 1}
    done(manager.post(reverse("secondments:new"), form | {"reimbursed_percent": 80, "level": "g7"}))
    post = Opportunity.objects.get()
    do(officer, post, "approve")
    do(manager, post, "advertise")
    assert POST["title"] in visitor().get(reverse("secondments:list")).content.decode()
    return post


def matched(cast, post, manager, officer, lead, person):
    """A profile, the home body's yes, an application, a round."""
    plan = posted(PLAN) | {"home": f"organisation:{cast.riverside.ref}", "remote": "hybrid"}
    done(
        person.post(
            reverse("secondments:profile"), plan | {"fte_percent": 100, "manager": cast.lead.public_id}
        )
    )
    profile = Candidate.objects.get()
    do(person, profile, "ask")
    do(lead, profile, "agree", note="Go.")
    done(person.post(reverse("secondments:apply", args=[post.ref]), {"why": "It is my work."}))
    nomination = Nomination.objects.get()
    do(manager, nomination, "shortlist", rank=1)

    gather = {"name": "Winter", "department": "DCMS", "opportunities": [post.ref], "method": "stable"}
    done(officer.post(reverse("secondments:new-round"), gather))
    gathered = Round.objects.get()
    do(officer, gathered, "run")
    assert rounds.run_waiting() == 1
    assert "Put forward" in person.get(nomination.get_absolute_url()).content.decode()
    do(officer, gathered, "announce")
    row = Placement.objects.get()
    assert row.state == "conflict_check"
    return row


def signed(cast, row, officer, lead, person):
    """Every gate, then three signatures."""
    do(person, row, "declare", interests="Trustee of Harbour")
    said = {"mitigation": "recuse", "detail": "Grants to Harbour", "organisation": ""}
    do(officer, row, "mitigate", one=row.conflicts.get().pk, **said)
    do(officer, row, "sign-off")
    do(officer, row, "approve", kind="hr")
    do(officer, row, "approve", kind="finance")
    document = {"full_name": "Sam Person", **day("born_on", date(1985, 4, 3))}
    do(officer, row, "exception", basis="exception_3", **document)
    do(officer, row, "clearance", level="bpss", **day("expires_on", date(2030, 1, 1)))
    terms = Terms(row=Placement.objects.get(), by=cast.officer)
    filled = {name: terms[name].value() for name in terms.fields if terms[name].value() not in (None, "")}
    do(officer, row, "draw-up", **filled | TERMS | {"salary_pence": "45000", "charges_vat": "on"})
    do(officer, row, "issue")
    for client in (person, lead, visitor(cast.officer, proven=True)):
        page = client.get(reverse("secondments:placement-verb", args=[row.ref, "sign"]))
        assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
        text = re.search(r'name="text_hash" value="(\w{64})"', page.content.decode())[1]
        name = page.wsgi_request.user.name
        do(client, row, "sign", text_hash=text, name=name, read="on")
    row.refresh_from_db()
    assert row.state == "agreement_signed"


@pytest.mark.django_db
def test_from_advert_to_published_figure(cast):
    today = date(2026, 11, 25)
    with on(today):
        manager, officer = visitor(cast.host_manager), visitor(cast.officer)
        lead, person = visitor(cast.lead, proven=True), visitor(cast.person, proven=True)
        post = advertised(manager, officer)
        row = matched(cast, post, manager, officer, lead, person)
        signed(cast, row, officer, lead, person)
        making.work()
        for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
            file = lead.get(reverse(f"secondments:agreement-{kind}", args=[row.ref]))
            assert file.content.startswith(start)

    with on(START):
        where = do(officer, row, "start")
    assert (where, Placement.objects.get().state) == (row.get_absolute_url(), "active")
    with on(row.ends_on - timedelta(weeks=8)):
        clock.sweep()
        assert Placement.objects.get().state == "ending"
        held = {"role_on_return": "Head of clubs", "who_uses_learning": "All"} | day(
            "share_back_on", row.ends_on
        )
        do(lead, row, "return-plan", **held)
    with on(row.ends_on):
        do(officer, row, "home", outcome="returned")
        for client in (person, lead, manager):
            do(client, row, "evaluate", point="end", goals_met=5, worth_it=4)
    row.refresh_from_db()
    assert row.state == "evaluated"

    with on(date(2027, 6, 1)):
        assert quarters.freeze_finished() == 1
    assert QuarterFigures.objects.get().quarter == date(2027, 1, 1)
    assert visitor().get(reverse("secondments:figures")).status_code == 200
    for client in (person, lead, manager, officer):
        for place in ("placement", "agreement"):
            assert client.get(reverse(f"secondments:{place}", args=[row.ref])).status_code == 200
        assert client.get(reverse("secondments:mine")).status_code == 200

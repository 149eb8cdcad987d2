"""From a draft to a respondent who is told: the main way, through the pages."""

from django.test import Client

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from foundation.notifications.models import Message
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import PRINCIPLES, move

DETAILS = {
    "title": "Grants for village halls",
    "summary": "How should village halls be funded?",
    "nations": ["england"],
    "audience": ["F"],
}


def build(cast):
    officer = as_person(cast.officer)
    said = {"title": "Grants for village halls", "kind": "consultation", "department": cast.dcms.pk}
    home = officer.post("/consultations/new/", said)["Location"]
    dates = {
        "opening_on": "2020-01-01",
        "opening_time": "09:00",
        "closing_on": "2099-01-01",
        "closing_time": "23:45",
    }
    assert officer.post(home + "details/", DETAILS | dates).status_code == 303
    lines = {
        name: "\n".join(value) if isinstance(value, list) else value for name, value in PRINCIPLES.items()
    }
    lines["principles_considered"] = "on"
    assert officer.post(home + "principles/", lines).status_code == 303
    assert officer.post(home + "sections/new/", {"title": "Halls"}).status_code == 303
    question = {"kind": "radios", "text": "Should there be a fund?", "options": "Yes\nNo", "required": "on"}
    assert officer.post(home + "sections/1/new/", question).status_code == 303
    more = {"kind": "long_text", "text": "Why?", "depends_on": "q1", "any_of": "Yes"}
    assert officer.post(home + "sections/1/new/", more).status_code == 303
    return officer, home


def test_the_main_journey(cast, django_capture_on_commit_callbacks):
    officer, home = build(cast)
    public = home.removesuffix("manage/")
    stranger = Client()
    assert stranger.get(public).status_code == 404
    assert officer.post(home + "do/submit/", {"note": ""}).status_code == 303
    assert officer.post(home + "do/approve/").status_code == 403
    assert as_person(cast.second).post(home + "do/approve/").status_code == 303
    assert "Respond" in stranger.get(public).content.decode()

    row = Consultation.objects.get()
    visitor = Visitor(row).start()
    visitor.post("1", q1="yes", q2="The roof leaks.")
    visitor.post("who", capacity="individual", email="ann@charity.example", wants_outcome="on")
    visitor.post("publication", publication="response_anonymised")
    visitor.post("check")
    response = Response.objects.get()
    assert response.state == "submitted"

    row = move(row, closed_days_ago=3)
    assert "closed" in stranger.get(public).content.decode().lower()
    theme = {"title": "Roofs", "we_asked": "About a fund", "you_said": "Roofs leak"}
    assert officer.post(home + "outcome/theme/", theme).status_code == 303
    officer.post(home + "outcome/final_outcome/", {"detail": "There will be a fund."})
    refused = officer.post(home + "outcome/", {"publish": "outcome"}, follow=True).content.decode()
    assert "neither what was done nor a reason" in refused
    assert stranger.get(public + "outcome/").status_code == 404
    key = row.outcome_themes.get().public_id
    officer.post(f"{home}outcome/theme/{key}/", theme | {"we_did": "We pay for roofs."})
    officer.post(f"{home}responses/{response.ref}/", {"do": "themes", "theme": row.outcome_themes.get().pk})
    officer.post(home + "outcome/", {"publish": "outcome"})
    assert "We pay for roofs." in stranger.get(public + "outcome/").content.decode()

    assert actions.tell_outcome() == 1
    assert actions.tell_outcome() == 0
    told = Message.objects.get(kind="response_outcome")
    assert told.address == "ann@charity.example"
    assert "We pay for roofs." in visitor.get("receipt").content.decode()

"""Every verb of every noun x every role, and the pages that lead on: who may open what."""

import pytest
from django.urls import reverse

from secondments.actions import agreements, rounds
from secondments.verbs import BY_SLUG, TABLES
from tests.factories.secondments import TERMS, TODAY, on
from tests.secondments.doors import visitor

PEOPLE = (
    *("officer", "other_officer", "host_manager", "lead", "person", "colleague", "other_lead", "outsider"),
    *("respondent", "auditor", "administrator", "triage", "civil_servant"),
)
OFFICER, PERSON, HOME, HOST = {"officer"}, {"person"}, {"lead"}, {"officer", "host_manager"}
PARTIES = PERSON | HOME | HOST
# Who may open the page of a verb; the rest get 404 when the row is not theirs to see, else 403.
MAY = {
    "opportunity": {
        "approve": OFFICER,
        "send-back": OFFICER,
        "advertise": HOST,
        "close-applications": HOST,
        "advertise-again": HOST,
        "close-rest": HOST,
        "withdraw": HOST,
        # Halves of a swap alone: tests/secondments/test_swaps.py
        "agree-swap": set(),
        "untie": set(),
    },
    "candidate": {
        "ask": PERSON,
        "reorder": PERSON,
        "agree": HOME,
        "refuse": HOME,
        "contract": HOME,
        "avoid": HOME,
        "withdraw": PERSON,
    },
    "nomination": {"shortlist": HOST, "decline": HOST, "overrule": OFFICER, "withdraw": PERSON},
    "round": {"run": OFFICER, "announce": OFFICER},
    "placement": {
        "sign": PERSON | HOME | OFFICER,
        "sign-outside": PERSON | HOME | OFFICER,
        "sign-file": PERSON | HOME | OFFICER,
        "after-the-other": set(),
        "untie": set(),
        "declare": PERSON,
        "learning": PERSON,
        "alumni": PERSON,
        "mentor": HOST,
        "review": PERSON | HOST,
        "absence": PERSON | HOST,
        "onboarding": PARTIES,
        "evaluate": PARTIES,
        "issue-raise": PARTIES,
        "end-early": OFFICER,
        "ask-early-end": PARTIES,
        "cancel": PARTIES,
        "return-plan": HOME,
        "share-back": HOME,
    },
}


def test_every_verb_has_its_row():
    for noun, table in BY_SLUG.items():
        rest = set(table) - set(MAY[noun])
        assert rest == set() or noun == "placement"


@pytest.fixture
def rows(cast):
    with on(TODAY):
        placement = cast.placement("conflict_check")
        agreements.draw_up(placement=placement, by=cast.officer, **TERMS)
        post = cast.post("draft", title="Another")
        other = cast.candidate(
            person=cast.colleague, manager=cast.lead, where={"organisation": cast.riverside}
        )
        nomination = cast.nomination(cast.post(title="Third"), other)
        gathered = rounds.open_round(
            by=cast.officer, department=cast.dcms, name="R", opportunities=[nomination.opportunity]
        )
        nomination.refresh_from_db()
    return {
        "opportunity": post,
        "candidate": placement.nomination.candidate,
        "nomination": nomination,
        "round": gathered,
        "placement": placement,
    }


SEES = {
    "opportunity": {"officer", "host_manager", "civil_servant", "auditor", "person"} - {"person"},
    "candidate": PERSON | HOME | {"auditor"},
    "nomination": {"colleague", "auditor"} | HOME | HOST,
    "round": OFFICER | {"auditor"},
    "placement": PARTIES | {"auditor"},
}


@pytest.mark.parametrize("noun", sorted(TABLES))
def test_who_may_do_what(cast, rows, noun):
    wrong = {}
    for role in PEOPLE:
        client = visitor(getattr(cast, role), proven=True)
        for slug in BY_SLUG[noun]:
            may = MAY[noun].get(slug, OFFICER)
            if noun == "nomination" and may == PERSON:
                may = {"colleague"}
            if noun == "opportunity" and slug in ("approve", "send-back"):
                may = OFFICER
            found = client.get(reverse(f"secondments:{noun}-verb", args=[rows[noun].ref, slug])).status_code
            expected = {200, 409} if role in may else {403} if role in SEES[noun] else {404}
            if found not in expected:
                wrong[role, slug] = f"{found} instead of {sorted(expected)}"
    assert wrong == {}


@pytest.mark.parametrize("noun", sorted(TABLES))
def test_nobody_signed_out_and_no_unknown_verb(rows, cast, noun):
    where = reverse(f"secondments:{noun}-verb", args=[rows[noun].ref, "approve"])
    assert "/sign-in/" in visitor().get(where)["Location"]
    unknown = reverse(f"secondments:{noun}-verb", args=[rows[noun].ref, "conquer"])
    assert visitor(cast.officer).get(unknown).status_code == 404


def test_a_forged_post_changes_nothing(cast, rows):
    """Fields that the form does not have, and states that nobody may set, are not taken over."""
    placement = rows["placement"]
    where = reverse("secondments:placement-verb", args=[placement.ref, "learning"])
    forged = {"outcomes": "Read", "state": "active", "commission_ref": "X", "activated_on": "2027-02-01"}
    assert visitor(cast.person).post(where, forged).status_code == 302
    placement.refresh_from_db()
    assert (placement.state, placement.commission_ref, placement.activated_on) == ("conflict_check", "", None)


def test_a_step_that_is_skipped_is_refused_with_where_it_stands(cast, rows):
    where = reverse("secondments:placement-verb", args=[rows["placement"].ref, "start"])
    answer = visitor(cast.officer).post(where, {})
    assert answer.status_code == 409
    assert "These gates are still shut: conflicts of interest, approvals" in answer.content.decode()


def test_the_pages_that_lead_on(cast, rows):
    candidate, placement = rows["candidate"], rows["placement"]
    post = cast.post(title="Fourth")
    profile, apply = reverse("secondments:profile"), reverse("secondments:apply", args=[post.ref])
    assert visitor(cast.person).get(profile)["Location"] == candidate.get_absolute_url()
    assert visitor(cast.outsider).get(profile).status_code == 200
    assert "Join your organisation" in visitor(cast.respondent).get(profile).content.decode()
    assert visitor(cast.outsider).get(apply)["Location"] == profile
    edit = reverse("secondments:edit-profile", args=[candidate.ref])
    opens = {
        role: visitor(getattr(cast, role)).get(edit).status_code for role in ("person", "lead", "outsider")
    }
    assert opens == {"person": 200, "lead": 403, "outsider": 404}
    change = reverse("secondments:edit", args=[rows["opportunity"].ref])
    opens = {
        role: visitor(getattr(cast, role)).get(change).status_code
        for role in ("host_manager", "officer", "lead")
    }
    assert opens == {"host_manager": 200, "officer": 200, "lead": 404}
    for name in ("agreement-pdf", "agreement-docx"):
        file = reverse(f"secondments:{name}", args=[placement.ref])
        assert visitor(cast.outsider).get(file).status_code == 404
        assert "/sign-in/" in visitor().get(file)["Location"]


def test_signing_asks_who_one_is_once_more(cast, rows):
    where = reverse("secondments:placement-verb", args=[rows["placement"].ref, "sign"])
    assert visitor(cast.person).get(where)["Location"].startswith("/account/confirm/")
    assert visitor(cast.person).post(where, {"name": "x"})["Location"].startswith("/account/confirm/")


@pytest.mark.parametrize("text", ["\x00", "a\x00b"])
def test_a_nul_byte_is_refused(cast, text):
    assert visitor().get("/secondments/", {"q": text}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "page=-1",
        "place=x",
        "q=" + "a " * 5000,
        "skill=%27;--",
        "cost=all&cost=none",
        "q=%27%29%3B",
    ],
)
def test_strange_addresses_are_no_errors_of_ours(cast, query):
    cast.post()
    assert visitor().get(f"/secondments/?{query}").status_code in (200, 400, 414)


def test_hostile_words_are_inert(cast):
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    with on(TODAY):
        row = cast.post(title=hostile, problem=hostile, team=hostile, town=hostile[:90])
        pages = [visitor().get(where) for where in ("/secondments/", row.get_absolute_url())]
    for page in pages:
        body = page.content.decode()
        assert (
            "<script>alert" not in body
            and "&lt;script&gt;" in body
            and "49" not in body.split("<main")[1][:400]
        )

"""The pages in a real browser: no axe violation, nothing wider than the screen, forms that can be filled in."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from secondments.models import Opportunity, Placement, Skill
from tests.browser import barriers, open_page
from tests.factories.secondments import POST
from tests.secondments.doors import visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def signed_in(page, live_server, client):
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    page.context.add_cookies([cookie])


def looks(page, where):
    page.goto(where)
    assert barriers(page) == [], where


def test_everybodys_pages(cast, browser, live_server):
    today = timezone.localdate()
    row = cast.post(
        starts_on=today + timedelta(90), ends_on=today + timedelta(200), closes_on=today + timedelta(20)
    )
    with open_page(browser, live_server.url) as page:
        for where in (
            "/secondments/",
            "/secondments/how/",
            "/secondments/figures/",
            f"/secondments/{row.ref}/",
        ):
            looks(page, where)
        looks(page, f"/cy/secondments/{row.ref}/")
        page.goto("/secondments/?q=nothing+like+it")
        expect(page.locator("body")).to_contain_text("Nothing open fits")


def test_each_partys_pages(cast, browser, live_server):
    row = cast.placement("agreement")
    cast.issue(row)
    pages = {
        "person": ["mine/", f"placements/{row.ref}/", f"placements/{row.ref}/sign/", "searches/"],
        "lead": [
            *("mine/", "placements/", f"home/{cast.riverside.ref}/"),
            *(f"placements/{row.ref}/agreement/", f"people/{row.nomination.candidate.ref}/"),
        ],
        "officer": ["mine/", f"placements/{row.ref}/", f"placements/{row.ref}/take-back/", "rounds/new/"],
        "host_manager": ["new/", f"applications/{row.nomination.ref}/", f"placements/{row.ref}/mentor/"],
    }
    for role, places in pages.items():
        with open_page(browser, live_server.url) as page:
            signed_in(page, live_server, visitor(getattr(cast, role), proven=True))
            for place in places:
                looks(page, f"/secondments/{place}")


def test_a_host_offers_and_an_officer_approves_by_hand(cast, browser, live_server):
    today = timezone.localdate()
    days = {
        "starts_on": today + timedelta(90),
        "ends_on": today + timedelta(200),
        "closes_on": today + timedelta(20),
    }
    with open_page(browser, live_server.url) as page:
        signed_in(page, live_server, visitor(cast.host_manager))
        page.goto("/secondments/new/")
        page.get_by_role("button", name="Save as draft").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        for name in ("title", "problem", "outcomes"):
            page.locator(f"[name={name}]").fill(POST[name])
        for name, day in days.items():
            for part in ("day", "month", "year"):
                page.locator(f"[name={name}-{part}]").fill(str(getattr(day, part)))
        page.locator("[name=level]").select_option("g7")
        for name in ("direction", "shape", "remote", "nationality_rule", "funding", "selection"):
            page.locator(f"[name={name}][value={POST[name]}]").check()
        page.get_by_role("button", name="Save as draft").click()
        expect(page.locator("body")).to_contain_text("A second person has to approve it")
    row = Opportunity.objects.get()
    with open_page(browser, live_server.url) as page:
        signed_in(page, live_server, visitor(cast.officer))
        page.goto("/secondments/mine/")
        page.get_by_role("link", name=POST["title"]).first.click()
        page.get_by_role("button", name="Approve").click()
        page.get_by_role("button", name="Approve").click()
        expect(page.locator("body")).to_contain_text("Approved")
    row.refresh_from_db()
    assert row.approved_by_id == cast.officer.pk


def test_a_person_signs_with_what_they_read(cast, browser, live_server):
    row = cast.placement("agreement")
    cast.issue(row)
    with open_page(browser, live_server.url) as page:
        signed_in(page, live_server, visitor(cast.person, proven=True))
        page.goto(f"/secondments/placements/{row.ref}/")
        page.get_by_role("button", name="Read and sign the agreement").click()
        expect(page.locator("h1")).to_have_text("Read and sign the agreement")
        page.locator("[name=name]").fill(cast.person.name)
        page.locator("[name=read]").check()
        page.get_by_role("button", name="Sign the agreement", exact=True).click()
        expect(page.locator("body")).to_contain_text("You have signed")
    assert Placement.objects.get().agreements.get().signatures.get().party == "secondee"


def test_a_skill_of_thousands_is_found_and_ticked_by_hand(cast, browser, live_server):
    Skill.objects.bulk_create(
        [Skill(code=f"esco:{n}", taxonomy="esco", name=f"keep record number {n}") for n in range(3000)]
    )
    cache.clear()
    with open_page(browser, live_server.url, width=375) as page:
        signed_in(page, live_server, visitor(cast.person))
        page.goto("/secondments/profile/")
        page.get_by_label("What have you done?").fill("Ran shelters.")
        page.get_by_label("Find your skills").fill("record 2718")
        page.get_by_label("Find your skills").press("Enter")
        page.get_by_label("keep record number 2718").check()
        expect(page.locator(".govuk-error-summary")).to_have_count(0)
        page.get_by_label("Find your skills").fill("rekord 1414")
        page.get_by_role("button", name="Find (Find your skills)").click()
        expect(page.get_by_label("keep record number 2718")).to_be_checked()
        expect(page.get_by_label("keep record number 1414")).not_to_be_checked()
        expect(page.get_by_label("What have you done?")).to_have_value("Ran shelters.")
        expect(page.get_by_label("Find your skills")).to_be_in_viewport()
        assert barriers(page) == []
        looks(page, "/secondments/?find_skill=record+2718")
        page.get_by_label("keep record number 2718", exact=True).check()

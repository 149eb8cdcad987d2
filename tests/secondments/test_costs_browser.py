"""The agreement’s form and its page with costs in a real browser, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from secondments.actions import agreements
from tests.browser import barriers, open_page
from tests.factories.secondments import TERMS
from tests.secondments.doors import visitor
from tests.secondments.test_browser import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_costs_are_filled_in_and_read(cast, browser, live_server, width):
    row = cast.placement(
        "agreement", backfill_grant=True, reimbursed_percent=50, fte_percent=60, shape="part"
    )
    type(row.home).objects.filter(pk=row.home_organisation_id).update(income=60_000)
    agreements.draw_up(placement=row, by=cast.officer, **TERMS)
    with open_page(browser, live_server.url) as page:
        page.set_viewport_size({"width": width, "height": 900})
        signed_in(page, live_server, visitor(cast.officer, proven=True))
        page.goto(f"/secondments/placements/{row.ref}/draw-up/")
        page.get_by_label("Working time at home").fill("50")
        page.get_by_label("What does cover cost a year?").fill("24000")
        page.get_by_label("Share of it that the grant pays").fill("80")
        page.get_by_role("button", name="Draw up the agreement").click()
        expect(page.get_by_role("alert")).to_contain_text("nobody can work less than that at home")
        assert barriers(page) == []
        page.get_by_label("Working time at home").fill("60")
        page.get_by_role("button", name="Draw up the agreement").click()
        page.goto(f"/secondments/placements/{row.ref}/agreement/")
        page.get_by_text("How it is worked out").click()
        costs = page.locator(".fd-costs")
        expect(costs.get_by_text("Backfill grant received.")).to_be_visible()
        expect(page.locator("body")).to_contain_text("Who bears it in the end")
        assert barriers(page) == []

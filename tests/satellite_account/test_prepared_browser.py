"""Cells that are held and what a run prepared, in a real browser: without scripts, and without barriers."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from satellite_account.models import Pin
from tests.browser import barriers, open_page
from tests.requests.test_sender_browser import come_as
from tests.satellite_account.finished import finished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BENCH = "/satellite-account/workbench/"
WANTED = {
    "align": "financial",
    "impute": "previous",
    "late": "nowcast",
    "provisional": [2020],
    "balance": "ras",
}


def test_a_cell_is_held_and_the_run_around_it_has_no_barriers(browser, live_server):
    cache.clear()
    office, sources, _run = finished()
    table = sources["input_output"][0]
    held = f"{BENCH}versions/{table.public_id}/pins/"
    with open_page(browser, live_server.url, java_script_enabled=False) as page:
        come_as(page, office.statistician, live_server)
        page.goto(held)
        page.get_by_label("Value, £ million (optional)").fill("1.5")
        page.get_by_role("button", name="Hold it").click()
        expect(page.get_by_role("alert")).to_contain_text("Select")
        expect(page.get_by_label("Value, £ million (optional)")).to_have_value("1.5")
        page.get_by_label("What is bought").select_option(index=1)
        page.get_by_label("Industry of S.15 that buys it").select_option(index=1)
        page.get_by_label("Reason").fill("The lease is known")
        page.get_by_role("button", name="Hold it").click()
        expect(page.get_by_role("row", name="The lease is known")).to_be_visible()
    run = office.run(sources, parameters=WANTED | {"reason": "Periods are aligned"})
    assert run.state == "finished", run.failure
    assert run.pins.get().pin == Pin.objects.get()
    paths = [held, *(f"{BENCH}runs/{run.ref}/{each}" for each in ("prepared/", "balanced/"))]
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        for path in paths:
            page.goto(path)
            assert (path, barriers(page)) == (path, [])

"""The workbench in a real browser: no barriers, nothing wider than the screen, and all of it without scripts."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from satellite_account.models import Figure
from tests.browser import barriers, open_page
from tests.factories.satellite import unit, units
from tests.requests.test_sender_browser import come_as
from tests.satellite_account.finished import finished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BENCH = "/satellite-account/workbench/"


def test_no_barrier_and_nothing_wider_than_the_screen(browser, live_server):
    cache.clear()
    office, _sources, run = finished()
    refused = office.loaded(units(unit(income="x")))
    figure = Figure.objects.get(
        table__run=run, table__code="T2", sto="B.1g", sector="S.15", time_period="2020"
    )
    here = f"{BENCH}runs/{run.ref}/"
    paths = [
        *(
            BENCH,
            f"{BENCH}datasets/",
            refused.get_absolute_url(),
            f"{BENCH}layouts/",
            here,
            f"{here}tables/t1/",
        ),
        *(
            f"{here}tables/t6/",
            f"{here}tables/t2/{figure.number}/",
            f"{here}checks/9/",
            f"{BENCH}runs/new/?method=do_now",
        ),
        "/satellite-account/",
    ]
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        for path in paths:
            page.goto(path)
            assert (path, barriers(page)) == (path, [])
    _turns_without_scripts(browser, live_server, office, f"{here}tables/t6/")


def _turns_without_scripts(browser, live_server, office, path):
    with open_page(browser, live_server.url, java_script_enabled=False) as page:
        come_as(page, office.auditor, live_server)
        page.goto(path)
        page.get_by_label("Rows", exact=True).select_option("REGION")
        page.get_by_role("button", name="Apply filters").click()
        expect(page.get_by_role("row", name="TLI London")).to_be_visible()
        page.get_by_role("row", name="TLI London").get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="What it is made of")).to_be_visible()

"""Pages of lists and of long work in a real browser: no barriers, nothing too wide, and up to date by themselves."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from satellite_account import lists
from satellite_account.sources.loading import load
from tests.browser import axe, barriers, open_page, overflow
from tests.factories.satellite import Office, unit, units
from tests.requests.test_sender_browser import come_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BENCH = "/satellite-account/workbench/"


def test_lists_and_coverage_have_no_barriers(browser, live_server):
    cache.clear()
    office = Office()
    lists.write()
    waiting = office.waiting(units(unit(200900)))
    paths = [
        *(BENCH + "coverage/", BENCH + "classifications/icnp-tso/", BENCH + "crosswalks/icnpo-icnp-tso/"),
        *(BENCH + "load-classification/", BENCH + "classifications/icnp-tso/aggregate/"),
        waiting.get_absolute_url(),
    ]
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        for path in paths:
            page.goto(path)
            assert (path, barriers(page)) == (path, [])


def test_what_is_wrong_with_a_list_is_said_at_the_field_and_below(browser, live_server, tmp_path):
    office = Office()
    file = tmp_path / "list.csv"
    file.write_text("code,parent,title\nA,Z,Arts\nA,,Again\n")
    with open_page(browser, live_server.url, width=375) as page:
        come_as(page, office.statistician, live_server)
        page.goto(f"{BENCH}load-classification/")
        page.get_by_label("Title of the classification").fill("Fields")
        page.get_by_label("Who publishes it, and when").fill("The office")
        page.get_by_label("File (CSV, XLSX or ODS)").set_input_files(file)
        page.get_by_role("button", name="Load it").click()
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
        expect(page.get_by_text("each once; row 2 has the same")).to_be_visible()
        assert (axe(page), overflow(page)) == ([], 0)


def test_a_page_of_long_work_is_read_anew_when_it_has_ended(browser, live_server):
    office = Office()
    version = office.waiting(units(unit(200900)))
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        page.goto(version.get_absolute_url())
        expect(page.get_by_role("progressbar")).to_be_visible()
        load(version)
        page.get_by_text("The first rows").wait_for()
        expect(page.get_by_role("progressbar")).to_have_count(0)

"""A statistician's way to the sources of an account in a real browser: files, crosswalks, a population."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from satellite_account import building, lists
from satellite_account.methods.classify.lists import ICNPO_TO_ICNP
from satellite_account.models import Crosswalk, Frame, Version
from satellite_account.sources.loading import load
from tests.browser import open_page
from tests.factories.satellite import Office, unit, units
from tests.requests.test_sender_browser import come_as
from tests.satellite_account.test_walk_browser import sound
from tests.satellite_account.workbooks import lines, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BENCH = "/satellite-account/workbench/"


def put(page, path, body):
    path.write_bytes(body)
    page.locator("input[type=file]").set_input_files(path)


def test_a_workbook_with_errors_is_told_all_of_them_and_taken_when_mended(browser, live_server, tmp_path):
    cache.clear()
    office = Office()
    dataset = office.dataset("units", title="Register of charities")
    wrong = lines(
        unit(200001, income="x", market="perhaps"), unit(200002), unit(200003, year_end="soon", icnp_tso="Z")
    )
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        page.goto(dataset.get_absolute_url())
        page.get_by_role("button", name="Load a file").click()
        page.get_by_label("Vintage").fill("November")
        put(page, tmp_path / "register.xlsx", xlsx(wrong))
        sound(page)
        page.get_by_role("button", name="Load it").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        load(Version.objects.get())
        expect(page.get_by_role("heading", name="4 problems")).to_be_visible()
        table = page.get_by_role("table", name="What is wrong, by row and column")
        for row in (
            "Row 2 income “x” an amount in pounds, such as 12500",
            "Row 2 market “perhaps” yes or no",
            "Row 4 icnp_tso “Z” an ICNP/TSO code such as D or D10",
            "Row 4 year_end “soon” a date, such as 2026-03-31",
        ):
            expect(table.get_by_role("row", name=row)).to_be_visible()
        sound(page)
        page.goto(f"{dataset.get_absolute_url()}load/")
        page.get_by_label("Vintage").fill("November, mended")
        put(page, tmp_path / "register.xlsx", xlsx(lines(unit(200001), unit(200002), unit(200003))))
        page.get_by_role("button", name="Load it").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        load(Version.objects.latest("pk"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ready")
        expect(page.get_by_role("heading", name="problems")).to_have_count(0)


def test_a_crosswalk_is_refused_by_row_loaded_and_compared(browser, live_server, tmp_path):
    cache.clear()
    office = Office()
    lists.write()
    shares = ICNPO_TO_ICNP | {"1300": {"A20": 0.75, "G10": 0.25}}
    rows = [
        (source, target, share) for source, targets in shares.items() for target, share in targets.items()
    ]
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        page.goto(f"{BENCH}crosswalks/icnpo-icnp-tso/")
        expect(page.get_by_role("row", name="1300 Other recreation and social clubs").first).to_be_visible()
        page.get_by_role("button", name="Load a new version").click()
        bad = [("source", "target", "share"), *rows[:-1], (rows[-1][0], rows[-1][1], 0.4), ("9999", "A20", 2)]
        put(page, tmp_path / "shares.xlsx", xlsx(bad))
        page.get_by_label("What changed, and why").fill("Jobs of 2024")
        page.get_by_role("button", name="Load it").click()
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
        expect(page.get_by_text("a share above 0 and at most 1, such as 0.25")).to_be_visible()
        expect(page.get_by_label("What changed, and why")).to_have_value("Jobs of 2024")
        sound(page)
        put(page, tmp_path / "shares.xlsx", xlsx([("source", "target", "share"), *rows]))
        page.get_by_role("button", name="Load it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("version 2")
        assert Crosswalk.objects.filter(slug="icnpo-icnp-tso").count() == 2
        sound(page)
        page.get_by_role("link", name="with version 2").click()
        expect(page.get_by_role("row", name="1300").first).to_be_visible()
        sound(page)


def test_a_population_is_built_and_a_unit_decided(browser, live_server):
    cache.clear()
    office = Office()
    office.loaded(
        units(
            unit(200001), unit(200002, government_controlled="yes"), unit(200003, same_as="GB-COH-00000009")
        )
    )
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        page.goto(f"{BENCH}populations/")
        page.get_by_role("button", name="Build a population").click()
        page.get_by_role("button", name="Build it").click()
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
        page.get_by_label("Title of the population").fill("Charities of this year")
        page.get_by_role("checkbox").first.check()
        sound(page)
        page.get_by_role("button", name="Build it").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        building.build(Frame.objects.get())
        expect(page.get_by_role("table", name="By the five criteria of scope")).to_be_visible()
        sound(page)
        page.get_by_label("Find an organisation by name or identifier").fill("GB-CHC-200002")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Charity 200002").click()
        expect(page.get_by_text("Out of scope")).to_be_visible()
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
        page.get_by_label("Criterion").select_option("private")
        page.get_by_label("Met", exact=True).check()
        page.get_by_label("Evidence").fill("Its board is elected by its members since May.")
        sound(page)
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_role("row", name="Separate from government")).to_contain_text(
            "elected by its members"
        )
        sound(page)

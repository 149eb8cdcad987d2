"""A statistician's way through the workbench in a real browser: a run from plan to comparison."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from satellite_account import actions
from satellite_account.engine.steps import Work
from satellite_account.models import Figure, Run
from satellite_account.running import advance
from tests.browser import barriers, open_page
from tests.requests.test_sender_browser import come_as
from tests.satellite_account.finished import finished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUNS = "/satellite-account/workbench/runs/"


def sound(page):
    """No barrier, and nothing wider than the screen."""
    assert (page.url, barriers(page)) == (page.url, [])


def test_a_run_is_planned_like_another_stopped_and_brought_to_its_end(browser, live_server):
    cache.clear()
    office, _sources, run = finished()
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        page.goto(run.get_absolute_url())
        page.get_by_role("button", name="Plan a run like this one").click()
        for role in ("Accounts of the sampled organisations", "Wages that replace unpaid work"):
            expect(page.get_by_label(role).locator("option:checked")).not_to_have_text("None")
        sound(page)
        page.get_by_role("button", name="Start the run").click()
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
        page.get_by_label("Title of the run").fill("At the minimum wage")
        page.get_by_label("Wage that replaces unpaid work").select_option("minimum")
        page.get_by_label("Earlier run that it revises").select_option(run.ref)
        page.get_by_label("Reason for revisions").fill("Another wage")
        page.get_by_role("button", name="Start the run").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Stop this run").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled")
        page.get_by_role("button", name="Go on from the last step").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Waiting")
        later = Run.objects.get(title="At the minimum wage")
        assert later.inputs.count() == run.inputs.count() and later.parameters["earlier"] == run.ref
        advance(later)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Finished", timeout=30_000)
        compared_and_revised(page, run, later)


def compared_and_revised(page, run, later):
    """Cell by cell with the run it revises; the triangle of a figure; its plot with the interval."""
    page.get_by_role("link", name=f"{run.ref} {run.title}").click()
    expect(page.get_by_text("The results differ. Their recipes differ.")).to_be_visible()
    expect(page.get_by_role("row", name="T9 ").first.get_by_role("cell").nth(1)).not_to_have_text("0")
    expect(page.get_by_role("row", name="T2 ").first.get_by_role("cell").nth(1)).to_have_text("0")
    sound(page)
    page.get_by_role("link", name="T9", exact=True).click()
    page.get_by_role("link", name="Value of volunteer work").first.click()
    expect(page.get_by_role("heading", name="Revisions")).to_be_visible()
    triangle = page.get_by_role("table", name="The same figures in other runs, the newest first")
    expect(triangle.get_by_role("row")).to_have_count(3)
    expect(page.get_by_text("Mean revision")).to_be_visible()
    sound(page)
    figure = Figure.objects.get(
        table__run=later, table__code="T2", sto="B.1g", sector="S.15", time_period="2020"
    )
    page.goto(f"{RUNS}{later.ref}/tables/t2/{figure.number}/")
    band = page.locator(
        "svg path.fd-fill--area"
    )  # the picture of the interval; its table says the same in words
    expect(band).to_have_attribute("d", re.compile(r"M[\d. L-]+Z"))
    interval = f"{figure.lower:,.1f} to {figure.upper:,.1f}"
    expect(page.get_by_role("table", name="The series").get_by_text(interval)).to_be_visible()
    sound(page)


def test_a_worker_sees_that_a_run_was_stopped_and_goes_on_where_it_was(browser, live_server):
    cache.clear()
    office, sources, _run = finished()
    run = office.planned(sources, title="Stopped in the middle")
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)

        def stop(row):
            if row.artifacts.count() == 2:
                actions.cancel_run(run=row, by=office.statistician)

        advance(run, after=stop)
        page.goto(run.get_absolute_url())
        expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled")
        page.get_by_role("button", name="Go on from the last step").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Waiting")
        kept = set(run.artifacts.values_list("step", "sha256"))
        advance(Run.objects.get(pk=run.pk))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Finished", timeout=30_000)
        assert kept < set(run.artifacts.values_list("step", "sha256"))
        assert run.artifacts.count() == len(Work(run).steps())


def test_a_failed_check_is_waived_and_a_table_gets_its_note(browser, live_server):
    """The publisher accepts a failure with a reason; a note beside the table says what a reader must know."""
    cache.clear()
    office, _sources, run = finished()
    reason = "Published as it is; the lead is named from the next release on."
    with open_page(browser, live_server.url) as page:
        come_as(page, office.publisher, live_server)
        page.goto(run.get_absolute_url())
        page.get_by_role("link", name="18. Metadata complete").click()
        expect(page.get_by_role("table", name="Where it fails, the largest difference first")).to_be_visible()
        page.get_by_role("button", name="Accept it").click()
        expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
        page.get_by_label("Reason").fill(reason)
        sound(page)
        page.get_by_role("button", name="Accept it").click()
        expect(page.get_by_text(reason)).to_be_visible()
        expect(page.get_by_role("button", name="Accept it")).to_have_count(0)
        sound(page)
        page.goto(f"{RUNS}{run.ref}/tables/t15/")
        page.get_by_role("link", name="Add a note").click()
        page.get_by_label("Note").fill("The official figure was published with this gap: see check 17.")
        sound(page)
        page.get_by_role("button", name="Keep the note").click()
        expect(page.get_by_text("see check 17")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text("T15")
        page.goto("/satellite-account/workbench/")
        expect(page.get_by_text("failures accepted")).to_be_visible()
        sound(page)


def test_value_and_quality_stand_side_by_side(browser, live_server):
    cache.clear()
    office, _sources, run = finished()
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        page.goto(f"{RUNS}{run.ref}/tables/t17/")
        figure = Figure.objects.get(
            table__run=run, table__code="T17", sto="B.1g", sector="_T", activity="_T", region="_T", size="_T",
            time_period="2020",
        )  # fmt: skip
        row = page.get_by_role("row", name="Value added, gross")
        interval = f"{figure.lower:,.1f} to {figure.upper:,.1f}"
        for text in (
            f"{figure.value:,.1f}",
            f"{100 * figure.cv:.1f}",
            interval,
            f"{figure.contributors:.0f}",
        ):
            expect(row).to_contain_text(text)
        page.goto(f"{RUNS}{run.ref}/tables/t4/")
        page.get_by_label("Columns", exact=True).select_option("QUALITY")
        page.get_by_role("button", name="Apply filters").click()
        expect(page.get_by_role("columnheader", name="Interval at 95%")).to_be_visible()
        sound(page)


def tabbed_to(page, wanted):
    """The Tab key leads there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            break
    expect(wanted).to_be_focused()


def test_a_grid_is_turned_by_keyboard_alone(browser, live_server):
    """Tab to the choices, a letter to choose, Enter to apply; then Tab to a figure, and Enter to open it."""
    cache.clear()
    office, _sources, run = finished()
    with open_page(browser, live_server.url) as page:
        come_as(page, office.statistician, live_server)
        page.goto(f"{RUNS}{run.ref}/tables/t6/")
        rows = page.get_by_label("Rows", exact=True)
        tabbed_to(page, rows)
        page.keyboard.press("r")
        expect(rows).to_have_value("REGION")
        apply = page.get_by_role("button", name="Apply filters")
        tabbed_to(page, apply)
        page.keyboard.press("Enter")
        expect(page.get_by_role("row", name="TLI London")).to_be_visible()
        grid = page.get_by_role("region", name="T6: Revenue by source")
        first = grid.get_by_role("link").first
        tabbed_to(page, first)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What it is made of")).to_be_visible()

"""Pages of datasets and populations: files come in, everything wrong is shown, scope is decided with evidence."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from satellite_account import actions, working
from satellite_account.building import build
from satellite_account.models import Dataset, Frame, ScopeDecision, Unit, Version
from satellite_account.sources import layouts
from tests.factories.satellite import unit, units

BENCH = "/satellite-account/workbench/"


@pytest.fixture
def browser(office):
    def sign_in(role: str = "statistician") -> Client:
        client = Client()
        client.force_login(getattr(office, role), "foundation.accounts.backends.Backend")
        return client

    return sign_in


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def upload(client: Client, dataset: Dataset, body: str, vintage: str = "2026") -> Version:
    file = SimpleUploadedFile("units.csv", body.encode())
    answer = client.post(f"{dataset.get_absolute_url()}load/", {"file": file, "vintage": vintage})
    assert answer.status_code == 302
    return Version.objects.latest("pk")


def test_a_file_comes_in_by_the_page_and_a_worker_reads_it(browser, office):
    client = browser()
    answer = client.post(f"{BENCH}datasets/new/", {"title": "Our register", "layout": "units"})
    dataset = Dataset.objects.get(title="Our register")
    assert answer["Location"] == dataset.get_absolute_url()
    version = upload(client, dataset, units(unit(200001), unit(200002)))
    assert "<progress" in text(client.get(version.get_absolute_url()))
    working.work()
    html = text(client.get(version.get_absolute_url()))
    assert "Ready" in html and "Charity 200001" in html and version.sha256 in html
    assert "2" in text(client.get(f"{BENCH}datasets/"))


def test_what_is_wrong_stands_on_the_page_and_in_a_file(browser, office):
    client, dataset = browser(), office.dataset()
    version = upload(client, dataset, units(unit(200001, income="<b>lots</b>", sna_sector="S.99")))
    working.work()
    html = text(client.get(version.get_absolute_url()))
    assert "2 problems" in html and "Nothing was loaded" in html
    assert "&lt;b&gt;lots&lt;/b&gt;" in html and "one of S.11, S.12, S.13, S.14, S.15" in html
    lines = text(client.get(f"{version.get_absolute_url()}problems/")).splitlines()
    assert lines[0] == "row,column,found,expected" and len(lines) == 3


def test_a_formula_in_a_file_is_harmless_in_a_download(browser, office):
    version = office.loaded(units(unit(200001, income="=cmd()")))
    assert "'=cmd()" in text(browser().get(f"{version.get_absolute_url()}problems/"))


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(browser, office):
    client, dataset = browser(), office.dataset()
    html = text(client.post(f"{dataset.get_absolute_url()}load/", {"vintage": "2026"}))
    assert "There is a problem" in html and 'value="2026"' in html
    office.loaded(units(unit()), dataset=dataset, vintage="2026")
    again = {"file": SimpleUploadedFile("a.csv", units(unit(7)).encode()), "vintage": "2026"}
    assert "A version never changes" in text(client.post(f"{dataset.get_absolute_url()}load/", again))
    taken = client.post(f"{BENCH}datasets/new/", {"title": dataset.title, "layout": "units"})
    assert "Choose another title" in text(taken)


@pytest.mark.parametrize("role", ["publisher", "auditor"])
def test_others_of_the_account_read_and_do_not_load(browser, office, role):
    dataset = office.dataset()
    assert "Load a file" not in text(browser(role).get(dataset.get_absolute_url()))
    assert browser(role).post(f"{dataset.get_absolute_url()}load/", {"vintage": "1"}).status_code == 403
    assert browser(role).post(f"{BENCH}populations/new/", {}).status_code == 403


def test_every_layout_is_shown_with_its_exact_names(browser):
    html = text(browser().get(f"{BENCH}layouts/"))
    assert len(layouts.every()) > 15
    for layout in layouts.every():
        assert all(f"<code>{column.name}</code>" in html for column in layout.columns)


def test_a_population_is_planned_built_and_searched(browser, office):
    register = office.loaded(units(unit(200001, name="Hope & Sons"), unit(200002, same_as="GB-COH-01234567")))
    company = office.loaded(units(unit(unit_id="GB-COH-01234567")))
    client = browser()
    day = {"day-day": "1", "day-month": "6", "day-year": "2026"}
    keys = [str(version.public_id) for version in (register, company)]
    answer = client.post(f"{BENCH}populations/new/", {"title": "June", "versions": keys} | day)
    row = Frame.objects.get()
    assert answer["Location"] == row.get_absolute_url() and row.day == date(2026, 6, 1)
    working.work()
    html = text(client.get(row.get_absolute_url()))
    assert "Hope &amp; Sons" in html and "Counted through another registration" in html
    found = text(client.get(f"{row.get_absolute_url()}?q=gb-coh-01234567"))
    assert "Charity 200002" in found and "Hope" not in found
    assert "No organisation found" in text(client.get(f"{row.get_absolute_url()}?q=%25"))


def test_nothing_is_built_without_a_register(browser, office):
    html = text(browser().post(f"{BENCH}populations/new/", {"title": "x"}))
    assert "There is a problem" in html and not Frame.objects.exists()


def test_a_unit_shows_its_trail_and_takes_a_decision(browser, office):
    register = office.loaded(units(unit(200001)))
    row = build(
        actions.plan_frame(title="x", day=date(2026, 1, 1), versions=[register], by=office.statistician)
    )
    path = f"{row.get_absolute_url()}units/GB-CHC-200001/"
    html = text(browser().get(path))
    assert "charity law asks for independence from government" in html and "In scope" in html
    said = {"criterion": "private", "answer": "n", "evidence": "The minister appoints its board."}
    assert browser("publisher").post(f"{path}decide/", said).status_code == 403
    assert "Enter" in text(browser().post(f"{path}decide/", said | {"evidence": ""}))
    assert browser().post(f"{path}decide/", said)["Location"] == path
    decision = ScopeDecision.objects.get()
    assert decision.decided_by == office.statistician and "The minister appoints" in text(
        browser("auditor").get(path)
    )
    assert "Decide a criterion" not in text(browser("auditor").get(path))
    assert Unit.objects.get(frame=row).in_scope


@pytest.mark.parametrize("path", ["populations/{}/units/GB-CHC-9/", "populations/{}/units/%00/"])
def test_unknown_units_are_not_found(browser, office, path):
    register = office.loaded(units(unit(200001)))
    row = build(
        actions.plan_frame(title="x", day=date(2026, 1, 1), versions=[register], by=office.statistician)
    )
    assert browser().get(BENCH + path.format(row.public_id)).status_code in {400, 404}


@pytest.mark.parametrize("role", ["statistician", "publisher", "auditor"])
def test_the_dashboard_and_the_menu_lead_to_the_workbench(browser, role):
    html = text(browser(role).get("/dashboard/"))
    assert html.count(f'href="{BENCH}"') == 2


def test_others_find_no_way_to_it(browser):
    assert BENCH not in text(browser("officer_like").get("/dashboard/"))

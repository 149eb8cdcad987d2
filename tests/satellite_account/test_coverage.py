"""Both methods show what their sources are, and how many organisations and how much income each reaches."""

from datetime import date

from django.core.cache import cache
from django.test import Client

from satellite_account import actions, covering
from satellite_account.building import build
from satellite_account.enums import Coverage
from satellite_account.methods.needs import RESTS_ON
from tests.factories.satellite import unit, units

PAGE = "/satellite-account/workbench/coverage/"


def rows():
    return {
        method: dict(zip([use.source for use in RESTS_ON[method]], lines, strict=True))
        for method, lines in covering.tables()[1].items()
    }


def population(office, *lines):
    cache.clear()
    version = office.loaded(units(*lines))
    return build(
        actions.plan_frame(title="P", day=date(2025, 12, 31), versions=[version], by=office.statistician)
    )


def test_every_source_that_the_methods_name_is_described():
    named = {use.source for uses in RESTS_ON.values() for use in uses}
    assert named == set(covering.SOURCES)
    assert set(RESTS_ON) == {"do_now", "intermediate"}


def test_the_two_methods_ask_for_different_things():
    now, later = ({use.source for use in RESTS_ON[name]} for name in ("do_now", "intermediate"))
    assert {"register", "official_gva", "labour_force", "volunteering", "wages"} <= now
    assert {"business_register", "business_survey", "employment_survey", "market_split"} <= later - now


def test_units_and_income_are_counted_over_those_in_scope(office):
    population(
        office,
        unit(200001, income=300, same_as="GB-COH-00000001", market="no"),
        unit(200002, income=100, market=""),
        unit(200003, income=999, government_controlled="yes"),
    )
    found = rows()["intermediate"]
    assert (found["register"].units, found["register"].share_of_income) == (2, 100)
    matched = found["business_register"]
    assert (matched.units, matched.share_of_units, matched.share_of_income) == (1, 50, 75)
    assert matched.level == Coverage.IN_PART and found["market_split"].units == 1
    assert found["employment_survey"].level == found["business_survey"].level == Coverage.MISSING
    asked = office.loaded("year,unit_id,output,purchases\n2025,GB-COH-00000001,90000,30000\n", "business")
    survey = rows()["intermediate"]["business_survey"]
    assert (survey.level, survey.versions, survey.units) == (Coverage.COVERED, [asked], None)
    jobs = office.loaded("year,unit_id,jobs,pay\n2025,GB-COH-00000001,3,60000\n", "employment")
    held = rows()["intermediate"]["employment_survey"]
    assert (held.level, held.versions, held.units) == (Coverage.COVERED, [jobs], None)


def test_sources_of_totals_are_there_or_missing(office):
    assert rows()["do_now"]["wages"].level == Coverage.MISSING
    version = office.loaded("year,variant,role,wage\n2024,median,driver,12\n", "wages")
    held = rows()["do_now"]["wages"]
    assert (held.level, held.units, held.versions) == (Coverage.COVERED, None, [version])


def test_the_page_shows_both_tables_and_costs_the_same(office, django_assert_max_num_queries):
    population(office, *(unit(200001 + number, income=100) for number in range(30)))
    client = Client()
    client.force_login(office.auditor, "foundation.accounts.backends.Backend")
    html = client.get(PAGE).content.decode()
    for words in (
        "Do now",
        "Intermediate",
        "Jobs and pay of matched units",
        "counted in table T10 of each run",
        "Output and purchases of matched market producers",
        "totals only",
        "100.0",
        "30",
    ):
        assert words in html, words
    with django_assert_max_num_queries(6):
        client.get(PAGE)


def test_how_far_work_is_can_be_asked_by_those_who_read(office):
    version = office.waiting(units(unit()))
    frame = actions.plan_frame(
        title="P", day=date(2025, 1, 1), versions=[office.loaded(units(unit(200009)))], by=office.statistician
    )
    for row in (version, frame):
        path = row.get_absolute_url()
        client = Client()
        client.force_login(office.auditor, "foundation.accounts.backends.Backend")
        said = client.get(path + "progress/").json()
        assert said["running"] is True and said["words"]
        html = client.get(path).content.decode()
        assert (
            f'data-run="{path}progress/"' in html
            and "progress.js" in html
            and "See how far it is now" in html
        )
        client.force_login(office.stranger, "foundation.accounts.backends.Backend")
        assert client.get(path + "progress/").status_code == 403
    build(frame)
    client.force_login(office.auditor, "foundation.accounts.backends.Backend")
    assert client.get(frame.get_absolute_url() + "progress/").json()["running"] is False
    assert "progress.js" not in client.get(frame.get_absolute_url()).content.decode()

"""The front page and the pages every public service must have."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from engagement.requests.models import Figures
from tests.browser import WIDTHS, axe, open_page, overflow

PAGES = ("/", "/accessibility/", "/privacy/", "/cookies/")
COUNTED = {
    "since": "2026-01-01",
    "received": 1284,
    "answered": 1000,
    "on_time": 945,
    "median_days": 7,
    "open": 212,
    "overdue": 3,
    "months": [["2026-01", 600, 500, 12], ["2026-02", 684, 500, 9]],
    "departments": [
        {
            "code": "HO",
            "name": "Home Office",
            "name_cy": "Y Swyddfa Gartref",
            "received": 80,
            "taken": [15, 70, 50],
        }
    ],
}
NOTHING = COUNTED | {
    "received": 0,
    "answered": 0,
    "on_time": 0,
    "median_days": None,
    "open": 0,
    "overdue": 0,
    "months": [],
    "departments": [],
}


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.delete("requests-figures")
    yield
    cache.delete("requests-figures")


@pytest.fixture
def counted(db):
    """How the portal is doing, as the clock last counted it."""

    def say(values):
        Figures.objects.update_or_create(
            name="register", defaults={"counted": values, "counted_at": timezone.now(), "seconds": 0.1}
        )

    say(COUNTED)
    return say


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize("address", PAGES)
def test_anybody_can_read_it_in_both_languages(client, address, prefix):
    response = client.get(prefix + address)
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{"cy" if prefix else "en"}"' in html
    assert html.count("<h1") == 1
    assert "session" not in response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_the_language_switch_keeps_the_page(client, address):
    assert f'href="/cy{address}"' in client.get(address).content.decode()
    assert f'href="{address}"' in client.get("/cy" + address).content.decode()


def test_the_front_page_tells_how_it_is_doing(client, counted, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        html = client.get("/").content.decode()
    assert "1,284" in html and "94%" in html and "1 January 2026" in html
    assert "<svg" in html and "Home Office" in html and "fd-figure--late" in html
    assert "Y Swyddfa Gartref" in client.get("/cy/").content.decode()


@pytest.mark.parametrize("values", [NOTHING, NOTHING | {"received": 4}, NOTHING | {"received": 1, "open": 1}])
def test_the_front_page_stands_on_its_first_day(client, counted, values):
    counted(values)
    response = client.get("/")
    assert response.status_code == 200
    assert ("How we are doing" in response.content.decode()) is bool(values["received"])
    assert "None" not in response.content.decode()


@pytest.mark.django_db
def test_cookies_are_named_as_they_are_set(client, settings):
    html = client.get("/cookies/").content.decode()
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        assert name in html


@pytest.mark.django_db
def test_the_operator_is_named_where_it_is_known(client, settings):
    settings.OPERATOR = "Cabinet <Office>"
    html = client.get("/privacy/").content.decode()
    assert "Cabinet &lt;Office&gt; is the data controller" in html


def test_security_txt_is_valid_and_does_not_run_out(client):
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"].startswith(("mailto:", "https://"))
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=366)
    assert fields["Canonical"].endswith("/.well-known/security.txt")


def test_writing_to_a_page_that_is_only_read_is_refused(client):
    assert client.post("/.well-known/security.txt").status_code == 405
    assert client.post("/healthz").status_code == 405


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible_and_fit(browser, live_server, counted, address, width):
    with open_page(browser, width=width) as page:
        page.goto(live_server.url + address)
        assert axe(page) == []
        assert overflow(page) == 0

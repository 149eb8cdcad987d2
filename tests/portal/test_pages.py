"""The front page and the pages every public service must have."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from portal import views
from tests.browser import WIDTHS, axe, open_page, overflow

PAGES = ("/", "/accessibility/", "/privacy/", "/cookies/")
DOING = {
    "received": 1284,
    "open": 212,
    "overdue": 3,
    "on_time_percent": 94,
    "median_days": 7,
    "since": date(2026, 1, 1),
    "by_month": [("Jan", 12), ("Feb", 9)],
    "departments": [{"name": "Home Office", "received": 80, "on_time_percent": 71, "median_days": 15}],
}


@pytest.fixture(autouse=True)
def fresh_figures():
    cache.delete("home-figures")
    yield
    cache.delete("home-figures")


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


@pytest.mark.django_db
def test_the_front_page_tells_how_it_is_doing(client):
    cache.set("home-figures", DOING)
    html = client.get("/").content.decode()
    assert "1,284" in html and "94%" in html and "1 January 2026" in html
    assert "<svg" in html and "Home Office" in html and "fd-figure--late" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "doing", [{}, {"received": 0}, {"received": 4}, {"received": 1, "median_days": None}]
)
def test_the_front_page_stands_without_its_numbers(client, doing):
    cache.set("home-figures", doing)
    response = client.get("/")
    assert response.status_code == 200
    assert ("How we are doing" in response.content.decode()) is bool(doing.get("received"))


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


def test_figures_are_asked_for_once_a_minute():
    assert 10 <= views.FIGURES_AGE <= 300


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible_and_fit(browser, live_server, address, width):
    cache.set("home-figures", DOING)
    with open_page(browser, width=width) as page:
        page.goto(live_server.url + address)
        assert axe(page) == []
        assert overflow(page) == 0

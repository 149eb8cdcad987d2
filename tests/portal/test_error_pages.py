"""Pages for when something went wrong: what happened, and what to do next."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from foundation.common import pages
from tests.browser import axe, open_page

STATUSES = (400, 403, 404, 405, 409, 412, 413, 422, 429, 500, 503)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("status", STATUSES)
def test_it_renders_without_database_cache_or_session(status, language):
    request = RequestFactory().get("/cy/x/" if language == "cy" else "/x/")
    with translation.override(language):
        response = pages.error_page(request, status)
    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert html.count("govuk-body") + html.count("govuk-list") >= 1


@pytest.mark.parametrize("status", STATUSES)
def test_the_reason_is_shown_and_escaped(status):
    response = pages.error_page(RequestFactory().get("/x/"), status, "Not <b>now</b>")
    assert "Not &lt;b&gt;now&lt;/b&gt;" in response.content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("status", STATUSES)
def test_it_is_accessible(browser, status, tmp_path):
    page_file = tmp_path / "error.html"
    page_file.write_bytes(pages.error_page(RequestFactory().get("/x/"), status).content)
    with open_page(browser, width=320) as page:
        page.set_content(page_file.read_text())
        assert axe(page) == []


@pytest.mark.django_db
def test_an_unknown_address_is_a_404_page(client, settings):
    settings.DEBUG = False
    response = client.get("/cy/no-such-page/")
    assert response.status_code == 404
    assert '<html lang="cy"' in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_what_to_do(settings):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@example.org"})
    assert response.status_code == 403
    assert "Reload the page" in response.content.decode()


@pytest.mark.parametrize("status", [500, 503])
def test_a_failed_service_asks_nothing_of_who_is_signed_in(status):
    class Gone:
        def __getattr__(self, name):
            raise ConnectionError("the database does not answer")

    request = RequestFactory().get("/x/")
    request.user = Gone()
    request._messages = Gone()
    assert pages.error_page(request, status).status_code == status

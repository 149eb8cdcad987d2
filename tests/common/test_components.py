"""Components, filters and the helpers that templates call."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from foundation.common import components, frame, navigation, words
from foundation.common.paging import Page

NASTY = '"><script>alert(1)</script>{{ 7*7 }}'


def render(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render(context)


@pytest.fixture
def get():
    return RequestFactory().get


# Components


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.button(x) }}",
        "{{ ui.button(x, href=x, hidden=x) }}",
        "{{ ui.back_link(x, x) }}",
        "{{ ui.breadcrumbs([(x, x), (x, none)]) }}",
        "{{ ui.tag(x, 'red') }}",
        "{% call ui.details(x) %}{{ x }}{% endcall %}",
        "{{ ui.warning_text(x) }}",
        "{{ ui.notification_banner(title=x, text=x) }}",
        "{% call ui.panel(x) %}{{ x }}{% endcall %}",
        "{{ ui.summary_list([{'key': x, 'value': x, 'href': x, 'about': x}], card=x, actions=[(x, x)]) }}",
        "{{ ui.task_list([{'title': x, 'href': x, 'hint': x, 'status': x, 'colour': 'red'}]) }}",
        "{% call ui.accordion('a') %}{% call ui.accordion_section('a', 1, x, x) %}{{ x }}{% endcall %}{% endcall %}",
        "{{ ui.tabs('t', [{'id': 'one', 'label': x, 'html': x}]) }}",
        "{{ ui.table(x, [x, x], [[x, x]], stack=true) }}",
        "{{ ui.timeline([{'title': x, 'by': x, 'text': x, 'tag': x}]) }}",
        "{% call ui.filters(x, active=1, title=x) %}{{ x }}{% endcall %}",
        "{{ ui.search_box(x, x, value=x, hint=x) }}",
        "{{ ui.figures([{'value': x, 'label': x, 'note': x, 'unit': x, 'href': x}]) }}",
        "{{ ui.clock(x, 1, 2, note=x) }}",
        "{{ ui.bar_chart(x, [(x, 1)], unit=x) }}",
        "{{ ui.step_chart(x, [(x, 1)], unit=x) }}",
        "{{ ui.empty_state(x, x, href=x, action=x) }}",
        "{{ ui.steps([{'title': x, 'text': x, 'picture': 'letter'}]) }}",
        "{{ ui.error_summary(errors=[('a', x)]) }}",
        "{{ ui.fieldset }}{% call ui.fieldset(x) %}{{ x }}{% endcall %}",
        "{{ x|bdi }}{{ x|paragraphs }}{{ x|paragraphs(links=true) }}",
    ],
)
def test_no_component_lets_markup_through(source):
    html = render(source, x=NASTY)
    assert "<script>" not in html
    assert "49" not in html
    assert "alert(1)" in html


def test_an_unknown_component_is_named():
    with pytest.raises(AttributeError, match="no component carousel"):
        components.Components(engines["jinja2"].env).carousel  # noqa: B018


def test_a_button_is_pressed_once_and_a_link_is_a_link():
    assert 'data-prevent-double-click="true"' in render("{{ ui.button('Send') }}")
    assert render("{{ ui.button('Go', href='/x/') }}").startswith('<a href="/x/"')
    assert 'value=""' in render("{{ ui.button('Go', name='a', value='') }}")


def test_a_table_that_stacks_stays_a_table_for_those_who_listen():
    html = render("{{ ui.table('Cases', ['Ref', 'Days'], [['A', 3]], numeric=[1], stack=true) }}")
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in html
    assert 'data-label="Days"' in html and "govuk-table__cell--numeric" in html
    assert re.search(r'aria-labelledby="(table-cases)".*<caption id="\1"', html, re.DOTALL)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("6, 20", "6 of 20 working days used"),
        ("1, 20", "1 of 20 working days used"),
        ("2, 5, state='paused'", "2 of 5 working days used · paused"),
        ("3, 5, state='stopped'", "Took 3 of 5 working days"),
        ("24, 20, state='late'", "4 working days over the 20 allowed"),
        ("21, 20", "1 working day over the 20 allowed"),
        ("0, 0", "0 of 0 working days used"),
        ("400, 20", "380 working days over the 20 allowed"),
    ],
)
def test_a_clock_says_in_words_what_it_draws(call, says):
    html = render("{{ ui.clock('Your answer', " + call + ") }}")
    assert says in " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert html.count("<rect") <= 60


@pytest.mark.parametrize("points", [[], [("a", 0)], [("a", 0), ("b", 0)], [("Jan", 3), ("Feb", 1.5)]])
def test_charts_stand_any_figures(points):
    for chart in ("bar_chart", "step_chart"):
        html = render("{{ ui[chart]('T', points) }}", chart=chart, points=points)
        assert "nan" not in html.lower() and "inf" not in html.lower()
    assert render("{{ ui.step_chart('T', points) }}", points=points).count('<th scope="row"') == len(points)


def test_paging_keeps_the_filters(get):
    request = get("/triage/?state=new&topic=a&topic=b&after=old")
    html = render("{{ ui.pagination(request, page) }}", request=request, page=Page([], "n&x", None))
    assert 'href="/triage/?state=new&amp;topic=a&amp;topic=b&amp;after=n%26x"' in html
    assert "Previous" not in html
    assert render("{{ ui.pagination(request, page) }}", request=request, page=Page([], None, None)) == ""


# Helpers


def test_a_changed_filter_starts_paging_again(get):
    request = get("/triage/?state=new&after=token")
    assert components.page_url(request, state="late") == "/triage/?state=late"
    assert components.page_url(request, state=None) == "/triage/"
    assert components.page_url(request, topic=["a", "b"]) == "/triage/?state=new&topic=a&topic=b"


@pytest.mark.parametrize(
    ("language", "address", "other"),
    [
        ("en", "/privacy/?a=1", "/cy/privacy/?a=1"),
        ("cy", "/cy/privacy/?a=1", "/privacy/?a=1"),
        ("en", "/nowhere/", "/cy/nowhere/"),
        ("cy", "/cy/nowhere/", "/nowhere/"),
        ("cy", "/cy/", "/"),
        ("cy", "/cyder/", "/cyder/"),
    ],
)
def test_the_language_switch_leads_to_the_same_page(get, language, address, other):
    with translation.override(language):
        assert frame.other_language(get(address))["href"] == other


@pytest.mark.parametrize("address", ["//evil.example/", "/cy//evil.example/", "/%2f%2fevil.example"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_language_switch_never_leaves_the_service(get, address, language):
    with translation.override(language):
        link = frame.other_language(get(address))["href"]
    assert link.startswith("/") and not link.startswith(("//", "/\\"))


def test_messages_are_shown_once_and_only_if_there_are_any(get):
    request = get("/")
    assert list(components.flashes(request)) == []
    request.session = {}
    request._messages = FallbackStorage(request)
    assert list(components.flashes(request)) == []
    request._messages.add(constants.SUCCESS, "Your draft is saved")
    assert [str(flash) for flash in components.flashes(request)] == ["Your draft is saved"]


class Person:
    is_authenticated = True

    def __init__(self, *roles):
        self.roles = frozenset(roles)


@pytest.fixture
def places(monkeypatch):
    monkeypatch.setattr(navigation, "_read_roles", lambda user: user.roles)
    known = {item.key for item in navigation._items.values()}
    navigation.add("t-all", "Register", "home", order=2)
    navigation.add("t-mine", "Mine", "privacy", roles=["signed-in"], order=1)
    navigation.add("t-triage", "Triage", "cookies", roles=["triage", "officer"], order=3)
    navigation.add("t-ask", "Ask", "cookies", unless=["officer"], order=4)
    yield lambda request: [entry.key for entry in navigation.navigation(request) if entry.key not in known]
    for key in ("t-all", "t-mine", "t-triage", "t-ask"):
        navigation.remove(key)


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        (None, ["t-all", "t-ask"]),
        (AnonymousUser(), ["t-all", "t-ask"]),
        (Person(), ["t-mine", "t-all", "t-ask"]),
        (Person("member"), ["t-mine", "t-all", "t-ask"]),
        (Person("officer"), ["t-mine", "t-all", "t-triage"]),
    ],
)
def test_each_sees_the_places_of_their_role(get, places, user, seen):
    request = get("/")
    request.user = user
    assert places(request) == seen


def test_places_are_in_the_language_of_the_reader(get, places):
    def addresses():
        return {entry.href for entry in navigation.navigation(get("/")) if entry.key == "t-all"}

    assert addresses() == {"/"}
    with translation.override("cy"):
        assert addresses() == {"/cy/"}


def test_addresses_are_in_the_language_of_the_reader():
    source = "{{ url('privacy') }} {{ address('no-such-page') }}"
    assert render(source).strip() == "/privacy/"
    with translation.override("cy"):
        assert render(source).strip() == "/cy/privacy/"


# Filters


@pytest.mark.parametrize(
    ("source", "english", "welsh"),
    [
        ("{{ day|date }}", "3 November 2026", "3 Tachwedd 2026"),
        ("{{ day|weekday_date }}", "Tuesday 3 November 2026", "Dydd Mawrth 3 Tachwedd 2026"),
        ("{{ moment|datetime }}", "3 November 2026 at 2:05pm", None),
        ("{{ summer|datetime }}", "1 July 2026 at 12:30am", None),
        ("{{ noon|time }}", "midday", None),
        ("{{ none|date }}{{ none|datetime }}{{ none|ago }}{{ none|number }}", "", ""),
        ("{{ 1234567|number }} {{ 0.5|number(1) }}", "1,234,567 0.5", None),
    ],
)
def test_filters_speak_both_languages(source, english, welsh):
    values = {
        "day": date(2026, 11, 3),
        "moment": datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
        "summer": datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
        "noon": datetime(2026, 11, 3, 12, 0, tzinfo=UTC),
    }
    assert render(source, **values) == english
    if welsh is not None:
        with translation.override("cy"):
            assert render(source, **values) == welsh


@pytest.mark.parametrize(
    ("days", "says"), [(0, "today"), (1, "yesterday"), (2, "2 days ago"), (28, "28 days ago")]
)
def test_how_long_ago(days, says):
    assert words.ago(timezone.localdate() - timedelta(days=days)) == says
    assert words.ago(timezone.now() - timedelta(days=days)) == says


@pytest.mark.parametrize("days", [29, -1, -400])
def test_far_away_is_a_date(days):
    day = timezone.localdate() - timedelta(days=days)
    assert words.ago(day) == words.day(day)


def test_an_override_cannot_turn_what_stands_beside_it():
    assert words.bdi("\u202eevil") == "<bdi>\u202eevil</bdi>"


def test_paragraphs_and_line_breaks():
    html = words.paragraphs("one\r\ntwo\n \n\n three ")
    assert re.findall(r"<p[^>]*>(.*?)</p>", html) == ["one<br>two", "three"]
    assert words.paragraphs("  ") == "" and words.paragraphs(None) == ""


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2"),
        ("(http://example.org/x)", "http://example.org/x"),
        ("javascript:alert(1)", None),
        ("data:text/html,x https://", None),
        ("https://localhost/admin", None),
        ("https://[::1", None),
        ('https://example.org/"onmouseover="x', "https://example.org/"),
    ],
)
def test_only_plain_addresses_become_links_and_only_when_asked(text, link):
    found = re.findall(
        r'<a class="govuk-link" href="([^"]*)" rel="nofollow ugc noopener noreferrer">',
        words.paragraphs(text, links=True),
    )
    assert found == ([link] if link else [])
    assert "<a" not in words.paragraphs(text)


@given(st.text(), st.booleans())
def test_no_text_escapes_its_paragraph(text, links):
    html = words.paragraphs(text, links=links)
    assert set(re.findall(r"</?([a-z]+)", html)) <= {"div", "p", "br", "a"}

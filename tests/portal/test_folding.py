"""What is worked out when a template is compiled says the same as what is worked out when it is shown."""

import pytest
from django.template import engines
from django.utils import translation

PAIRS = [
    ('{{ _("Sign out") }}', "{% set words = 'Sign out' %}{{ _(words) }}"),
    ('{{ url("home") }}|{{ address("nowhere") }}', "{% set name = 'home' %}{{ url(name) }}|"),
    ('{{ _("Select %(ref)s", ref=ref) }}', "{% set words = 'Select %(ref)s' %}{{ _(words, ref=ref) }}"),
    (
        '{{ _("Sign out") ~ " & " ~ _("Menu") }}',
        "{% set a, b = 'Sign out', 'Menu' %}{{ _(a) ~ ' & ' ~ _(b) }}",
    ),
]


def shown(source: str, language: str) -> str:
    with translation.override(language):
        return engines["jinja2"].from_string(source).render({"ref": "<FD-1>"})


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(("folded", "plain"), PAIRS)
def test_both_say_the_same(folded, plain, language):
    assert shown(folded, language) == shown(plain, language)


def test_each_language_has_its_own_words():
    assert shown(PAIRS[0][0], "en") == "Sign out"
    assert shown(PAIRS[0][0], "cy") != "Sign out"
    assert shown(PAIRS[1][0], "cy").startswith("/cy/")


def test_what_was_typed_is_escaped_in_folded_words():
    assert "&lt;FD-1&gt;" in shown(PAIRS[2][0], "en")


def test_an_address_that_is_not_there_fails_only_where_it_is_shown():
    assert shown('{% if false %}{{ url("nowhere") }}{% endif %}fine', "en") == "fine"

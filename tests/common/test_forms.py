"""Forms: what people type, what they are told, and the markup that carries both."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from foundation.common import forms
from foundation.common.forms.rendering import error_links
from foundation.common.text import forbidden, normalise


class About(forms.Form):
    name = forms.CharField(label="Your name", max_length=10, help_text="As on your letters")
    email = forms.EmailField(label="Email address", required=False)
    detail = forms.LongTextField(label="What happened?", max_length=20, required=False, rows=7)
    held_on = forms.DateInputField(label="Date of the meeting", required=False)
    kind = forms.ChoiceField(
        label="Kind of request",
        choices=[("a", "Meeting"), ("b", "Other")],
        widget=forms.RadioSelect,
        required=False,
    )
    topics = forms.MultipleChoiceField(
        choices=[("x", "Health"), ("none", "None of these")],
        widget=forms.Checkboxes(exclusive="none"),
        required=False,
    )
    nation = forms.ChoiceField(
        label="UK nation",
        choices=[("", "Select"), ("Britain", [("W", "Wales"), ("S", "Scotland")])],
        required=False,
    )
    people = forms.IntegerField(label="Number of people", min_value=1, max_value=500, required=False)
    evidence = forms.FileField(label="Evidence", required=False)
    agree = forms.BooleanField(label="I may speak for my group", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    show = {"kind": {"legend": "l", "hints": {"a": "In person or online"}}}


def fill(**typed) -> About:
    return About({"name": "Ann"} | {name.replace("__", "-"): value for name, value in typed.items()})


def message(form, field: str) -> str:
    assert not form.is_valid()
    return str(form.errors[field][0])


def one(pattern: str, html: str) -> str:
    found = re.findall(pattern, html)
    assert len(found) == 1, (pattern, found)
    return found[0]


# What is said


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Enter your name"),
        ({"name": " \t "}, "name", "Enter your name"),
        ({"name": "x" * 11}, "name", "Your name must be 10 characters or fewer"),
        ({"name": "a\x00b"}, "name", "Your name must not contain characters that cannot be shown"),
        ({"detail": "x" * 21}, "detail", "Your answer must be 20 characters or fewer"),
        ({"email": "ann@"}, "email", "Enter an email address in the correct format, like name@example.com"),
        ({"kind": "zzz"}, "kind", "Select one of the options on the page"),
        ({"topics": ["zzz"]}, "topics", "Select one of the options on the page"),
        ({"nation": "E\x00"}, "nation", "Select one of the options on the page"),
        ({"people": "many"}, "people", "Number of people must be a number, like 30"),
        ({"people": "0"}, "people", "Number of people must be 1 or more"),
        ({"people": "1e400"}, "people", "Number of people must be a number, like 30"),
    ],
)
def test_messages_are_in_plain_words(typed, field, sentence):
    assert message(fill(**typed), field) == sentence


class Required(forms.Form):
    kind = forms.ChoiceField(label="UK nation", choices=[("a", "A")])
    question = forms.ChoiceField(label="Which one?", choices=[("a", "A")])
    open_question = forms.CharField(label="What is it?")
    when = forms.DateInputField(label="When?")
    day = forms.DateInputField(label="Date of birth")
    agree = forms.BooleanField(label="I agree")
    evidence = forms.FileField(label="Evidence")
    own = forms.CharField(label="Own", error_messages={"required": "Say what you own"})


def test_what_is_missing_is_asked_for_by_its_kind():
    form = Required({})
    assert {name: str(errors[0]) for name, errors in form.errors.items()} == {
        "kind": "Select UK nation",
        "question": "Select an option",
        "open_question": "Enter an answer",
        "when": "Enter a date",
        "day": "Enter date of birth",
        "agree": "Tick “I agree” to continue",
        "evidence": "Select a file",
        "own": "Say what you own",
    }


def test_a_percent_sign_in_a_label_is_harmless():
    class Share(forms.Form):
        share = forms.CharField(label="Share in % of %(limit)s", max_length=1)

    assert (
        str(Share({"share": "xx"}).errors["share"][0])
        == "Share in % of %(limit)s must be 1 characters or fewer"
    )


def test_messages_follow_the_language_of_the_reader():
    with translation.override("cy"):
        form = Required({})
        first = str(form.errors["when"][0])
    assert first == translation_of("Enter a date", "cy")


def translation_of(text: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


# What is kept of the text


def test_text_is_trimmed_composed_and_freed_of_what_cannot_be_seen():
    form = fill(name="  Ze\u0301\u200b\x07\ufeff ", detail="one\r\ntwo\rthree\u2028four")
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Zé"
    assert form.cleaned_data["detail"] == "one\ntwo\nthree\nfour"


def test_a_line_break_counts_once():
    assert fill(detail="x" * 9 + "\r\n" + "y" * 10).is_valid()


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "👩\u200d👧", "abc \u202egnp.exe", "{{ 7*7 }}{% now %}", "Ŵyŷ"]
)
def test_what_some_language_needs_is_kept(text):
    assert normalise(text) == text


@given(st.text(st.characters()))
def test_any_text_is_stored_or_refused(text):
    kept = normalise(text)
    assert normalise(kept) == kept
    if not forbidden(text):
        assert "\x00" not in kept
        kept.encode()


def test_half_a_surrogate_pair_is_refused():
    assert "cannot be shown" in message(fill(name="a\ud800b"), "name")


def test_what_was_typed_is_still_there_after_an_error():
    form = fill(
        name="x" * 11, held_on__day="31", held_on__month="2", held_on__year="2027", topics=["x"], kind="b"
    )
    html = "".join(bound.as_field_group() for bound in form)
    assert f'value="{"x" * 11}"' in html
    assert 'value="31"' in html and 'value="2027"' in html
    assert re.search(r'value="b" checked', html) and re.search(r'value="x" checked', html)


# Dates


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("31", "2", "2027", "Date of the meeting must be a real date"),
        ("00", "00", "0000", "Year must be between 1800 and 2199"),
        ("31", "12", "9999", "Year must be between 1800 and 2199"),
        ("1", "1", "27", "Date of the meeting must be a real date"),
        ("1", "1", "99999999", "Date of the meeting must be a real date"),
        ("x", "1", "2027", "Date of the meeting must be a real date"),
        ("-1", "1", "2027", "Date of the meeting must be a real date"),
        ("٣", "1", "2027", "Date of the meeting must be a real date"),
        ("²", "1", "2027", "Date of the meeting must be a real date"),
        ("1\x00", "1", "2027", "Date of the meeting must be a real date"),
        ("", "1", "2027", "Date of the meeting must include a day"),
        ("1", "", "", "Date of the meeting must include a month and year"),
        ("9" * 5000, "1", "2027", "Date of the meeting must be a real date"),
    ],
)
def test_a_date_that_is_none_is_named(day, month, year, sentence):
    assert message(fill(held_on__day=day, held_on__month=month, held_on__year=year), "held_on") == sentence


@pytest.mark.parametrize("typed", [("29", "2", "2028"), (" 29 ", "02", "2028")])
def test_a_real_date_is_a_date(typed):
    form = fill(**dict(zip(("held_on__day", "held_on__month", "held_on__year"), typed, strict=True)))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_on"] == date(2028, 2, 29)


def test_a_date_may_come_whole_from_an_address():
    assert About(QueryDict("name=Ann&held_on=2028-02-29")).is_valid()
    for wrong in ("2028-02-30", "yesterday", "2028-2", "--", "0000-00-00"):
        assert not About(QueryDict(f"name=Ann&held_on={wrong}")).is_valid()


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_no_date_breaks_the_form(day, month, year):
    fill(held_on__day=day, held_on__month=month, held_on__year=year).is_valid()


class Bounded(forms.Form):
    on = forms.DateInputField(
        label="Start date", not_before=date(2026, 11, 3), not_after=lambda: date(2026, 12, 1), required=False
    )


@pytest.mark.parametrize(
    ("day", "month", "sentence"),
    [
        ("2", "11", "Start date must be on or after 3 November 2026"),
        ("2", "12", "Start date must be on or before 1 December 2026"),
    ],
)
def test_a_date_out_of_bounds_is_told_the_bound(day, month, sentence):
    assert message(Bounded({"on-day": day, "on-month": month, "on-year": "2026"}), "on") == sentence


def test_an_empty_date_is_none_and_an_unchanged_one_unchanged():
    form = Bounded({"on-day": "", "on-month": " ", "on-year": ""}, initial={"on": None})
    assert form.is_valid() and form.cleaned_data["on"] is None and not form.has_changed()
    same = Bounded({"on-day": "3", "on-month": "11", "on-year": "2026"}, initial={"on": date(2026, 11, 3)})
    assert same.is_valid() and not same.has_changed()


# Markup


def test_a_field_is_described_by_its_hint_and_its_error():
    html = str(fill(name="")["name"].as_field_group())
    described = one(r'<input[^>]*aria-describedby="([^"]+)"', html).split()
    assert described == ["id_name_helptext", "id_name_error"]
    assert all(f'id="{each}"' in html for each in described)
    assert 'aria-invalid="true"' in html
    assert one(r'<label[^>]*for="([^"]+)"', html) == "id_name"
    assert " required" not in html and "maxlength" not in html


def test_a_group_is_described_on_its_fieldset():
    html = str(About({"name": "Ann", "kind": "zzz"})["kind"].as_field_group())
    assert one(r'<fieldset[^>]*aria-describedby="([^"]+)"', html) == "id_kind_error"
    assert "govuk-fieldset__legend--l" in html
    assert 'aria-describedby="id_kind-hint"' in html


def test_every_name_has_one_label_and_ids_are_unique():
    html = "".join(bound.as_field_group() for bound in About())
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]*for="([^"]+)"', html)) <= set(ids)


def test_what_people_typed_and_labels_are_escaped():
    class Odd(forms.Form):
        name = forms.CharField(label="<b>L</b>", help_text="<i>h</i>", max_length=5)

    html = str(Odd({"name": '"><script>alert(1)</script>'})["name"].as_field_group())
    assert "<script>" not in html and "<b>" not in html and "<i>" not in html
    assert "&lt;script&gt;" in html


def test_long_text_counts_without_scripts_too():
    html = str(About()["detail"].as_field_group())
    assert "You can enter up to 20 characters" in html
    assert 'data-maxlength="20"' in html and "maxlength" not in html.replace("data-maxlength", "")
    assert 'rows="7"' in html
    assert "id_detail-info" in one(r'<textarea[^>]*aria-describedby="([^"]+)"', html)


def test_a_leading_line_break_survives_the_text_area():
    html = str(fill(detail="\nsecond line")["detail"].as_field_group())
    assert re.search(r"<textarea[^>]*>\n\nsecond line</textarea>", html)


def test_groups_of_choices_and_the_chosen_one():
    html = str(About({"name": "Ann", "nation": "W"})["nation"].as_field_group())
    assert one(r'<optgroup label="([^"]+)"', html) == "Britain"
    assert one(r'<option value="([^"]+)" selected', html) == "W"


def test_none_of_these_stands_apart():
    html = str(About()["topics"].as_field_group())
    assert one(r'value="([^"]+)"[^>]*data-behaviour="exclusive"', html) == "none"
    assert "govuk-checkboxes__divider" in html


def test_the_marks_of_optional_and_hidden_fields():
    form = About()
    assert "(optional)" not in form["name"].as_field_group()
    assert "(optional)" in form["email"].as_field_group()
    assert form["secret"].as_field_group().startswith('<input type="hidden"')


def test_a_whole_form_renders_in_one_go():
    html = str(fill(name=""))
    assert html.index("govuk-error-summary") < html.index("id_name")
    assert html.count('type="hidden"') == 1


def test_errors_lead_to_the_first_control_of_their_field():
    form = fill(name="", held_on__day="1", kind="zzz")
    form.add_error(None, "Too late")
    assert [(where, str(what)) for where, what in error_links(form)] == [
        ("", "Too late"),
        ("id_name", "Enter your name"),
        ("id_held_on-day", "Date of the meeting must include a month and year"),
        ("id_kind", "Select one of the options on the page"),
    ]
    html = "".join(bound.as_field_group() for bound in form)
    for where, _what in error_links(form)[1:]:
        assert len(re.findall(rf'<input[^>]*id="{where}"', html)) == 1


def test_widgets_of_others_keep_their_own_markup():
    class Plain(forms.Form):
        both = forms.SplitDateTimeField(label="Both", required=False)
        name = forms.CharField()

    assert 'name="both_0"' in Plain()["both"].as_field_group()
    assert str(Plain()["name"]).startswith('<input type="text" name="name"')


@pytest.mark.django_db
def test_choices_from_the_database_are_read_once(django_assert_num_queries, django_user_model):
    class Pick(forms.Form):
        user = forms.ModelChoiceField(
            django_user_model.objects.all(), widget=forms.RadioSelect, required=False
        )

    with django_assert_num_queries(1):
        Pick()["user"].as_field_group()

"""Reasons of a match in the language of whoever reads them; what was kept before is still shown."""

import pytest
from django.utils.translation import override

from secondments.explaining import OURS, SAID, in_words, keep
from secondments.matching import ENGLISH, FOR_PERSON, GROUNDS, PERSON_GROUNDS, say
from secondments.matching.reasons import reason
from secondments.models import Nomination
from secondments.wording import PLACE
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import visitor
from tests.secondments.test_leaks import announced

EVERYTHING = {**ENGLISH, **OURS}


def welsh(kept, **said):
    with override("cy"):
        return in_words(kept, **said)


@pytest.mark.parametrize("to_person", [False, True])
@pytest.mark.parametrize("code", sorted(EVERYTHING))
def test_every_reason_has_welsh_with_every_value_in_its_place(code, to_person):
    values = {
        name: "home_limit" if name == "ground" else f"<{name}>" for name in PLACE.findall(EVERYTHING[code])
    }
    (english,), (cymraeg,) = (
        in_words([[code, values]], to_person=to_person),
        welsh([[code, values]], to_person=to_person),
    )
    assert cymraeg != english and "%(" not in cymraeg
    assert {v for v in values.values() if v in cymraeg} == {v for v in values.values() if v in english}


@pytest.mark.parametrize("words", [GROUNDS, PERSON_GROUNDS])
def test_every_ground_has_welsh(words):
    with override("cy"):
        from django.utils.translation import gettext

        same = [text for text in words.values() if gettext(text) == text]
    assert same == []


def test_values_that_are_words_are_said_in_the_readers_language():
    kept = [keep(reason("sides", wanted="inward", home="civil society", host="government"))]
    assert in_words(kept) == [
        "The post is inward, which does not lead from a civil society body to a government body."
    ]
    (sentence,) = welsh(kept)
    assert "cymdeithas sifil" in sentence and "llywodraeth" in sentence and "government" not in sentence
    assert "inward" in SAID


def test_days_are_written_as_the_reader_writes_them():
    kept = [["available_from", {"free": "2027-01-04", "latest": "2026-12-01"}]]
    assert "4 January 2027" in in_words(kept)[0]
    assert "4 Ionawr 2027" in welsh(kept)[0]


def test_shares_of_full_time_are_said_in_both_languages():
    kept = [["fte", {"needed": 100, "given": 60}]]
    assert in_words(kept)[0] == "The post needs 100 per cent of full time and the person can give 60."
    assert "100 y cant o amser llawn" in welsh(kept)[0]


def test_what_was_typed_is_never_filled_in_a_second_time():
    assert in_words([["fixed", {"reason": "%(points)s & <b>"}]]) == [
        "Placed by the coordinator: %(points)s & <b>"
    ]


def test_sentences_kept_before_there_were_codes_are_shown_as_they_are():
    kept = ["They were the panel's first choice.", ["no_longer_known", {}], ["same_body", {}]]
    assert in_words(kept) == ["They were the panel's first choice.", "The post is in the person's own body."]


def test_pages_and_solver_say_the_same_in_english():
    found = reason("post_lottery", places=1, points=5)
    assert in_words([keep(found)]) == [say(found)]
    assert FOR_PERSON["post_lottery"] in in_words([keep(found)], to_person=True)


def test_a_person_who_reads_welsh_reads_why_in_welsh(cast):
    with on(TODAY), override("en"):  # a page in Welsh leaves its language behind in the thread
        row = announced(cast, "no_match")
        Nomination.objects.filter(pk=row.pk).update(explanation=[["post_ranked_others", {"places": 1}]])
        english = visitor(cast.person).get(row.get_absolute_url()).content.decode()
        cymraeg = visitor(cast.person).get(f"/cy{row.get_absolute_url()}").content.decode()
    assert "All places went to people whom the panel put higher." in english
    assert "Aeth pob lle i bobl a roddwyd yn uwch gan y panel." in cymraeg


def test_a_coordinator_reads_in_welsh_what_stands_in_the_way(cast):
    from secondments import solving

    with on(TODAY):
        pair = cast.nomination(cast.post(nationality_rule="uk"), cast.candidate(nationality="other"))
        with override("cy"):
            (sentence,) = solving.broken(Nomination.objects.get(pk=pair.pk), TODAY)
    assert "cenedligrwydd" in sentence and "nationality" not in sentence

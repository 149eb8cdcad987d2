"""What falls away before two texts are compared, and what does not."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.consultations.similarity.normal import digest, normalise, sentences

SAID = "I support the plan, because our café’s customers can’t get there."


@pytest.mark.parametrize(
    "same",
    [
        SAID.upper(),
        SAID.replace("é", "e\u0301"),
        SAID.replace("’", "'"),
        "  " + SAID.replace(" ", "\u00a0\n\t"),
        SAID.replace("plan", "p\u200bl\u2060an\ufeff"),
        SAID.replace("plan", "p" + "\u0301\u0302\u0323" * 60 + "lan"),
        SAID.replace("plan", "\uff50\uff4c\uff41\uff4e"),
        "\u202e" + SAID + "\u202c",
        SAID.replace(",", " --- ").replace(".", "!!!"),
        SAID.replace("support", "sup\u00adport"),
    ],
)
def test_what_mail_programs_and_mischief_change_falls_away(same):
    assert normalise(same) == normalise(SAID)
    assert digest(same) == digest(SAID)


@pytest.mark.parametrize(
    "other",
    [
        SAID.replace("support", "oppose"),
        SAID.replace("can’t", "can"),
        SAID + " Yours, Ann",
        "the plan I support",
    ],
)
def test_words_and_their_order_stay(other):
    assert digest(other) != digest(SAID)


def test_other_scripts_keep_their_words():
    assert normalise("Ŵy mawr") == "wy mawr"
    assert normalise("हिन्दी भाषा") == "हिन्दी भाषा"
    assert normalise("योजना का समर्थन") != normalise("योजना का विरोध")


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(), st.integers(0, 10**6))
def test_invisible_characters_anywhere_change_nothing(text, seed):
    rng = random.Random(seed)
    text = unicodedata.normalize("NFC", text)
    woven = "".join(char + rng.choice(["", "\u200b", "\u2060"]) for char in text)
    assert (
        digest(woven) == digest(text)
        or any(unicodedata.category(c)[0] == "M" for c in text)
        or "\u200b" in text
    )


def test_sentences_keep_what_was_written_beside_the_plain_form():
    said = sentences("Dear Sir,\n\nPlease keep it!  It matters. (Thanks.)")
    assert [plain for _written, plain in said] == ["dear sir", "please keep it", "it matters", "thanks"]
    assert said[1][0] == "Please keep it!"


def test_a_text_without_words_is_not_an_error():
    assert normalise("?!… \u200b") == ""
    assert sentences("...") == ()

"""Whoever keeps a copy of responses by tag or by time of change sees everything that the shape shows move."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.analysis import actions as analysis
from engagement.consultations.models import Response
from tests.factories.consultations import sent
from tests.requests.api_doors import system_of

LIST = "/api/v1/consultations/"


class Copy:
    """A department's system that read the responses once and asks for what is new since."""

    def __init__(self, cast) -> None:
        self.cast, self.row = cast, cast.closed()
        self.response = sent(self.row)
        old = timezone.now() - timedelta(hours=2)
        Response.objects.update(updated_at=old)
        self.response.refresh_from_db()
        self.system = system_of(cast.dcms, "consultations:read")
        self.address = f"{LIST}{self.row.slug}/responses/"
        self.since = urlencode({"updated_since": (old + timedelta(hours=1)).isoformat()})
        self.keep()
        assert self.is_as_kept()

    def keep(self) -> None:
        self.tag = self.system.get(self.address)["ETag"]

    def is_as_kept(self) -> bool:
        kept = self.system.get(self.address, HTTP_IF_NONE_MATCH=self.tag).status_code == 304
        unchanged = self.system.get(f"{self.address}?{self.since}").json()["results"] == []
        assert kept == unchanged
        return kept

    def shown(self) -> dict:
        [one] = self.system.get(f"{self.address}?{self.since}").json()["results"]
        return one

    def theme(self, title: str = "Money"):
        return actions.save_theme(consultation=self.row, by=self.cast.officer, title=title)


@pytest.fixture
def copy(cast) -> Copy:
    return Copy(cast)


def test_publishing_a_response(copy):
    actions.publish_responses(responses=[copy.response], by=copy.cast.officer)
    assert not copy.is_as_kept()
    assert copy.shown()["published_at"]


def test_tying_a_response_to_a_theme_of_the_outcome_and_taking_it_away(copy):
    theme = copy.theme()
    actions.contribute(response=copy.response, themes=[theme], by=copy.cast.officer)
    assert not copy.is_as_kept()
    assert copy.shown()["themes"] == ["Money"]
    copy.keep()
    actions.contribute(response=copy.response, themes=[], by=copy.cast.officer)
    assert copy.system.get(copy.address, HTTP_IF_NONE_MATCH=copy.tag).status_code == 200


def test_saying_the_same_themes_again_moves_nothing(copy):
    actions.contribute(response=copy.response, themes=[], by=copy.cast.officer)
    assert copy.is_as_kept()


def test_carrying_a_theme_of_the_frame_to_the_outcome(copy):
    question = copy.row.questions.get(key="q2")
    theme = analysis.add_theme(question=question, by=copy.cast.officer, title="Too little")
    held = analysis.claim_next(question=question, by=copy.cast.officer)
    analysis.code(coding=held, by=copy.cast.officer, themes=[theme])
    assert copy.is_as_kept()
    analysis.carry_to_outcome(theme=theme, by=copy.cast.officer)
    assert not copy.is_as_kept()
    assert copy.shown()["themes"] == ["Too little"]
    before = Response.objects.get().updated_at
    analysis.carry_to_outcome(theme=theme, by=copy.cast.officer)
    assert Response.objects.get().updated_at == before


def test_a_theme_that_is_named_otherwise_or_removed(copy):
    theme = copy.theme()
    actions.contribute(response=copy.response, themes=[theme], by=copy.cast.officer)
    for change in ("Grants", ""):
        copy.keep()
        Response.objects.update(updated_at=timezone.now() - timedelta(hours=2))
        copy.keep()
        if change:
            actions.save_theme(consultation=copy.row, theme=theme, by=copy.cast.officer, title=change)
        else:
            actions.remove_theme(consultation=copy.row, theme=theme, by=copy.cast.officer)
        assert not copy.is_as_kept()
        assert copy.shown()["themes"] == [change] * bool(change)


def test_leaving_out_and_taking_words_out(copy):
    answer = copy.response.answers.get(question__key="q2")
    analysis.redact(answer=answer, passage="little", reason="name", by=copy.cast.officer)
    assert not copy.is_as_kept()
    copy.keep()
    actions.exclude_response(response=copy.response, by=copy.cast.officer, reason="spam")
    assert copy.system.get(copy.address, HTTP_IF_NONE_MATCH=copy.tag).status_code == 200
    assert copy.shown()["state"] == "excluded"

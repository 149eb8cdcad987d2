"""The coding frame: every change makes a version, nothing coded is lost, and only the department changes it."""

import pytest

from engagement.consultations.analysis import actions, results
from engagement.consultations.analysis.models import CodedTheme, Coding, ThemeChange
from foundation.common.errors import Invalid, NotAllowed, WrongState


@pytest.fixture
def frame(cast):
    def add(title, parent=None, by=None):
        return actions.add_theme(question=cast.question, by=by or cast.officer, title=title, parent=parent)

    return add


def code(cast, text, *themes):
    cast.say(text)
    coding = actions.claim_next(question=cast.question, by=cast.officer)
    return actions.code(coding=coding, by=cast.officer, themes=themes, stance="for")


def titles(cast):
    return [(each.theme.title, each.depth, each.read) for each in results.tree(cast.question)]


def test_themes_stand_in_a_tree_with_their_counts(cast, frame):
    cost = frame("Cost")
    fares, _times = frame("Fares", cost), frame("Timetables")
    code(cast, "Tickets are dear", fares)
    code(cast, "Tickets are dear and buses late", fares, cost)
    assert titles(cast) == [("Cost", 0, 1), ("Fares", 1, 2), ("Timetables", 0, 0)]


def test_each_change_is_a_version_that_says_what_changed(cast, frame):
    cost, fares = frame("Cost"), frame("Fares")
    actions.change_theme(theme=fares, by=cast.second, title="Ticket prices")
    actions.move_theme(theme=fares, by=cast.officer, parent=cost)
    changes = list(ThemeChange.objects.order_by("number").values_list("number", "verb", "by__name"))
    assert [number for number, *_ in changes] == [1, 2, 3, 4]
    assert [verb for _n, verb, _by in changes] == ["added", "added", "changed", "moved"]
    change = ThemeChange.objects.get(number=3)
    assert (change.before["title"], change.after["title"]) == ("Fares", "Ticket prices")


def test_merging_carries_answers_quotes_and_what_is_below(cast, frame):
    cost, fares = frame("Cost"), frame("Fares")
    season = frame("Season tickets", fares)
    first = code(cast, "Tickets are dear", fares)
    both = code(cast, "All is dear", fares, cost)
    actions.mark_quote(answer=first.answer, theme=fares, passage="are dear", by=cast.officer)
    actions.merge_theme(theme=fares, into=cost, by=cast.officer)
    season.refresh_from_db()
    assert season.parent == cost
    assert set(CodedTheme.objects.values_list("coding", "theme")) == {(first.pk, cost.pk), (both.pk, cost.pk)}
    assert cost.quotes.get().passage == "are dear"
    assert titles(cast)[0] == ("Cost", 0, 2)


def test_splitting_moves_the_chosen_answers_and_keeps_the_others(cast, frame):
    cost = frame("Cost")
    one, two = code(cast, "Tickets are dear", cost), code(cast, "Parking is dear", cost)
    new = actions.split_theme(theme=cost, by=cast.officer, title="Parking", codings=[two])
    assert set(CodedTheme.objects.values_list("coding", "theme")) == {(one.pk, cost.pk), (two.pk, new.pk)}


def test_a_theme_in_use_is_never_dropped(cast, frame):
    cost = frame("Cost")
    code(cast, "Tickets are dear", cost)
    with pytest.raises(WrongState):
        actions.retire_theme(theme=cost, by=cast.officer)
    other = frame("Nothing yet")
    actions.retire_theme(theme=other, by=cast.officer)
    assert [title for title, *_ in titles(cast)] == ["Cost"]


def test_no_theme_comes_below_itself_or_too_deep(cast, frame):
    one = frame("One")
    two = frame("Two", one)
    three = frame("Three", two)
    with pytest.raises(Invalid):
        frame("Four", three)
    for parent in (one, two, three):
        with pytest.raises(Invalid):
            actions.move_theme(theme=one, by=cast.officer, parent=parent)
    with pytest.raises(Invalid):
        actions.merge_theme(theme=one, into=three, by=cast.officer)


def test_titles_are_one_of_a_kind(cast, frame):
    frame("Cost")
    with pytest.raises(Invalid):
        frame("COST")


def test_a_theme_of_another_question_is_no_parent_and_no_goal(cast, frame):
    other = actions.add_theme(question=cast.other_question, by=cast.officer, title="Elsewhere")
    with pytest.raises(Invalid):
        frame("Cost", other)
    with pytest.raises(Invalid):
        actions.merge_theme(theme=frame("Fares"), into=other, by=cast.officer)


@pytest.mark.parametrize("role", ["other_officer", "auditor", "triage", "lead", "stranger", "secondments"])
def test_only_the_department_changes_its_frame(cast, frame, role):
    with pytest.raises(NotAllowed):
        frame("Cost", by=getattr(cast, role))
    theme = frame("Fares")
    with pytest.raises(NotAllowed):
        actions.retire_theme(theme=theme, by=getattr(cast, role))
    assert not Coding.objects.exists()

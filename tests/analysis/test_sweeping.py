"""Campaigns are found after the commit, in any order, by any number of workers, and never by the form."""

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.corpus import corpus
from engagement.consultations.analysis import actions, nearest, regrouping, sweeping
from engagement.consultations.analysis.models import Campaign, DistinctText, Figures, Occurrence, TextKey
from engagement.consultations.models import Response
from engagement.consultations.similarity.nearest import sketch
from foundation.common.errors import Invalid, NotAllowed, WrongState
from tests.analysis.test_groups import AGAINST, FOR


def sizes():
    return sorted(Campaign.objects.values_list("submissions", flat=True), reverse=True)


def test_copies_are_one_campaign_and_everyone_is_counted(cast):
    cast.say(FOR, times=4)
    cast.say(FOR + " My mother is 84 and walks two miles to the stop.")
    cast.say(
        "I would rather speak about something quite different, namely the ferry to the islands in winter."
    )
    assert sweeping.sweep() == 6
    campaign = Campaign.objects.get()
    assert (campaign.submissions, campaign.identical, campaign.personalised) == (5, 4, 1)
    figures = Figures.objects.get(consultation=cast.consultation)
    assert (figures.submissions, figures.texts, figures.organisations) == (6, 3, 0)
    assert campaign.state == "proposed"


def test_what_was_added_is_kept_apart_from_the_shared_text(cast):
    cast.say(FOR, times=3)
    row = cast.say(FOR + " My mother is 84 and walks two miles to the stop.")
    sweeping.sweep()
    assert row.occurrence.own_words == "My mother is 84 and walks two miles to the stop."


def test_opposite_demands_of_one_template_are_two_campaigns_that_know_each_other(cast):
    for text in (FOR, AGAINST) * 3:
        cast.say(text)
    cast.say(FOR + " Thank you.")
    sweeping.sweep()
    assert sizes() == [4, 3]
    one, two = (campaign.leader for campaign in Campaign.objects.all())
    assert (one.family_id or one.pk) == (two.family_id or two.pk)


def test_a_first_copy_without_the_demand_does_not_bring_opposites_together(cast):
    cast.say(FOR.replace("I support the new timetable. ", ""))
    for text in (FOR, AGAINST) * 4:
        cast.say(text)
    sweeping.sweep()
    assert sizes() == [5, 4]


def test_sweeping_again_changes_nothing(cast):
    cast.say(FOR, times=4)
    sweeping.sweep()
    before = list(Campaign.objects.values()), list(Occurrence.objects.values())
    assert sweeping.sweep() == 0
    assert (list(Campaign.objects.values()), list(Occurrence.objects.values())) == before


def test_a_response_that_committed_late_is_not_missed(cast):
    late = cast.say(FOR)
    cast.say(FOR, times=2)
    Response.objects.filter(pk=late.pk).update(state="draft_saved", ref=None, submitted_at=None)
    sweeping.sweep()
    when = timezone.now() - timedelta(seconds=60)
    Response.objects.filter(pk=late.pk).update(
        state="submitted", ref="RS-2026-999999", submitted_at=when, updated_at=when
    )
    assert sweeping.sweep() == 1
    assert sizes() == [3]


def test_an_answer_that_was_edited_before_the_close_moves_to_its_new_text(cast):
    row = cast.say(FOR)
    cast.say(FOR, times=3)
    sweeping.sweep()
    row.answers.update(
        text="I have changed my mind and now speak of something else, which is the price of tickets."
    )
    row.version += 1
    row.save()
    sweeping.sweep()
    assert sizes() == [3]
    assert Occurrence.objects.count() == 4


def test_excluded_responses_are_still_counted_and_withdrawn_ones_are_not(cast):
    cast.say(FOR, times=3)
    cast.say(FOR, state="excluded", exclusion="spam")
    cast.say(FOR, state="withdrawn_by_respondent")
    sweeping.sweep()
    assert sizes() == [4]


def test_short_answers_that_many_give_are_no_campaign(cast):
    cast.say("Yes, I agree.", times=5)
    sweeping.sweep()
    assert not Campaign.objects.exists()
    assert Figures.objects.get().texts == 1


def test_two_consultations_never_share_a_campaign(cast):
    from tests.factories.analysis import consultation, respond

    other = consultation(cast.dcms)
    cast.say(FOR, times=3)
    for _time in range(3):
        respond(other, {other.questions.get(key="q1"): FOR + " Thank you."})
    sweeping.sweep()
    assert sizes() == [3, 3]


def test_on_edited_copies_the_index_finds_what_a_heap_finds(cast):
    letters = corpus(200, seed=21)
    for letter in letters:
        cast.say(letter.text)
    sweeping.sweep()
    groups = dict(Occurrence.objects.values_list("response__answers__text", "text__leader"))
    own = dict(Occurrence.objects.values_list("response__answers__text", "text"))
    for campaign in {letter.campaign for letter in letters if letter.level != "alone"}:
        texts = [letter.text for letter in letters if letter.campaign == campaign]
        leaders = [groups[text] or own[text] for text in texts]
        assert max(map(leaders.count, leaders)) >= 0.9 * len(leaders)
    sides = {groups[letter.text] or own[letter.text]: letter.campaign for letter in letters}
    assert all(sides[groups[x.text] or own[x.text]] == x.campaign for x in letters)


def test_identical_texts_leave_one_text_and_few_keys(cast):
    cast.say(FOR, times=50)
    sweeping.sweep()
    assert DistinctText.objects.count() == 1
    assert TextKey.objects.count() <= 32


def test_the_nearest_of_a_text_is_one_bounded_query(cast):
    cast.say(FOR, times=3)
    sweeping.sweep()
    each = sketch([FOR + " And more."], scope=cast.consultation.pk)[0]
    with CaptureQueriesContext(connection) as queries:
        place = nearest.place(FOR + " And more.", each)
    assert place.leader.body == FOR
    assert len(queries) <= 3


def test_a_key_that_everybody_has_costs_no_more_than_a_rare_one(cast):
    """Somebody floods one key with texts: only the oldest few are looked at."""
    each = sketch([FOR], scope=cast.consultation.pk)[0]
    flood = [
        DistinctText(consultation=cast.consultation, digest=number.to_bytes(16, "big"), body="x", words=9)
        for number in range(300)
    ]
    DistinctText.objects.bulk_create(flood)
    TextKey.objects.bulk_create(TextKey(text=text, key=each.keys[0]) for text in flood)
    assert len(nearest.candidates(each.keys)) <= nearest.CANDIDATES


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_do_the_work_once():
    from tests.factories.analysis import Cast

    Cast().say(FOR, times=30)
    done = []

    def work():
        try:
            done.append(sweeping.sweep())
        finally:
            connection.close()

    sweeping.sweep(seconds=0.001)
    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sweeping.sweep()
    assert Occurrence.objects.count() == 30
    assert sizes() == [30]


# Decisions


def test_a_person_of_the_department_confirms_and_it_is_on_record(cast):
    cast.say(FOR, times=3)
    sweeping.sweep()
    row = actions.confirm(campaign=Campaign.objects.get(), by=cast.officer, name="Keep the last bus")
    assert (row.state, row.decided_by) == ("confirmed", cast.officer)
    with pytest.raises(WrongState):
        actions.confirm(campaign=row, by=cast.officer)
    row = actions.reject(campaign=row, by=cast.second, note="They wrote apart from each other.")
    assert row.decided_by == cast.second


@pytest.mark.parametrize("role", ["other_officer", "auditor", "triage", "lead", "stranger", "administrator"])
def test_nobody_else_decides(cast, role):
    cast.say(FOR, times=3)
    sweeping.sweep()
    with pytest.raises(NotAllowed):
        actions.confirm(campaign=Campaign.objects.get(), by=getattr(cast, role))


def test_a_rejection_says_why(cast):
    cast.say(FOR, times=3)
    sweeping.sweep()
    with pytest.raises(Invalid):
        actions.reject(campaign=Campaign.objects.get(), by=cast.officer, note="")


def test_an_organiser_registers_a_campaign_and_later_copies_join_it(cast):
    row = actions.register(
        consultation=cast.consultation, by=cast.lead, organiser="Riverside", name="Last bus", text=FOR
    )
    assert (row.state, row.submissions) == ("registered", 0)
    cast.say(FOR + " Yours, Ann.", times=2)
    sweeping.sweep()
    regrouping.regroup()
    row.refresh_from_db()
    assert (row.state, row.submissions) == ("registered", 2)
    assert Figures.objects.get().submissions == 2
    with pytest.raises(WrongState):
        actions.register(consultation=cast.consultation, by=cast.member, organiser="B", name="C", text=FOR)


def test_a_campaign_is_not_registered_after_the_close_nor_with_a_word(cast):
    with pytest.raises(Invalid):
        actions.register(consultation=cast.consultation, by=cast.lead, organiser="R", name="L", text="Yes!")
    cast.consultation.closing_at = timezone.now() - timedelta(seconds=1)
    cast.consultation.save()
    with pytest.raises(WrongState):
        actions.register(consultation=cast.consultation, by=cast.lead, organiser="R", name="L", text=FOR)


# All at once


def test_comparing_all_at_once_brings_together_what_came_in_an_unlucky_order(cast):
    cast.say(FOR, times=2)
    cast.say(FOR + " Thank you.", times=2)
    cast.say(AGAINST, times=3)
    sweeping.sweep()
    DistinctText.objects.update(leader=None, family=None)
    Campaign.objects.all().delete()
    actions.compare_again(consultation=cast.consultation, by=cast.officer)
    assert regrouping.regroup() == 1
    assert sizes() == [4, 3]
    assert regrouping.regroup() == 0


def test_decisions_outlive_a_new_comparison(cast):
    cast.say(FOR, times=2)
    cast.say(FOR + " Thank you.", times=2)
    sweeping.sweep()
    row = actions.confirm(campaign=Campaign.objects.get(), by=cast.officer, name="Last bus")
    cast.say(FOR + " Yours, Ann.")
    sweeping.sweep()
    actions.compare_again(consultation=cast.consultation, by=cast.officer)
    regrouping.regroup()
    row.refresh_from_db()
    assert (row.state, row.name, row.submissions) == ("confirmed", "Last bus", 5)


def test_texts_are_compared_once_more_after_the_close(cast):
    cast.say(FOR, times=3)
    sweeping.sweep()
    assert regrouping.regroup() == 0
    cast.consultation.closing_at = timezone.now() - timedelta(seconds=1)
    cast.consultation.save()
    assert regrouping.regroup() == 1
    assert regrouping.regroup() == 0


def test_a_text_that_came_to_lead_is_found_by_the_next(cast):
    cast.say(FOR)
    cast.say(FOR + " Thank you.", times=2)
    sweeping.sweep()
    TextKey.objects.all().delete()
    DistinctText.objects.update(leader=None, family=None)
    actions.compare_again(consultation=cast.consultation, by=cast.officer)
    DistinctText.objects.filter(body=FOR).update(leader=DistinctText.objects.exclude(body=FOR).get())
    regrouping.regroup()
    cast.say(FOR + " Yours, Ann.")
    sweeping.sweep()
    assert sizes() == [4]


def test_a_registered_text_is_found_by_those_that_come_after_it_was_compared(cast):
    actions.register(consultation=cast.consultation, by=cast.lead, organiser="R", name="Last bus", text=FOR)
    sweeping.sweep()
    regrouping.regroup()
    cast.say(FOR + " Yours, Ann.", times=2)
    sweeping.sweep()
    assert Campaign.objects.get().submissions == 2


def test_web_processes_stay_free_of_arrays():
    """They would cost each of them more memory than all the rest."""
    code = "import django; django.setup(); import portal.urls, sys; print({'numpy', 'sklearn'} & set(sys.modules))"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "set()"


def test_only_the_department_asks_for_a_new_comparison(cast):
    with pytest.raises(NotAllowed):
        actions.compare_again(consultation=cast.consultation, by=cast.other_officer)

"""Every hard rule in a real round: from what people entered, through the worker, to the sentence that is read."""

from datetime import date

import pytest
from django.utils.translation import override

from secondments import solving
from secondments.actions import candidates, home_terms, rounds
from secondments.explaining import in_words
from secondments.matching.reasons import HARD
from secondments.models import Candidate, Nomination, Opportunity
from tests.factories.secondments import TODAY, on


def bid(cast, pair):
    home_terms.set_terms(organisation=cast.riverside, most_away=None, bids=["DCMS"], by=cast.lead)


def interest(cast, pair):
    home_terms.set_terms(organisation=cast.harbour, most_away=None, grants=["dcms"], by=cast.other_lead)
    candidates.edit_profile(candidate=pair.candidate, avoids=[cast.harbour.ref], by=cast.person)


def avoided(cast, pair):
    candidates.edit_profile(candidate=pair.candidate, avoids=["DCMS"], by=cast.person)


def avoided_for_home(cast, pair):
    home_terms.avoid(candidate=pair.candidate, avoids=["DCMS"], by=cast.lead)


def too_long(cast, pair):
    """No form lets this through; a row may have been written before the limit was known."""
    Opportunity.objects.filter(pk=pair.opportunity_id).update(ends_on=date(2029, 6, 30))


def second_exception(cast, pair):
    """The person was on an earlier placement: see below, since it comes before the application."""


def wrong_way(cast, pair):
    """An application from the same side is refused at the door; here it stands in the table all the same."""
    Candidate.objects.filter(pk=pair.candidate_id).update(home_organisation=None, home_department=cast.dcms)


# By code: what the profile says, what the post says, what happens beside, and a word of each sentence.
CASES = {
    "direction": ({}, {}, wrong_way, "did not offer to go that way"),
    "sides": ({}, {}, wrong_way, "does not lead from a government body"),
    "same_body": ({}, {}, wrong_way, "own body"),
    "available_from": ({"available_from": date(2027, 2, 2)}, {}, None, "free from 2 February 2027"),
    "available_to": ({"available_to": date(2027, 7, 30)}, {}, None, "free until 30 July 2027"),
    "contract_end": ({"contract_ends_on": date(2027, 7, 30)}, {}, None, "contract ends on 30 July 2027"),
    "too_long": ({}, {}, too_long, "passes 24 months"),
    "second_exception": ({}, {}, second_exception, "A second recruitment exception"),
    "fte": ({"fte_percent": 60}, {}, None, "can give 60"),
    "nationality": ({"nationality": "eligible"}, {"nationality_rule": "uk"}, None, "reserved post"),
    "clearance_level": ({"nationality": "other"}, {"clearance": "sc"}, None, "neither holds nor could"),
    "clearance_time": ({}, {"clearance": "sc"}, None, "takes about 10 weeks"),
    "conflict_home": ({}, {}, bid, "home body has a live bid with the host"),
    "conflict_interest": ({}, {}, interest, "has an interest has a live grant with the host"),
    "conflict_host": ({}, {}, avoided, "declared a conflict of interest with the host"),
}


def test_every_code_has_its_case():
    # Whoever does not want a post takes the application back: no round asks about it.
    assert set(CASES) == set(HARD) - {"person_refuses"}


def decided(cast, plan, post, beside):
    """One person and one post, put forward before anything stood in the way."""
    if beside is second_exception:
        earlier_placement(cast)
    with on(TODAY):
        pair = cast.nomination(cast.post(**post), cast.candidate(**plan))
        if beside:
            beside(cast, pair)
        row = rounds.open_round(
            by=cast.officer, department=cast.dcms, name="R", opportunities=[pair.opportunity]
        )
        rounds.ask_to_run(round=row, by=cast.officer)
        rounds.run_waiting()
    pair = Nomination.objects.get(pk=pair.pk)
    assert pair.round.state == "decided"
    return pair


def earlier_placement(cast):
    days = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 10, 31), "closes_on": date(2026, 4, 30)}
    plan = {"available_from": date(2026, 1, 1)}
    row = cast.placement("ended_early", today=date(2026, 4, 1), plan=plan, **days)
    candidates.withdraw_profile(candidate=row.nomination.candidate, by=cast.person)


@pytest.mark.parametrize("code", sorted(CASES))
def test_every_hard_rule_keeps_a_pair_apart_and_says_so_in_both_languages(cast, code):
    *case, words = CASES[code]
    pair = decided(cast, *case)
    assert pair.decision == "no_match"
    assert code in [one[0] for one in pair.explanation]
    english = " ".join(in_words(pair.explanation))
    assert words in english and "%(" not in english
    with override("cy"):
        welsh = in_words(pair.explanation)
    assert welsh and not set(welsh) & set(in_words(pair.explanation))
    assert solving.broken(pair, TODAY)


def test_what_the_home_body_names_for_one_person_keeps_that_person_away(cast):
    pair = decided(cast, {}, {}, avoided_for_home)
    assert pair.decision == "no_match" and pair.explanation[0][0] == "conflict_host"


def test_without_any_of_it_they_are_matched(cast):
    assert decided(cast, {}, {}, None).decision == "match"

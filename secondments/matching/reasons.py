"""Why a person and a post came together or did not: a code with values, and English words for each code.

The words are marked for translation; callers give translated ones. Values never name a person or a home body.
"""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_noop as _

from secondments.wording import Reason, Value, fill, reason, shown

__all__ = ["ENGLISH", "GROUNDS", "HARD", "OUTCOME", "SOFT", "Reason", "reason", "say"]

HARD = {
    "direction": _("The post is %(wanted)s and the person did not offer to go that way."),
    "sides": _("The post is %(wanted)s, which does not lead from a %(home)s body to a %(host)s body."),
    "same_body": _("The post is in the person's own body."),
    "available_from": _("The person is free from %(free)s, after the latest start of %(latest)s."),
    "available_to": _("The person is free until %(free)s and the placement would end on %(ends)s."),
    "contract_end": _(
        "The person's own contract ends on %(contract)s and the placement would end on %(ends)s."
    ),
    "too_long": _("The placement passes 24 months (%(limit)s) and the Commission has not approved it."),
    "second_exception": _("A second recruitment exception before %(until)s needs the Commission's approval."),
    "fte": _("The post needs %(needed)s per cent of full time and the person can give %(given)s."),
    "nationality": _("The post asks for %(needed)s and the person's standing is %(held)s."),
    "clearance_level": _(
        "The post needs %(needed)s clearance, which the person neither holds nor could be granted."
    ),
    "clearance_time": _("%(needed)s clearance takes about %(weeks)s weeks, too long before %(latest)s."),
    "conflict_home": _("The person's home body has a live %(interest)s with the host."),
    "conflict_interest": _(
        "A body in which the person has an interest has a live %(interest)s with the host."
    ),
    "conflict_host": _("The person declared a conflict of interest with the host."),
    "person_refuses": _("The person does not want this post."),
}
SOFT = {
    "barred": _("The coordinator decided against it: %(reason)s"),
    "host_refuses": _("The panel decided against it: %(reason)s"),
    "not_ranked": _("The person wants only the posts that they ranked, and this is not one of them."),
    "below_floor": _("%(what)s reached %(points)s of 1,000 points; %(floor)s are needed."),
    "beyond_list": _("%(longest)s other posts suit the person better, and nobody ranked this one."),
}
OUTCOME = {
    "matched_stable": _(
        "Matched: within the limits, no person and no post outside the result would both rather have "
        "each other."
    ),
    "matched_optimal": _("Matched: part of the assignment with the greatest total of points."),
    "fixed": _("Placed by the coordinator: %(reason)s"),
    "person_choice": _("The person ranked this post number %(place)s."),
    "person_points": _("It gives the person %(points)s of 1,000 points for what they want."),
    "host_choice": _("The panel ranked the person number %(place)s."),
    "host_points": _("The person gives the post %(points)s of 1,000 points for what it needs."),
    "soft_skills": _(
        "Skills: %(points)s of 1,000 points; %(needs_met)s of %(needs)s essential and %(wants_met)s of "
        "%(wants)s desirable ones."
    ),
    "soft_place": _("Place: %(points)s of 1,000 points."),
    "soft_remote": _("Remote working: %(points)s of 1,000 points."),
    "soft_mission": _("Mission: %(points)s of 1,000 points."),
    "soft_learning": _("Learning goals: %(points)s of 1,000 points; the post teaches %(met)s of %(goals)s."),
    "starts": _("The placement would run from %(start)s to %(end)s."),
    "got_better": _("The person was matched with a post that they prefer."),
    "got_other": _("The person was matched with another post; a change would have lowered the total."),
    "post_preferred_others": _(
        "Places: %(places)s. All went to people whom the post prefers; the last of them had "
        "%(last)s points against %(points)s."
    ),
    "post_ranked_others": _(
        "Places: %(places)s. All went to people whom the panel's ranking or points put higher."
    ),
    "post_lottery": _(
        "Places: %(places)s. All went to people whom the post prefers; the last had the same %(points)s "
        "points and a lower lottery number."
    ),
    "post_fixed": _("The coordinator filled all %(places)s places."),
    "post_full_optimal": _("Places: %(places)s. All went to others; the total of points is greater so."),
    "home_limit": _("The home body's limit of %(most)s people was reached by pairs that go before this one."),
    "person_fixed": _("The coordinator placed the person elsewhere."),
    "post_closed": _("The post has no places."),
    "no_placement_wanted": _("The person may have no placement in this run."),
    "no_posts": _("There were no posts in this run."),
    "no_post_possible": _(
        "None of the %(posts)s posts is possible. Most often, for %(count)s of them: %(ground)s."
    ),
    "no_post_considered": _(
        "%(possible)s posts are possible, but none was considered: see the reason for each."
    ),
    "not_placed": _("%(considered)s posts were considered; none of them led to a match."),
    "times": _("In %(count)s of them: %(ground)s."),
    "nobody_possible": _("None of the %(candidates)s people is possible for this post."),
    "nobody_considered": _(
        "%(possible)s people are possible, but none was considered: see the reason for each."
    ),
    "nobody_left": _(
        "%(considered)s people were considered; all went elsewhere or their body had reached its limit."
    ),
}
ENGLISH: Mapping[str, str] = {**HARD, **SOFT, **OUTCOME}


GROUNDS: Mapping[str, str] = {
    "direction": _("the way it goes was not offered"),
    "sides": _("it does not lead away from the person's kind of body"),
    "same_body": _("it is in the person's own body"),
    "available_from": _("the person is not free in time"),
    "available_to": _("the person is not free to the end"),
    "contract_end": _("the person's own contract ends before it"),
    "too_long": _("it passes 24 months without approval"),
    "second_exception": _("it would be a second recruitment exception"),
    "fte": _("it asks for more working time than the person can give"),
    "nationality": _("the nationality rules"),
    "clearance_level": _("a clearance that the person could not be granted"),
    "clearance_time": _("clearance would take too long"),
    "conflict_home": _("a live bid, grant or contract of the home body"),
    "conflict_interest": _("a live bid, grant or contract of a body in which the person has an interest"),
    "conflict_host": _("a conflict of interest that the person declared"),
    "person_refuses": _("the person does not want it"),
    "got_better": _("the person was matched with a post that they prefer"),
    "got_other": _("the person was matched with another post"),
    "person_fixed": _("the coordinator placed the person elsewhere"),
    "post_preferred_others": _("all places went to people with more points"),
    "post_ranked_others": _("all places went to people whom the panel put higher"),
    "post_lottery": _("all places went to others and the lottery decided between equal points"),
    "post_fixed": _("the coordinator filled the places"),
    "post_closed": _("it has no places"),
    "no_placement_wanted": _("the person may have no placement"),
    "post_full_optimal": _("all places went to others, with a greater total of points"),
    "home_limit": _("the home body had reached its limit"),
}


def say(
    found: Reason,
    words: Mapping[str, str] = ENGLISH,
    grounds: Mapping[str, str] = GROUNDS,
    show: Callable[[Value], str] = shown,
) -> str:
    """The reason in words. `words` maps each code to a text with %(name)s where a value goes.

    `grounds` has the short forms that a summary counts; `show` writes dates and numbers.
    """
    values = dict(found.values)
    if "ground" in values:
        values["ground"] = grounds[str(values["ground"])]
    return fill(words[found.code], values, show)

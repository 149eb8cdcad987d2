"""The reasons in words for the person whom they concern; nothing in them of how others fared."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

FOR_PERSON: Mapping[str, str] = {
    "direction": _("The post is %(wanted)s and you did not offer to go that way."),
    "sides": _("The post does not lead from a %(home)s body to a %(host)s body."),
    "same_body": _("The post is in your own organisation."),
    "available_from": _("You are free from %(free)s. The post starts on %(latest)s at the latest."),
    "available_to": _("You are free until %(free)s. The placement would end on %(ends)s."),
    "contract_end": _("Your own contract ends on %(contract)s. The placement would end on %(ends)s."),
    "too_long": _(
        "The placement would be longer than 24 months, which needs an approval that it does not have."
    ),
    "second_exception": _(
        "You were recruited by an exception in the last 12 months. A second one before %(until)s "
        "needs an approval."
    ),
    "fte": _("The post needs %(needed)s per cent of full time. You can give %(given)s."),
    "nationality": _("The nationality rules of the post ask for %(needed)s."),
    "clearance_level": _("The post needs %(needed)s clearance, for which you do not meet the conditions."),
    "clearance_time": _(
        "%(needed)s clearance takes about %(weeks)s weeks, too long for a start on %(latest)s."
    ),
    "conflict_home": _("Your organisation has a live %(interest)s with the host."),
    "conflict_interest": _("A body in which you have an interest has a live %(interest)s with the host."),
    "conflict_host": _("You declared a conflict of interest with the host."),
    "person_refuses": _("You told us that you do not want this post."),
    "barred": _("The coordinator decided against it. You can ask for the reason."),
    "host_refuses": _("The panel did not choose you for this post. You can ask for feedback."),
    "not_ranked": _("You wanted only the posts that you ranked, and this is not one of them."),
    "below_floor": _("Your %(what)s reached %(points)s of 1,000 points; the post asks for %(floor)s."),
    "beyond_list": _("%(longest)s other posts suit you better, so you were not considered for this one."),
    "matched_stable": _("You have a match. No post that you would rather have would rather have had you."),
    "matched_optimal": _(
        "You have a match. It is part of the arrangement that suits everybody together best."
    ),
    "fixed": _("The coordinator placed you in this post: %(reason)s"),
    "person_choice": _("You ranked this post number %(place)s."),
    "person_points": _("It gives you %(points)s of 1,000 points for what you want."),
    "host_choice": _("The panel ranked you number %(place)s."),
    "host_points": _("You give the post %(points)s of 1,000 points for what it needs."),
    "soft_skills": _(
        "You have %(needs_met)s of %(needs)s essential and %(wants_met)s of %(wants)s desirable skills."
    ),
    "soft_place": _("Where it is: %(points)s of 1,000 points."),
    "soft_remote": _("Working from home: %(points)s of 1,000 points."),
    "soft_mission": _("The mission: %(points)s of 1,000 points."),
    "soft_learning": _("You could learn %(met)s of your %(goals)s goals."),
    "starts": _("The placement would run from %(start)s to %(end)s."),
    "got_better": _("You were matched with a post that you prefer."),
    "got_other": _("You were matched with another post."),
    "post_preferred_others": _("All places went to people who had more points for what the post needs."),
    "post_ranked_others": _("All places went to people whom the panel put higher."),
    "post_lottery": _("All places went to others. You had as many points; the published lottery decided."),
    "post_fixed": _("The places were filled by the coordinator."),
    "post_full_optimal": _(
        "All places went to others, so that the arrangement suits everybody together best."
    ),
    "home_limit": _("Your organisation can spare %(most)s people, and others of them were matched first."),
    "person_fixed": _("The coordinator placed you in another post."),
    "post_closed": _("The post has no places."),
    "no_placement_wanted": _("You asked for no placement in this round."),
    "no_posts": _("There were no posts in this round."),
    "no_post_possible": _(
        "None of the %(posts)s posts is possible for you. Most often, for %(count)s of them: %(ground)s."
    ),
    "no_post_considered": _("%(possible)s posts are possible for you, but none was considered."),
    "not_placed": _("You were considered for %(considered)s posts. None of them led to a match this time."),
    "times": _("In %(count)s of them: %(ground)s."),
    "nobody_possible": _("Nobody is possible for this post."),
    "nobody_considered": _("Nobody was considered for this post."),
    "nobody_left": _("The post still has places."),
}
PERSON_GROUNDS: Mapping[str, str] = {
    "direction": _("you did not offer to go that way"),
    "sides": _("it does not lead away from your kind of organisation"),
    "same_body": _("it is in your own organisation"),
    "available_from": _("you are not free in time"),
    "available_to": _("you are not free to the end"),
    "contract_end": _("your own contract ends before it"),
    "too_long": _("it passes 24 months without approval"),
    "second_exception": _("it would be a second recruitment exception"),
    "fte": _("it asks for more working time than you can give"),
    "nationality": _("the nationality rules"),
    "clearance_level": _("a clearance for which you do not meet the conditions"),
    "clearance_time": _("clearance would take too long"),
    "conflict_home": _("a live bid, grant or contract of your organisation"),
    "conflict_interest": _("a live bid, grant or contract of a body in which you have an interest"),
    "conflict_host": _("a conflict of interest that you declared"),
    "person_refuses": _("you do not want it"),
    "got_better": _("you were matched with a post that you prefer"),
    "got_other": _("you were matched with another post"),
    "person_fixed": _("the coordinator placed you in another post"),
    "post_preferred_others": _("all places went to people with more points"),
    "post_ranked_others": _("all places went to people whom the panel put higher"),
    "post_lottery": _("all places went to others and the lottery decided between equal points"),
    "post_fixed": _("the coordinator filled the places"),
    "post_closed": _("it has no places"),
    "no_placement_wanted": _("you asked for no placement"),
    "post_full_optimal": _("all places went to others, so that everybody together is suited best"),
    "home_limit": _("your organisation had reached its limit"),
}

"""Everything that a person has to do with secondments, in all the parts they play."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.directory.standing import standing
from secondments import bodies, lines, posts
from secondments import mine as asked
from secondments.presenting import CANDIDATE_COLOURS, OPPORTUNITY_COLOURS, PLACEMENT_COLOURS
from secondments.views.shared import SECTION, reader, signed_in


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    rows, who, found, parts = lines.placements(user), standing(user), posts.of(user), asked.parts(user)
    context = SECTION | {
        "yours": [row for row in rows if row[2]],
        "others": [row for row in rows if not row[2]],
        "found": found,
        "roles": parts,
        "to_release": asked.to_release(user),
        "to_shortlist": asked.to_shortlist(user, parts),
        "homes": bodies.spoken_for(user),
        "may_offer": bool(who.department_ids or who.organisation_ids),
        "placement_colours": PLACEMENT_COLOURS,
        "opportunity_colours": OPPORTUNITY_COLOURS,
        "candidate_colours": CANDIDATE_COLOURS,
    }
    return render(request, "secondments/mine.html", context)

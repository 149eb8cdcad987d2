"""What lasted of the plain placements that are over: the way home, what was learned, and what is said later."""

from typing import Any

# Which share says what turns on the number in the title, so that it is the same on every machine.
OVER = """
FROM (SELECT p.id, p.person_id, p.ended_on, p.ends_on, substring(p.title FROM '[0-9]+$')::int AS n
    FROM secondments_placement p WHERE p.title LIKE 'Plain placement %%' AND p.state = 'closed') over
WHERE n BETWEEN %(first)s AND %(last)s
"""
LEARNING = f"""
INSERT INTO secondments_learningoutcome (placement_id, text, met, evidence)
SELECT id, 'Read a spending decision', n %% 7 > 1, '' {OVER} AND n %% 13 > 0
"""
PLANS = f"""
INSERT INTO secondments_reintegrationplan (placement_id, role_on_return, who_uses_learning, contacts_kept,
    share_back_on, share_back_note, written_by_id, written_on)
SELECT id, 'Head of services', 'The trustees', '', ended_on + 20, '', person_id, ends_on - 56 {OVER} AND n %% 8 > 0
"""
LATER = f"""
INSERT INTO secondments_evaluation (placement_id, point, party, goals_met, worth_it, in_contact, policy_change,
    comment, by_id, "on")
SELECT id, 'six_months', 'secondee', 3 + n %% 3, 4, n %% 4 > 0,
    CASE WHEN n %% 5 = 0 THEN 'The form was made shorter.' ELSE '' END, '', person_id, ended_on + 184
{OVER} AND n %% 9 > 0 AND ended_on + 184 < current_date
"""


def tell(cursor: Any, first: int, last: int) -> None:
    """Of the plain placements with these numbers, once."""
    for statement in (LEARNING, PLANS, LATER):
        cursor.execute(statement, {"first": first, "last": last})

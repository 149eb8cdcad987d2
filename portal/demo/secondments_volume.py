"""Volume: plain opportunities and placements by the thousand, written by the database itself."""

from typing import Any

from django.db import connection, transaction

from portal.demo import secondments_lasting as lasting

PLAIN_PLACEMENTS, PLAIN_POSTS = 1_200, 0
OLDEST = 800  # days; so far back that there is a year whose four quarters are published, whatever today is
BATCH = 20_000
LOCKED = 4_000  # in a transaction: the gates take a lock for each person, and PostgreSQL has room for 6,400
ROUNDS_KEPT = 44  # enough for the oldest placement of any scale
BEFORE, EVERY = 60, 28  # days from match to first day, and from one round to the next

POSTS = """
INSERT INTO secondments_opportunity (ref, version, created_at, updated_at, state, direction, shape, title, team,
    problem, outcomes, skill_codes, level, fte_percent, places, starts_on, ends_on, town, remote, clearance,
    nationality_rule, funding, reimbursed_percent, backfill_grant, access, closes_on, selection, is_blind,
    withdrawn_reason, created_by_id, approved_by_id, approved_at, overseer_id, advertised_at, result_due_on,
    host_department_id, place_id, priority_id)
SELECT 'SC-' || to_char(now(), 'YYYY') || '-' || to_char(nextval('reference_sc'), 'FM999999000000'), 1, now(), now(),
    %(state)s, 'inward', 'full',
    (ARRAY['Work on grants', 'Design a service', 'Evaluate a programme', 'Plan for winter', 'Map what is there'])
        [1 + n %% 5] || ' with ' ||
    (ARRAY['food banks', 'carers', 'youth clubs', 'refuges', 'land trusts', 'choirs', 'advice centres'])[1 + n %% 7],
    'Team ' || n %% 90, 'What people on the ground know and policy does not, number ' || n, 'A tested change.',
    ARRAY['front-door:' || (ARRAY['evidence', 'finance', 'housing', 'partnership'])[1 + n %% 4]], 'g7', 100, 1,
    current_date + 100 + n %% 60, current_date + 280 + n %% 60,
    (ARRAY['Leeds', 'Cardiff', 'Glasgow', 'Belfast', 'London', 'Truro'])[1 + n %% 6],
    (ARRAY['none', 'hybrid', 'full'])[1 + n %% 3], 'bpss', 'none', 'host', (ARRAY[100, 50, 0])[1 + n %% 3], n %% 9 = 0,
    '', current_date + 1 + n %% 90, 'interview', false, '', writer.id, officer.id, now(), home.ids[1 + n %% 3], now(),
    current_date + 120, home.ids[1 + n %% cardinality(home.ids)], places.ids[1 + n %% cardinality(places.ids)],
    priorities.ids[1 + n %% cardinality(priorities.ids)]
FROM generate_series(%(first)s::int, %(last)s::int) AS n,
    (SELECT array_agg(id ORDER BY id) AS ids FROM directory_department WHERE valid_to IS NULL) home,
    (SELECT array_agg(id ORDER BY id) AS ids FROM directory_place) places,
    (SELECT array_agg(p.id ORDER BY p.id) AS ids FROM directory_priority p
        JOIN directory_priorityframework f ON f.id = p.framework_id WHERE f.valid_to IS NULL) priorities,
    (SELECT id FROM accounts_user WHERE email = 'officer@demo.example') writer,
    (SELECT id FROM accounts_user WHERE email = 'secondments@demo.example') officer
RETURNING id
"""
# A filled post for every four weeks, so that each placement comes from one that closed one to five weeks before it.
ROUNDS = """
UPDATE secondments_opportunity o SET team = 'Round ' || r.i, closes_on = r.closes, starts_on = r.closes + 80,
    ends_on = r.closes + 400, result_due_on = r.closes + 28
FROM (SELECT id, row_number() OVER (ORDER BY id) AS i,
        current_date - (row_number() OVER (ORDER BY id) * %(every)s)::int AS closes
    FROM secondments_opportunity WHERE team LIKE 'Team %%' AND state = 'filled') r
WHERE r.id = o.id
"""
PEOPLE = """
INSERT INTO accounts_user (password, public_id, email, name, language, is_government, is_active, date_joined)
SELECT '!', gen_random_uuid(), 'plain.' || n || '@people.example', 'Secondee ' || n, 'en', false, true, now()
FROM generate_series(%(first)s::int, %(last)s::int) AS n ON CONFLICT DO NOTHING
"""
# One statement a table; each finds its rows by the number in the person's address.
PLACED = """
WITH numbers AS (
    SELECT u.id AS person, substring(u.email FROM 'plain.([0-9]+)@')::int AS n FROM accounts_user u
    WHERE u.email LIKE 'plain.%%@people.example'
        AND substring(u.email FROM 'plain.([0-9]+)@')::int BETWEEN %(first)s AND %(last)s
), bodies AS (SELECT array_agg(id ORDER BY id) AS ids
    FROM (SELECT id FROM directory_organisation ORDER BY id OFFSET 1 LIMIT %(bodies)s) o),
posts AS (SELECT id, substring(team FROM 'Round ([0-9]+)')::int AS i FROM secondments_opportunity
    WHERE team LIKE 'Round %%' AND state = 'filled'),
officer AS (SELECT id FROM accounts_user WHERE email = 'secondments@demo.example'),
people AS (
    INSERT INTO secondments_candidate (ref, version, created_at, updated_at, state, consent_note, post, level,
        experience, learning_goals, development_fit, offer, home_benefit, target_host, available_from, available_to,
        fte_percent,
        remote, nationality, clearance, adjustments, share_adjustments, interests, person_id, home_organisation_id,
        consented_by_id, consented_at)
    SELECT 'SC-' || to_char(now(), 'YYYY') || '-' || to_char(nextval('reference_sc'), 'FM999999000000'), 1, now(),
        now(),
        'agreed', '', '', 'g7', '', '', '', '', '', '', current_date - 900, current_date + 900, 100, 'hybrid', 'uk', '',
        '', false, '', person, bodies.ids[1 + (n * 5) %% cardinality(bodies.ids)], officer.id, now()
    FROM numbers, bodies, officer RETURNING id, person_id, home_organisation_id
)
INSERT INTO secondments_nomination (ref, version, created_at, updated_at, state, wish, why, host_note, decision,
    explanation, overrule_reason, announced_at, candidate_id, opportunity_id)
SELECT 'SC-' || to_char(now(), 'YYYY') || '-' || to_char(nextval('reference_sc'), 'FM999999000000'), 1, now(), now(),
    'matched', 1, '', '', 'match', '[]', '', now(), people.id, posts.id
FROM people JOIN numbers ON numbers.person = people.person_id
JOIN posts ON posts.i = (%(oldest)s - numbers.n * 37 %% %(span)s + %(before)s + 6 + %(every)s) / %(every)s
"""
PLACEMENTS = """
INSERT INTO secondments_placement (ref, version, created_at, updated_at, state, state_since, direction, title, level,
    shape, funding, clearance_level, mentor, starts_on, ends_on, matched_on, early_reason, early_note, outcome,
    agreement_signed_on, clearance_granted_on, clearance_expires_on, conflicts_declared_on, conflicts_signed_off_on,
    conflicts_signed_off_by_id, exception, exception_recorded_on, commission_ref, treasury_ref, hr_approved_on,
    finance_approved_on, alumni_contact, person_key, identity_checked_on, nomination_id, person_id,
    home_organisation_id, home_department_id, host_department_id, host_organisation_id)
SELECT 'SC-' || to_char(now(), 'YYYY') || '-' || to_char(nextval('reference_sc'), 'FM999999000000'), 1, now(), now(),
    'agreement_signed', began, way, 'Plain placement ' || n, (ARRAY['heo', 'g7', 'g7', 'g6', 'eo'])[1 + n %% 5], 'full',
    (ARRAY['host', 'host', 'shared', 'home'])[1 + n %% 4], 'bpss', '', began, began + 60 + n %% 200, began - %(before)s,
    '', '', '',
    began - 10, began - 20, began + 900, began - 40, began - 30, officer.id,
    CASE WHEN way = 'inward' THEN 'exception_3' ELSE '' END, CASE WHEN way = 'inward' THEN began - 30 END, '', '',
    began - 30, began - 30, '', md5('plain ' || n) || md5(n || ' plain'), began - 30, s.id, person_id,
    CASE WHEN way = 'inward' THEN body END,
    CASE WHEN way = 'outward' THEN department END, CASE WHEN way = 'inward' THEN department END,
    CASE WHEN way = 'outward' THEN body END
FROM (
    SELECT m.id, c.person_id, c.home_organisation_id AS body, n.n,
        current_date - %(oldest)s + (n.n * 37) %% %(span)s AS began,
        CASE WHEN n.n %% 3 = 0 THEN 'outward' ELSE 'inward' END AS way,
        home.ids[1 + (n.n %% 11) %% least(%(departments)s, cardinality(home.ids))] AS department
    FROM secondments_nomination m JOIN secondments_candidate c ON c.id = m.candidate_id
    JOIN accounts_user u ON u.id = c.person_id
    CROSS JOIN LATERAL (SELECT substring(u.email FROM 'plain.([0-9]+)@')::int AS n) n,
    (SELECT array_agg(id ORDER BY code IN ('MHCLG', 'DHSC', 'DfE') DESC, id) AS ids FROM directory_department
        WHERE kind = 'ministerial_department' AND valid_to IS NULL) home
    WHERE u.email LIKE 'plain.%%@people.example' AND n.n BETWEEN %(first)s AND %(last)s
) s, (SELECT id FROM accounts_user WHERE email = 'secondments@demo.example') officer
"""
OF_PLAIN = "title LIKE 'Plain placement %%' AND state = 'agreement_signed' AND agreement_id IS NULL"
AGREEMENTS = f"""
INSERT INTO secondments_agreement (number, kind, state, clauses, change_note, made_on, employer_address,
    employer_signatory, employer_signatory_role, host_address, host_signatory, host_signatory_role, home_post,
    home_contact, post, team, location, starts_on, ends_on, line_manager, manager_notice_days, supervision,
    may_bind_host, hours, leave, sickness_contact, salary_pence, allowances_pence, reimbursed_percent,
    reimbursed_every, charges_vat, vat, pension_percent, pension, expenses, backfill, insurance,
    intellectual_property, data_protection_contact, health_and_safety_contact, outside_activities, notice_months,
    return_post, dispute_contacts, law, text_hash, issued_at, signed_at, created_at, placement_id)
SELECT 1, 'original', 'signed', '{{}}', '', starts_on - 20, '', '', '', '', '', '', '', '', title, '', '', starts_on,
    ends_on, '', 14, '', false, '', '', '', 4000000, 0, 100, 'quarter', true, '', 3, '', '', '', '', '', '', '', '', 1,
    '', '', 'England and Wales', md5(ref) || md5(ref), now(), now(), now(), id
FROM secondments_placement WHERE {OF_PLAIN}
"""  # noqa: S608  (constants alone)
SIGNATURES = f"""
INSERT INTO secondments_signature (agreement_id, party, name, user_id, proof, external_ref, text_hash, at)
SELECT a.id, s.party, s.name, s.by, 'mfa', '', a.text_hash, now()
FROM secondments_placement p JOIN secondments_agreement a ON a.placement_id = p.id,
LATERAL (VALUES ('secondee', 'Secondee', p.person_id), ('home', 'Home', (SELECT id FROM accounts_user WHERE email =
    'lead@demo.example')), ('host', 'Host', p.conflicts_signed_off_by_id)) AS s(party, name, by)
WHERE {OF_PLAIN.replace("title", "p.title").replace("state", "p.state").replace("agreement_id", "p.agreement_id")}
"""  # noqa: S608  (constants alone)
APPROVALS = f"""
INSERT INTO secondments_approval (placement_id, kind, reference, note, by_id, "on")
SELECT id, kind, '', '', conflicts_signed_off_by_id, starts_on - 30
FROM secondments_placement, (VALUES ('hr'), ('finance')) AS kinds(kind) WHERE {OF_PLAIN}
"""  # noqa: S608  (constants alone)
RECUSALS = f"""
INSERT INTO secondments_recusal (placement_id, organisation_id, matter, from_on, to_on)
SELECT id, coalesce(home_organisation_id, host_organisation_id),
    'Bids, grants and contracts of the civil society body', starts_on, ends_on
FROM secondments_placement WHERE {OF_PLAIN}
"""  # noqa: S608  (constants alone)
START = f"""
UPDATE secondments_placement p SET agreement_id = a.id, activated_on = p.starts_on, state_since = p.ends_on,
    state = CASE WHEN p.ends_on < current_date THEN 'closed' ELSE 'active' END,
    due_on = CASE WHEN p.ends_on < current_date THEN NULL ELSE p.ends_on - 56 END,
    ended_on = CASE WHEN p.ends_on < current_date THEN p.ends_on END,
    outcome = CASE WHEN p.ends_on < current_date THEN 'returned' ELSE '' END
FROM secondments_agreement a WHERE a.placement_id = p.id
    AND {OF_PLAIN.replace("title", "p.title").replace("state", "p.state").replace("agreement_id", "p.agreement_id")}
"""  # noqa: S608  (constants alone)
BESIDE = (AGREEMENTS, SIGNATURES, APPROVALS, RECUSALS)


def multiply(scale: int) -> int:
    """Some plain placements, so that a year has figures; with a scale, ten thousand posts and placements of each."""
    placed = PLAIN_PLACEMENTS if scale < 2 else scale * 10_000
    posts = PLAIN_POSTS if scale < 2 else scale * 10_000
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        added = _posts(cursor, posts) + _placements(cursor, placed, scale)
        cursor.execute("RESET statement_timeout")
    return added


def _posts(cursor: Any, wanted: int) -> int:
    cursor.execute("SELECT count(*) FROM secondments_opportunity WHERE team LIKE 'Team %'")
    there = cursor.fetchone()[0]
    for first in range(there + 1, wanted + 1, BATCH):
        days = {"first": first, "last": min(first + BATCH - 1, wanted), "state": "advertised"}
        cursor.execute(POSTS, days)
    if wanted > there:
        cursor.execute("ANALYZE secondments_opportunity")
    return max(0, wanted - there)


def _placements(cursor: Any, wanted: int, scale: int) -> int:
    cursor.execute("SELECT count(*) FROM secondments_placement WHERE title LIKE 'Plain placement %'")
    there = cursor.fetchone()[0]
    if there >= wanted:
        return 0
    span = {"oldest": OLDEST, "span": OLDEST - 40, "bodies": 7, "departments": 3}
    if scale > 1:
        span = {"oldest": 1100, "span": 1000, "bodies": 5000, "departments": 25}
    span |= {"before": BEFORE, "every": EVERY}
    if not there:
        cursor.execute(POSTS, {"first": 1, "last": ROUNDS_KEPT, "state": "filled"})
        cursor.execute(ROUNDS, span)
    for first in range(there + 1, wanted + 1, LOCKED):
        days = {"first": first, "last": min(first + LOCKED - 1, wanted)} | span
        with transaction.atomic():
            for statement in (PEOPLE, PLACED, PLACEMENTS, *BESIDE, START):
                cursor.execute(statement, days)
    lasting.tell(cursor, there + 1, wanted)
    for table in ("placement", "agreement", "signature", "nomination", "candidate"):
        cursor.execute(f"ANALYZE secondments_{table}")
    return wanted - there

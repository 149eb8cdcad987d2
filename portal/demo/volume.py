"""Volume for measuring: plain requests by the hundred thousand, written by the database itself."""

from typing import Any

from django.db import connection, transaction

PER_SCALE = 10_000
BATCH = 50_000
REBUILD_FROM = 200_000

PLAIN_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = 'requests_engagementrequest'::regclass AND NOT indisunique
"""

# The mix of states and ages is that of a service some months old: most are finished, one in eight is open.
COPY = """
WITH kinds AS (SELECT array_agg(id ORDER BY id) AS ids FROM directory_department WHERE valid_to IS NULL),
bodies AS (SELECT array_agg(id ORDER BY id) AS ids, array_agg(name ORDER BY id) AS names
           FROM (SELECT id, name FROM directory_organisation ORDER BY id LIMIT 5000) o),
topics AS (SELECT array_agg(id ORDER BY id) AS ids, array_agg(name ORDER BY id) AS names FROM requests_topic),
writer AS (SELECT id FROM accounts_user WHERE email = 'lead@demo.example'),
numbers AS (
    SELECT n, now() - (n %% 700) * interval '1 day' - (n %% 86399) * interval '1 second' AS sent,
           CASE WHEN n %% 8 > 0 THEN 'closed' ELSE (ARRAY['submitted', 'acknowledged', 'triage', 'routed', 'accepted',
                'in_progress', 'in_progress', 'clarification_needed'])[1 + (n / 8) %% 8] END AS state
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
)
INSERT INTO requests_engagementrequest (
    public_id, ref, version, state, state_before_pause, kind, title, ask, why_now, evidence, evidence_links, capacity,
    speaks_with_authority, represents, coalition, nations, place, affected_groups, risk_to_people, named_minister,
    needed_by_reason, accessibility_needs, language, expenses_needed, sensitivity, acts_for_client, lobbying_number,
    conflicts, previous_refs, may_publish, organisation_name, contact, hops, paused_days, outcome, outcome_text,
    decline_reason, decline_url, created_at, updated_at, submitted_at, submitted_on, reply_due_on, ceiling_on,
    submitter_id, organisation_id, topic_id, department_id, department_started_on, department_due_on, paused_on,
    due_on, closed_at, responded_at, accepted_at, days_taken, reopen_until)
SELECT gen_random_uuid(),
    'FD-' || to_char(sent AT TIME ZONE 'Europe/London', 'YYYY') || '-'
        || to_char(nextval('reference_fd'), 'FM999999000000'),
    1, state, CASE WHEN state = 'clarification_needed' THEN 'in_progress' ELSE '' END,
    (ARRAY['information', 'evidence_submission', 'policy_idea', 'meeting_official', 'early_warning'])[1 + n %% 5],
    topics.names[1 + n %% cardinality(topics.names)] || ': question ' || n, 'What is asked in number ' || n, '', '',
    '{}', 'on_behalf_of_organisation', true, '', '',
    ARRAY[(ARRAY['england', 'england', 'england', 'scotland', 'wales', 'northern-ireland'])[1 + n %% 6]], '', '',
    n %% 5 = 4 AND n %% 3 = 0, '', '', '', 'en', false, '{}', false, '', '', '', n %% 20 > 0,
    bodies.names[1 + n %% cardinality(bodies.names)], '', 0, 0,
    CASE WHEN state = 'closed' THEN 'answered' ELSE '' END, CASE WHEN state = 'closed' THEN 'Answered.' ELSE '' END,
    '', '', sent, sent, sent, sent::date, sent::date + 21, sent::date + 28,
    writer.id, bodies.ids[1 + n %% cardinality(bodies.ids)], topics.ids[1 + n %% cardinality(topics.ids)],
    CASE WHEN state NOT IN ('submitted', 'acknowledged', 'triage') THEN kinds.ids[1 + n %% cardinality(kinds.ids)] END,
    CASE WHEN state IN ('submitted', 'acknowledged', 'triage', 'routed') THEN NULL ELSE sent::date + 3 END,
    CASE WHEN state IN ('submitted', 'acknowledged', 'triage', 'routed') THEN NULL ELSE sent::date + 24 END,
    CASE WHEN state = 'clarification_needed' THEN sent::date + 5 END,
    CASE WHEN state <> 'closed' THEN current_date + (n %% 30) - 6 END,
    CASE WHEN state = 'closed' THEN sent + interval '20 days' END,
    CASE WHEN state = 'closed' THEN sent + interval '18 days' END,
    CASE WHEN state NOT IN ('submitted', 'acknowledged', 'triage', 'routed') THEN sent + interval '3 days' END,
    CASE WHEN state = 'closed' THEN 4 + n %% 14 END, CASE WHEN state = 'closed' THEN sent::date + 70 END
FROM numbers, kinds, bodies, topics, writer
"""


def multiply(scale: int) -> int:
    """Add plain requests until there are `scale` times ten thousand of them; the answer is how many were added."""
    return grow(PER_SCALE * scale) if scale > 1 else 0


def grow(wanted: int) -> int:
    """Add plain requests until there are as many as wanted; the answer is how many were added."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM requests_engagementrequest")
        there = cursor.fetchone()[0]
        if there >= wanted:
            return 0
        cursor.execute("SET statement_timeout = 0")
        with transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no index is built while checks are pending
            rebuild = _drop_indexes(cursor) if wanted - there > REBUILD_FROM else []
            for first in range(there + 1, wanted + 1, BATCH):
                cursor.execute(COPY, {"first": first, "last": min(first + BATCH - 1, wanted)})
            for statement in rebuild:
                cursor.execute(statement)
        cursor.execute("ANALYZE requests_engagementrequest")
        cursor.execute("RESET statement_timeout")
    return wanted - there


def _drop_indexes(cursor: Any) -> list[str]:
    """Take away the indexes that no constraint needs: building them once is quicker than keeping them all along."""
    cursor.execute(PLAIN_INDEXES)
    found = cursor.fetchall()
    for name, _statement in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _name, statement in found]

"""The functions that append to and check the chains; they live in the database so that both use one digest."""

LANES = 64


def digest_of(previous: str, e: str) -> str:
    """The one digest, of the event `e` after the digest `previous`: both are names in SQL."""
    return f"""sha256({previous} || convert_to(jsonb_build_array(
        {e}.lane, {e}.seq, (extract(epoch FROM {e}.at) * 1000000)::bigint, {e}.actor_kind, {e}.actor_id, {e}.verb,
        {e}.target_type, {e}.target_ref, {e}.before, {e}.after, {e}.facts)::text, 'UTF8'))"""


DIGEST = f"""
CREATE OR REPLACE FUNCTION audit_digest(previous bytea, e audit_event) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT {digest_of("previous", "e")}
$$
"""

FILL = f"""
INSERT INTO audit_lane (id, seq, head, holder)
    SELECT n, 0, sha256(('lane ' || n)::bytea), 0 FROM generate_series(1, {LANES}) AS n ON CONFLICT DO NOTHING
"""  # noqa: S608

# Holding one free lane instead of the one head keeps writers apart. Each connection has a lane of its own, found by its
# key; where somebody else holds that, SKIP LOCKED finds a free one without waiting, and the transaction remembers it.
# The digest is spelled out here: the database would read the text of `audit_digest` anew for each event.
APPEND = f"""
CREATE OR REPLACE FUNCTION audit_append(kind text, identity text, events jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    chain audit_lane;
    link audit_event;
    event jsonb;
    own smallint := coalesce(nullif(current_setting('audit.lane', true), '')::int, 1 + mod(pg_backend_pid(), {LANES}));
BEGIN
    SELECT * INTO chain FROM audit_lane WHERE id = own FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        SELECT * INTO chain FROM audit_lane ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            {FILL};
            SELECT * INTO chain FROM audit_lane WHERE id = own FOR UPDATE;
        END IF;
        PERFORM set_config('audit.lane', chain.id::text, true);
    END IF;
    link.actor_kind := kind;
    link.actor_id := identity;
    FOR place IN 0 .. jsonb_array_length(events) - 1 LOOP
        event := events->place;
        chain.seq := chain.seq + 1;
        link.lane := chain.id;
        link.seq := chain.seq;
        link.at := clock_timestamp();
        link.verb := event->>'verb';
        link.target_type := event->>'target_type';
        link.target_ref := event->>'target_ref';
        link.before := event->>'before';
        link.after := event->>'after';
        link.facts := event->'facts';
        chain.head := {digest_of("chain.head", "link")};
        INSERT INTO audit_event
            (lane, seq, at, actor_kind, actor_id, verb, target_type, target_ref, before, after, facts, digest)
        VALUES (link.lane, link.seq, link.at, kind, identity, link.verb, link.target_type, link.target_ref,
            link.before, link.after, link.facts, chain.head);
    END LOOP;
    UPDATE audit_lane SET seq = chain.seq, head = chain.head, holder = txid_current() WHERE id = chain.id;
END
$$
"""  # noqa: S608

GUARD = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only';
END
$$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
"""

UNDO = """
DROP TRIGGER IF EXISTS audit_event_append_only ON audit_event;
DROP FUNCTION IF EXISTS audit_refuse();
DROP FUNCTION IF EXISTS audit_append(text, text, jsonb);
DROP FUNCTION IF EXISTS audit_digest(bytea, audit_event)
"""

# Every link is recomputed from the digest of the link before it; the first wrong one of each lane is returned.
BROKEN_LINKS = """
WITH links AS (
    SELECT e, lag(e.digest) OVER chain AS previous, lag(e.seq) OVER chain AS previous_seq,
           lag(e.id) OVER chain AS previous_id
    FROM audit_event e WINDOW chain AS (PARTITION BY e.lane ORDER BY e.seq)
), wrong AS (
    SELECT (e).lane, (e).seq, (e).id, (e).verb, (e).target_ref, (e).at, CASE
        WHEN (e).seq <> coalesce(previous_seq, 0) + 1 THEN 'deleted'
        WHEN previous_id >= (e).id THEN 'reordered'
        ELSE 'edited' END AS fault
    FROM links
    WHERE (e).seq <> coalesce(previous_seq, 0) + 1 OR previous_id >= (e).id
       OR (e).digest <> audit_digest(coalesce(previous, sha256(('lane ' || (e).lane)::bytea)), e)
)
SELECT DISTINCT ON (lane) lane, seq, id, verb, target_ref, at, fault FROM wrong ORDER BY lane, seq
"""

# A tail cut off leaves whole links behind, but the head of its lane (and an anchor kept elsewhere) remembers.
BROKEN_HEADS = """
SELECT l.id, l.seq, coalesce(e.seq, 0) FROM audit_lane l
LEFT JOIN LATERAL (SELECT seq, digest FROM audit_event WHERE lane = l.id ORDER BY seq DESC LIMIT 1) e ON true
WHERE l.seq <> coalesce(e.seq, 0) OR (e.digest IS NOT NULL AND e.digest <> l.head)
ORDER BY l.id
"""

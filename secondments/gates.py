"""The first gates that a check constraint cannot hold because they look at other rows: triggers.

`guards.py` has since replaced `secondments_gates`; what it says now stands there.

- A placement starts only with an agreement of its own that all three parties signed, each under the same text.
- No second exception for one person within twelve months of the end of the one before, without the Commission's
  reference on the later one. A lock on the person makes two starts at once wait for each other.
- What was signed is never changed and never removed.
"""

FUNCTIONS = """
CREATE FUNCTION secondments_started(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
SELECT state IN ('active', 'paused', 'ending', 'returned', 'evaluated', 'closed', 'ended_early')
$$;

CREATE FUNCTION secondments_gates() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signed integer;
BEGIN
    IF NOT secondments_started(NEW.state) THEN
        RETURN NEW;
    END IF;
    SELECT count(DISTINCT s.party) INTO signed
    FROM secondments_signature s JOIN secondments_agreement a ON a.id = s.agreement_id
    WHERE a.id = NEW.agreement_id AND a.placement_id = NEW.id AND s.text_hash = a.text_hash
        AND a.state IN ('signed', 'superseded') AND a.ends_on = NEW.ends_on AND a.starts_on = NEW.starts_on;
    IF signed < 3 THEN
        RAISE EXCEPTION 'the agreement of the placement is not signed by its three parties'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_gate_signatures';
    END IF;
    IF NEW.direction = 'inward' AND NEW.exception = 'exception_3' THEN
        PERFORM pg_advisory_xact_lock(hashtext('secondments_person'), NEW.person_id::int);
        IF EXISTS (
            SELECT 1 FROM secondments_placement o
            WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND o.direction = 'inward'
                AND o.exception = 'exception_3' AND secondments_started(o.state)
                AND (
                    (o.starts_on <= NEW.starts_on AND NEW.commission_ref = ''
                        AND NEW.starts_on < (coalesce(o.ended_on, o.ends_on) + interval '12 months')::date)
                    OR (NEW.starts_on < o.starts_on AND o.commission_ref = ''
                        AND o.starts_on < (coalesce(NEW.ended_on, NEW.ends_on) + interval '12 months')::date)
                )
        ) THEN
            RAISE EXCEPTION 'a second exception for one person within 12 months needs the approval of the Commission'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_second_exception';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION secondments_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'secondments_agreement' THEN
        IF OLD.state = 'draft' OR (OLD.state = 'issued' AND NOT EXISTS (
            SELECT 1 FROM secondments_signature WHERE agreement_id = OLD.id)) THEN
            RETURN coalesce(NEW, OLD);
        END IF;
        IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'state' - 'signed_at') = (to_jsonb(OLD) - 'state' - 'signed_at')
            AND NEW.state IN ('issued', 'signed', 'superseded') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was signed is not changed and not removed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_text_stays';
END $$;
"""

TRIGGERS = """
CREATE TRIGGER secondments_gates BEFORE INSERT OR UPDATE ON secondments_placement
    FOR EACH ROW EXECUTE FUNCTION secondments_gates();
CREATE TRIGGER secondments_signature_stays BEFORE UPDATE OR DELETE ON secondments_signature
    FOR EACH ROW EXECUTE FUNCTION secondments_signed_stays();
CREATE TRIGGER secondments_agreement_stays BEFORE UPDATE OR DELETE ON secondments_agreement
    FOR EACH ROW EXECUTE FUNCTION secondments_signed_stays();
"""

UNDO = """
DROP TRIGGER secondments_agreement_stays ON secondments_agreement;
DROP TRIGGER secondments_signature_stays ON secondments_signature;
DROP TRIGGER secondments_gates ON secondments_placement;
DROP FUNCTION secondments_signed_stays();
DROP FUNCTION secondments_gates();
DROP FUNCTION secondments_started(text);
"""

"""The gates as they now stand in the database, with what keeps them shut behind a placement that has started.

`gates.py` wrote the first of these functions; this replaces it. At the start, a placement needs:

- an agreement of its own that three people signed, the secondee for themselves and nobody else for them;
- every interest decided, each recusal on the register, the civil society body's own bids among them;
- HR and finance on record, each by somebody else, and for a Commission's reference the approval it comes from;
- for an exception, the key of the person (`identity.py`), and no other exception of that account or that person within
  twelve months without the Commission's reference on the later one.

Afterwards none of this is taken away, and what a start was based on does not change.
"""

from secondments import gates

FUNCTIONS = """
CREATE FUNCTION secondments_refuse(which text, words text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = 'check_violation', CONSTRAINT = which;
END $$;

CREATE FUNCTION secondments_second_exception(p secondments_placement) RETURNS boolean LANGUAGE sql AS $$
SELECT EXISTS (
    SELECT 1 FROM secondments_placement o
    WHERE (o.person_id = p.person_id OR (p.person_key <> '' AND o.person_key = p.person_key)) AND o.id <> p.id
        AND o.direction = 'inward' AND o.exception = 'exception_3' AND secondments_started(o.state)
        AND (
            (o.starts_on <= p.starts_on AND p.commission_ref = ''
                AND p.starts_on < (coalesce(o.ended_on, o.ends_on) + interval '12 months')::date)
            OR (p.starts_on < o.starts_on AND o.commission_ref = ''
                AND o.starts_on < (coalesce(p.ended_on, p.ends_on) + interval '12 months')::date)
        )
)
$$;

CREATE FUNCTION secondments_signed_by_three(p secondments_placement) RETURNS boolean LANGUAGE sql AS $$
SELECT count(DISTINCT s.party) = 3 FROM secondments_signature s JOIN secondments_agreement a ON a.id = s.agreement_id
WHERE a.id = p.agreement_id AND a.placement_id = p.id AND s.text_hash = a.text_hash
    AND a.state IN ('signed', 'superseded') AND a.ends_on = p.ends_on AND a.starts_on = p.starts_on
    AND (s.party = 'secondee') = (s.user_id = p.person_id)
$$;

CREATE FUNCTION secondments_conflicts_dealt_with(p secondments_placement) RETURNS boolean LANGUAGE sql AS $$
SELECT p.conflicts_signed_off_on <= p.activated_on
    AND NOT EXISTS (
        SELECT 1 FROM secondments_conflict c WHERE c.placement_id = p.id AND (c.reviewed_on IS NULL
            OR (c.mitigation = 'recuse' AND NOT EXISTS (
                SELECT 1 FROM secondments_recusal r WHERE r.conflict_id = c.id AND r.placement_id = p.id
                    AND r.from_on <= p.starts_on AND r.to_on >= p.ends_on))))
    AND EXISTS (
        SELECT 1 FROM secondments_recusal r WHERE r.placement_id = p.id
            AND r.organisation_id = coalesce(p.home_organisation_id, p.host_organisation_id)
            AND r.from_on <= p.starts_on AND r.to_on >= p.ends_on)
$$;

CREATE FUNCTION secondments_approved(p secondments_placement, which text, ref text) RETURNS boolean LANGUAGE sql AS $$
SELECT EXISTS (
    SELECT 1 FROM secondments_approval a WHERE a.placement_id = p.id AND a.kind = which AND a.by_id <> p.person_id
        AND (ref = '' OR a.reference = ref) AND (p.activated_on IS NULL OR ref <> '' OR a."on" <= p.activated_on))
$$;

CREATE OR REPLACE FUNCTION secondments_gates() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fresh boolean := TG_OP = 'INSERT';
    moved boolean := true;
BEGIN
    IF NOT fresh THEN
        fresh := NOT secondments_started(OLD.state);
        moved := fresh OR (NEW.agreement_id, NEW.ends_on, NEW.ended_on, NEW.commission_ref, NEW.contract_ends_on,
            NEW.person_key) IS DISTINCT FROM (OLD.agreement_id, OLD.ends_on, OLD.ended_on, OLD.commission_ref,
            OLD.contract_ends_on, OLD.person_key);
        IF NOT fresh AND (NOT secondments_started(NEW.state)
            OR (NEW.person_id, NEW.nomination_id, NEW.direction, NEW.starts_on, NEW.activated_on, NEW.exception,
                NEW.exception_recorded_on, NEW.home_organisation_id, NEW.home_department_id, NEW.host_organisation_id,
                NEW.host_department_id) IS DISTINCT FROM (OLD.person_id, OLD.nomination_id, OLD.direction,
                OLD.starts_on, OLD.activated_on, OLD.exception, OLD.exception_recorded_on, OLD.home_organisation_id,
                OLD.home_department_id, OLD.host_organisation_id, OLD.host_department_id)
            OR (OLD.person_key <> '' AND NEW.person_key <> OLD.person_key)
            OR (OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on)) THEN
            PERFORM secondments_refuse('placement_start_stays', 'what a start was based on does not change');
        END IF;
    END IF;
    IF NOT secondments_started(NEW.state) OR NOT moved THEN
        RETURN NEW;
    END IF;
    IF NEW.ended_on < NEW.activated_on THEN
        PERFORM secondments_refuse('placement_start_stays', 'a placement does not end before it began');
    END IF;
    IF NOT secondments_signed_by_three(NEW) THEN
        PERFORM secondments_refuse('placement_gate_signatures',
            'the agreement of the placement is not signed by its three parties');
    END IF;
    IF NEW.ended_on IS NULL AND EXISTS (SELECT 1 FROM secondments_nomination n
        JOIN secondments_candidate c ON c.id = n.candidate_id
        WHERE n.id = NEW.nomination_id AND c.contract_ends_on < NEW.ends_on) THEN
        PERFORM secondments_refuse('placement_within_own_contract', 'it would outlast the contract of the person');
    END IF;
    IF fresh AND NOT secondments_conflicts_dealt_with(NEW) THEN
        PERFORM secondments_refuse('placement_gate_conflicts', 'an interest is not dealt with');
    END IF;
    IF fresh AND NOT (secondments_approved(NEW, 'hr', '') AND secondments_approved(NEW, 'finance', '')) THEN
        PERFORM secondments_refuse('placement_gate_approvals', 'HR and finance are not both on record');
    END IF;
    IF NEW.commission_ref <> '' AND (fresh OR NEW.commission_ref IS DISTINCT FROM OLD.commission_ref)
        AND NOT secondments_approved(NEW, 'commission', NEW.commission_ref) THEN
        PERFORM secondments_refuse('placement_reference_on_record', 'no approval is on record with this reference');
    END IF;
    IF NEW.direction = 'inward' AND NEW.exception = 'exception_3' THEN
        IF fresh AND (NEW.person_key = '' OR NEW.identity_checked_on IS NULL
            OR greatest(NEW.identity_checked_on, NEW.exception_recorded_on) > NEW.activated_on) THEN
            PERFORM secondments_refuse('placement_gate_identity', 'nobody has looked at who the person is');
        END IF;
        PERFORM pg_advisory_xact_lock(hashtext('secondments_person'), NEW.person_id::int);
        PERFORM pg_advisory_xact_lock(hashtext('secondments_key'), hashtext(NEW.person_key));
        IF secondments_second_exception(NEW) THEN
            PERFORM secondments_refuse('placement_second_exception',
                'a second exception for one person within 12 months needs the approval of the Commission');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION secondments_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    started boolean;
    over date;
BEGIN
    SELECT secondments_started(state), coalesce(ended_on, ends_on) INTO started, over
    FROM secondments_placement WHERE id = OLD.placement_id;
    IF NOT coalesce(started, false) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.placement_id = OLD.placement_id THEN
        IF TG_TABLE_NAME = 'secondments_conflict' THEN
            IF OLD.reviewed_on IS NULL OR NEW.reviewed_on IS NOT NULL THEN
                RETURN NEW;
            END IF;
        ELSIF TG_TABLE_NAME = 'secondments_recusal' THEN
            IF NEW.organisation_id IS NOT DISTINCT FROM OLD.organisation_id AND NEW.from_on <= OLD.from_on
                AND NEW.to_on >= least(OLD.to_on, over) THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    PERFORM secondments_refuse('secondment_record_stays', 'what a start was based on is not taken away');
    RETURN NULL;
END $$;

CREATE FUNCTION secondments_contract_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM secondments_placement p JOIN secondments_nomination n ON n.id = p.nomination_id
        WHERE n.candidate_id = NEW.id AND p.ended_on IS NULL AND p.state NOT IN ('cancelled', 'closed')
            AND p.ends_on > NEW.contract_ends_on) THEN
        PERFORM secondments_refuse('placement_within_own_contract', 'a placement would outlast the contract');
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER secondments_conflict_stays BEFORE UPDATE OR DELETE ON secondments_conflict
    FOR EACH ROW EXECUTE FUNCTION secondments_record_stays();
CREATE TRIGGER secondments_recusal_stays BEFORE UPDATE OR DELETE ON secondments_recusal
    FOR EACH ROW EXECUTE FUNCTION secondments_record_stays();
CREATE TRIGGER secondments_approval_stays BEFORE UPDATE OR DELETE ON secondments_approval
    FOR EACH ROW EXECUTE FUNCTION secondments_record_stays();
CREATE TRIGGER secondments_contract_holds BEFORE UPDATE OF contract_ends_on ON secondments_candidate
    FOR EACH ROW WHEN (NEW.contract_ends_on IS DISTINCT FROM OLD.contract_ends_on)
    EXECUTE FUNCTION secondments_contract_holds();
"""

# The functions of `gates.py` stand apart from each other by one blank line; the second is the one replaced here.
BEFORE = gates.FUNCTIONS.strip().split("\n\n")[1].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
UNDO = f"""
DROP TRIGGER secondments_contract_holds ON secondments_candidate;
DROP TRIGGER secondments_approval_stays ON secondments_approval;
DROP TRIGGER secondments_recusal_stays ON secondments_recusal;
DROP TRIGGER secondments_conflict_stays ON secondments_conflict;
{BEFORE}
DROP FUNCTION secondments_contract_holds();
DROP FUNCTION secondments_record_stays();
DROP FUNCTION secondments_approved(secondments_placement, text, text);
DROP FUNCTION secondments_conflicts_dealt_with(secondments_placement);
DROP FUNCTION secondments_signed_by_three(secondments_placement);
DROP FUNCTION secondments_second_exception(secondments_placement);
DROP FUNCTION secondments_refuse(text, text);
"""

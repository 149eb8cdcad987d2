"""What ties the two halves of a swap in the database: triggers, since each looks at the other half.

- A half is written only with its other half, for the same days; both are listed or neither, both are placed or neither.
- No half becomes active while a gate of the other half is shut, whoever writes the row.
- A half stays a half: only the officer's untying, with its reason, sets it free.
"""

FUNCTIONS = """
CREATE FUNCTION secondments_tied(swap bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT 1 FROM secondments_swap s WHERE s.id = swap AND s.untied_at IS NULL)
$$;

CREATE FUNCTION secondments_could_start(p secondments_placement, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT p.state IN ('active', 'paused', 'ending') OR (
    NOT secondments_started(p.state) AND p.state <> 'cancelled' AND p.starts_on <= day
    AND p.agreement_signed_on IS NOT NULL AND p.clearance_granted_on <= day AND p.clearance_expires_on >= day
    AND p.conflicts_declared_on IS NOT NULL AND p.conflicts_signed_off_on IS NOT NULL
    AND p.hr_approved_on IS NOT NULL AND p.finance_approved_on IS NOT NULL
    AND (p.direction <> 'inward' OR (p.exception <> '' AND p.exception_recorded_on IS NOT NULL))
    AND (p.direction <> 'inward' OR p.level NOT IN ('scs2', 'scs3') OR p.commission_ref <> '')
    AND (SELECT count(DISTINCT s.party) FROM secondments_signature s
         JOIN secondments_agreement a ON a.id = s.agreement_id
         WHERE a.id = p.agreement_id AND a.placement_id = p.id AND s.text_hash = a.text_hash) = 3
)
$$;

CREATE FUNCTION secondments_swap_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a half of a swap stays one' USING ERRCODE = 'check_violation', CONSTRAINT = 'swap_half_stays';
END $$;

CREATE FUNCTION secondments_swap_starts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    half secondments_placement;
BEGIN
    IF NEW.swap_id IS NULL OR NOT secondments_started(NEW.state) OR NOT secondments_tied(NEW.swap_id)
        OR (TG_OP = 'UPDATE' AND secondments_started(OLD.state)) THEN
        RETURN NEW;
    END IF;
    SELECT p.* INTO half FROM secondments_placement p
    WHERE p.swap_id = NEW.swap_id AND p.id <> NEW.id AND p.state <> 'cancelled' FOR SHARE;
    IF half.id IS NULL OR NOT coalesce(secondments_could_start(half, NEW.activated_on), FALSE) THEN
        RAISE EXCEPTION 'the other half of the swap is not ready to start'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_gate_swap';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION secondments_swap_placed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    halves integer;
    days integer;
BEGIN
    IF NEW.swap_id IS NULL OR NOT secondments_tied(NEW.swap_id) THEN
        RETURN NULL;
    END IF;
    SELECT count(*), count(DISTINCT starts_on) INTO halves, days FROM secondments_placement
    WHERE swap_id = NEW.swap_id AND state <> 'cancelled';
    IF (TG_OP = 'INSERT' AND halves <> 2) OR days > 1 THEN
        RAISE EXCEPTION 'the halves of a swap are placed together, for one first day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_swap_both_or_none';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION secondments_swap_offered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    halves integer;
    kinds integer;
BEGIN
    IF NEW.swap_id IS NULL OR NOT secondments_tied(NEW.swap_id) THEN
        RETURN NULL;
    END IF;
    SELECT count(*), count(DISTINCT (starts_on, ends_on, state = 'withdrawn',
        state IN ('advertised', 'matching', 'filled'))) INTO halves, kinds
    FROM secondments_opportunity WHERE swap_id = NEW.swap_id;
    IF halves <> 2 OR kinds <> 1 THEN
        RAISE EXCEPTION 'the halves of a swap are offered together, for the same days'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opportunity_swap_both_or_none';
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER secondments_half_stays BEFORE UPDATE OF swap_id ON secondments_placement
    FOR EACH ROW WHEN (OLD.swap_id IS DISTINCT FROM NEW.swap_id) EXECUTE FUNCTION secondments_swap_stays();
CREATE TRIGGER secondments_half_stays BEFORE UPDATE OF swap_id ON secondments_opportunity
    FOR EACH ROW WHEN (OLD.swap_id IS DISTINCT FROM NEW.swap_id) EXECUTE FUNCTION secondments_swap_stays();
CREATE TRIGGER secondments_swap_starts BEFORE INSERT OR UPDATE ON secondments_placement
    FOR EACH ROW EXECUTE FUNCTION secondments_swap_starts();
CREATE CONSTRAINT TRIGGER secondments_swap_placed AFTER INSERT OR UPDATE OF starts_on ON secondments_placement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.swap_id IS NOT NULL)
    EXECUTE FUNCTION secondments_swap_placed();
CREATE CONSTRAINT TRIGGER secondments_swap_offered AFTER INSERT OR UPDATE OF starts_on, ends_on, state, swap_id
    ON secondments_opportunity
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.swap_id IS NOT NULL)
    EXECUTE FUNCTION secondments_swap_offered();
"""

UNDO = """
DROP TRIGGER secondments_half_stays ON secondments_opportunity;
DROP TRIGGER secondments_half_stays ON secondments_placement;
DROP TRIGGER secondments_swap_offered ON secondments_opportunity;
DROP TRIGGER secondments_swap_placed ON secondments_placement;
DROP TRIGGER secondments_swap_starts ON secondments_placement;
DROP FUNCTION secondments_swap_offered();
DROP FUNCTION secondments_swap_placed();
DROP FUNCTION secondments_swap_starts();
DROP FUNCTION secondments_swap_stays();
DROP FUNCTION secondments_could_start(secondments_placement, date);
DROP FUNCTION secondments_tied(bigint);
"""

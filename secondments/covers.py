"""What was given for a time holds no longer than that, and a text that was replaced holds no more: in the database.

- HR and finance count at the start if they were given for its last day; what was recorded before such days were kept
  counts as it did.
- With a Commission's reference a placement ends on no day after the last for which that reference was given.
- A placement starts under a text that all three signed and that no later one replaced.
"""

from secondments import guards

FUNCTIONS = """
CREATE OR REPLACE FUNCTION secondments_approved(p secondments_placement, which text, ref text) RETURNS boolean
LANGUAGE sql AS $$
SELECT EXISTS (
    SELECT 1 FROM secondments_approval a WHERE a.placement_id = p.id AND a.kind = which AND a.by_id <> p.person_id
        AND (ref = '' OR a.reference = ref) AND (p.activated_on IS NULL OR ref <> '' OR a."on" <= p.activated_on)
        AND (a.until IS NULL OR a.until >= p.ends_on))
$$;

CREATE OR REPLACE FUNCTION secondments_signed_by_three(p secondments_placement) RETURNS boolean LANGUAGE sql AS $$
SELECT count(DISTINCT s.party) = 3 FROM secondments_signature s JOIN secondments_agreement a ON a.id = s.agreement_id
WHERE a.id = p.agreement_id AND a.placement_id = p.id AND s.text_hash = a.text_hash
    AND a.state = 'signed' AND a.ends_on = p.ends_on AND a.starts_on = p.starts_on
    AND (s.party = 'secondee') = (s.user_id = p.person_id)
$$;

CREATE FUNCTION secondments_covered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'INSERT' OR (NEW.ends_on, NEW.commission_ref) IS DISTINCT FROM (OLD.ends_on, OLD.commission_ref))
        AND (SELECT max(a.until) FROM secondments_approval a WHERE a.placement_id = NEW.id AND a.kind = 'commission'
            AND a.reference = NEW.commission_ref) < NEW.ends_on THEN
        PERFORM secondments_refuse('placement_reference_covers', 'the reference was given for an earlier last day');
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER secondments_covered BEFORE INSERT OR UPDATE OF ends_on, commission_ref ON secondments_placement
    FOR EACH ROW WHEN (NEW.commission_ref <> '' AND NEW.direction = 'inward') EXECUTE FUNCTION secondments_covered();
"""


def _as_it_was(name: str) -> str:
    """A function as `guards.py` wrote it, to go back to."""
    found = next(part for part in guards.FUNCTIONS.split("\n\n") if f"FUNCTION {name}(" in part)
    return found.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


UNDO = f"""
DROP TRIGGER secondments_covered ON secondments_placement;
DROP FUNCTION secondments_covered();
{_as_it_was("secondments_approved")}
{_as_it_was("secondments_signed_by_three")}
"""

# Approvals of the Commission that are on record say nothing of a day: they were given for what the placement says.
OLD_ROWS = """
ALTER TABLE secondments_approval DISABLE TRIGGER secondments_approval_stays;
UPDATE secondments_approval a SET until = p.ends_on FROM secondments_placement p
WHERE p.id = a.placement_id AND a.kind = 'commission' AND a.until IS NULL;
ALTER TABLE secondments_approval ENABLE TRIGGER secondments_approval_stays;
UPDATE secondments_placement p SET interests_since = current_date, due_on = current_date + 7
WHERE p.state IN ('active', 'paused', 'ending')
    AND EXISTS (SELECT 1 FROM secondments_conflict c WHERE c.placement_id = p.id AND c.reviewed_on IS NULL);
UPDATE secondments_placement p SET interests_since = p.conflicts_declared_on
WHERE p.state IN ('matched', 'conflict_check') AND p.conflicts_declared_on IS NOT NULL
    AND p.conflicts_signed_off_on IS NULL;
UPDATE secondments_placement p SET state = 'evaluated', state_since = current_date,
    due_on = (coalesce(p.ended_on, p.ends_on) + interval '6 months')::date
WHERE p.state IN ('returned', 'ended_early') AND (SELECT count(DISTINCT e.party) FROM secondments_evaluation e
    WHERE e.placement_id = p.id AND e.point = 'end') = 3;
UPDATE secondments_nomination n SET state = 'withdrawn' FROM secondments_placement p
WHERE p.nomination_id = n.id AND p.state = 'cancelled' AND n.state = 'matched';
"""

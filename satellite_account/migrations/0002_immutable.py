"""What statistics are made from and what a finished run holds cannot be changed, whoever tries; shares sum to one."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION satellite_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is not allowed: versions, populations and runs never change', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION satellite_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'ready' AND NOT (TG_OP = 'UPDATE' AND to_jsonb(OLD) = to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'version % is ready and never changes', OLD.public_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER satellite_version_frozen BEFORE UPDATE OR DELETE ON satellite_account_version
    FOR EACH ROW EXECUTE FUNCTION satellite_version_frozen();

CREATE FUNCTION satellite_rows_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone JOIN satellite_account_version v ON v.id = gone.version_id WHERE v.state = 'ready') THEN
        RAISE EXCEPTION 'rows of a version that is ready are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION satellite_run_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'finished' AND NOT (TG_OP = 'UPDATE' AND to_jsonb(OLD) = to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'run % is finished and never changes', OLD.ref USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER satellite_run_frozen BEFORE UPDATE OR DELETE ON satellite_account_run
    FOR EACH ROW EXECUTE FUNCTION satellite_run_frozen();

CREATE FUNCTION satellite_shares_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    walk bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.crosswalk_id ELSE NEW.crosswalk_id END;
    code bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.source_id ELSE NEW.source_id END;
    total double precision;
BEGIN
    SELECT sum(share) INTO total FROM satellite_account_share WHERE crosswalk_id = walk AND source_id = code;
    IF total IS NOT NULL AND abs(total - 1) > 1e-9 THEN
        RAISE EXCEPTION 'shares of one source code sum to %, not to 1', total USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER satellite_shares_sum AFTER INSERT OR UPDATE OR DELETE ON satellite_account_share
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION satellite_shares_sum();
"""
UNFROZEN = """
DROP TRIGGER satellite_shares_sum ON satellite_account_share;
DROP TRIGGER satellite_run_frozen ON satellite_account_run;
DROP TRIGGER satellite_version_frozen ON satellite_account_version;
DROP FUNCTION satellite_shares_sum;
DROP FUNCTION satellite_run_frozen;
DROP FUNCTION satellite_version_frozen;
DROP FUNCTION satellite_rows_frozen;
DROP FUNCTION satellite_frozen;
"""
LOADED = ("registerrow", "observation", "relation", "sourcechunk")
NEVER_EDITED = (
    *LOADED, "scopedecision", "joined", "unit", "figure", "runtable", "artifact", "runinput", "checkresult",
    "waiver", "note",
)  # fmt: skip


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER satellite_no_update BEFORE UPDATE ON satellite_account_{table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION satellite_frozen()",
        f"DROP TRIGGER satellite_no_update ON satellite_account_{table}",
    )


def keep(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER satellite_no_delete AFTER DELETE ON satellite_account_{table}"
        " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION satellite_rows_frozen()",
        f"DROP TRIGGER satellite_no_delete ON satellite_account_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("satellite_account", "0001_initial"), ("common", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE reference_sa", "DROP SEQUENCE reference_sa"),
        migrations.RunSQL(FROZEN, UNFROZEN),
        *[guard(table) for table in NEVER_EDITED],
        *[keep(table) for table in LOADED],
    ]

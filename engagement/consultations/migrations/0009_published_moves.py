"""A number for each consultation that moves with every change of what the public reads of its responses."""

import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION consultations_published_move(which bigint, begins boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF begins THEN
        INSERT INTO consultations_publishedstate AS s (consultation_id, number, moved_at, moved_by)
        VALUES (which, 1, statement_timestamp(), txid_current())
        ON CONFLICT (consultation_id) DO UPDATE
        SET number = s.number + 1, moved_at = excluded.moved_at, moved_by = excluded.moved_by
        WHERE (s.moved_at, s.moved_by) IS DISTINCT FROM (excluded.moved_at, excluded.moved_by);
    ELSE
        UPDATE consultations_publishedstate
        SET number = number + 1, moved_at = statement_timestamp(), moved_by = txid_current()
        WHERE consultation_id = which;
    END IF;
END $$;

CREATE FUNCTION consultations_response_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM consultations_published_move(coalesce(NEW.consultation_id, OLD.consultation_id), TG_OP <> 'DELETE');
    RETURN NULL;
END $$;

CREATE FUNCTION consultations_part_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM consultations_published_move(r.consultation_id, TRUE) FROM consultations_response r
    WHERE r.id = coalesce(NEW.response_id, OLD.response_id) AND r.published_at IS NOT NULL;
    RETURN NULL;
END $$;
"""
COLUMNS = (
    *("published_at", "state", "publication", "confidential", "ref", "submitted_at", "received_on", "capacity"),
    *("organisation_name", "nation", "updated_at", "version"),
)
OLD, NEW = (", ".join(f"{side}.{name}" for name in COLUMNS) for side in ("OLD", "NEW"))
TRIGGERS = f"""
CREATE TRIGGER consultations_published_inserted AFTER INSERT ON consultations_response FOR EACH ROW
WHEN (NEW.published_at IS NOT NULL) EXECUTE FUNCTION consultations_response_published();
CREATE TRIGGER consultations_published_updated AFTER UPDATE ON consultations_response FOR EACH ROW
WHEN ((OLD.published_at IS NOT NULL OR NEW.published_at IS NOT NULL) AND ({OLD}) IS DISTINCT FROM ({NEW}))
EXECUTE FUNCTION consultations_response_published();
CREATE TRIGGER consultations_published_deleted AFTER DELETE ON consultations_response FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION consultations_response_published();
CREATE TRIGGER consultations_published_redacted AFTER UPDATE OF redacted ON consultations_answer FOR EACH ROW
WHEN (OLD.redacted IS DISTINCT FROM NEW.redacted) EXECUTE FUNCTION consultations_part_published();
CREATE TRIGGER consultations_published_file AFTER INSERT OR UPDATE OR DELETE ON consultations_filedecision
FOR EACH ROW EXECUTE FUNCTION consultations_part_published();
"""
UNDO = """
DROP TRIGGER consultations_published_inserted ON consultations_response;
DROP TRIGGER consultations_published_updated ON consultations_response;
DROP TRIGGER consultations_published_deleted ON consultations_response;
DROP TRIGGER consultations_published_redacted ON consultations_answer;
DROP TRIGGER consultations_published_file ON consultations_filedecision;
DROP FUNCTION consultations_response_published();
DROP FUNCTION consultations_part_published();
DROP FUNCTION consultations_published_move(bigint, boolean);
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0008_published_files_are_kept")]

    operations = [
        migrations.CreateModel(
            name="PublishedState",
            fields=[
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="published_state",
                        serialize=False,
                        to="consultations.consultation",
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("moved_at", models.DateTimeField()),
                ("moved_by", models.BigIntegerField(help_text="The transaction that moved it last")),
            ],
        ),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO),
    ]

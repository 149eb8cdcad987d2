"""A secret link opens one response: where several have the same, the one sent, or else the newest, keeps it.

The others get one that nobody knows; who began them under an account still holds them. One pass over the table.
"""

from django.db import migrations

APART = """
UPDATE consultations_response AS other
SET secret_hash = sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
FROM (
    SELECT secret_hash, (array_agg(id ORDER BY (state = 'draft_saved'), id DESC))[1] AS keeper
    FROM consultations_response WHERE secret_hash IS NOT NULL
    GROUP BY secret_hash HAVING count(*) > 1
) AS shared
WHERE other.secret_hash = shared.secret_hash AND other.id <> shared.keeper
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0010_published_figures_and_days_withdrawn")]
    operations = [migrations.RunSQL(APART, migrations.RunSQL.noop)]

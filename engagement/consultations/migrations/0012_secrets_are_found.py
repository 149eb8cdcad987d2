"""The index by which a secret link finds its response, and which lets no two have the same; built beside those who
answer. Where the build was cut off it begins again."""

from django.db import migrations, models
from django.db.models import Q

NAME = "response_secret_once"
DROP = f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}"
CREATE = f"""
CREATE UNIQUE INDEX CONCURRENTLY {NAME} ON consultations_response (secret_hash) WHERE secret_hash IS NOT NULL
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("consultations", "0011_one_secret_each")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(DROP, migrations.RunSQL.noop),
                migrations.RunSQL(CREATE, DROP),
            ],
            state_operations=[
                migrations.AddConstraint(
                    "response",
                    models.UniqueConstraint(
                        fields=["secret_hash"], condition=Q(secret_hash__isnull=False), name=NAME
                    ),
                )
            ],
        )
    ]

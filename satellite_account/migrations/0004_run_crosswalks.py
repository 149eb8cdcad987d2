"""A run names the crosswalks that it goes through, by the hash of their shares."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("satellite_account", "0003_classification_versions")]
    operations = [
        migrations.CreateModel(
            name="RunWalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20)),
                ("sha256", models.CharField(help_text="Of its shares", max_length=64)),
                (
                    "crosswalk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used_by",
                        to="satellite_account.crosswalk",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="walks",
                        to="satellite_account.run",
                    ),
                ),
            ],
            options={
                "ordering": ["role"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "role"), name="satellite_walk_once")
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER satellite_no_update BEFORE UPDATE ON satellite_account_runwalk"
            " FOR EACH STATEMENT EXECUTE FUNCTION satellite_frozen()",
            "DROP TRIGGER satellite_no_update ON satellite_account_runwalk",
        ),
    ]

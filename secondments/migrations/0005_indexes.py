from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("secondments", "0004_guards")]

    operations = [
        AddIndexConcurrently(
            "placement",
            models.Index(
                condition=models.Q(("person_key", ""), _negated=True),
                fields=["person_key"],
                name="placement_person_key",
            ),
        ),
    ]

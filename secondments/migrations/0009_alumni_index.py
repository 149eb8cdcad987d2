from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Index, Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("secondments", "0008_year_figures")]

    operations = [
        AddIndexConcurrently(
            "placement",
            Index(
                fields=["alumni_since", "id"],
                name="placement_alumni",
                condition=Q(alumni_since__isnull=False),
            ),
        )
    ]

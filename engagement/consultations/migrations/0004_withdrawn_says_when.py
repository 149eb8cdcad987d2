"""A withdrawal without its moment cannot be written any more."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_withdrawals_and_languages")]

    operations = [
        migrations.AddConstraint(
            "consultation",
            models.CheckConstraint(
                condition=Q(workflow="withdrawn", withdrawn_at__isnull=False)
                | (~Q(workflow="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="consultation_withdrawn_says_when",
            ),
        ),
    ]

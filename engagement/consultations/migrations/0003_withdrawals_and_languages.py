"""When a consultation was withdrawn, how far those concerned were told, and the language of a format request."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, editor):
    """The last step that withdrew it says when; nobody is told of old withdrawals."""
    steps = apps.get_model("consultations", "Step").objects.filter(
        consultation=OuterRef("pk"), to_workflow="withdrawn"
    )
    last = Subquery(steps.order_by("-at").values("at")[:1])
    rows = apps.get_model("consultations", "Consultation").objects.filter(workflow="withdrawn")
    rows.update(withdrawn_at=Coalesce(last, F("updated_at")))


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_reference_data")]

    operations = [
        migrations.AddField(
            "consultation",
            "withdrawal_told",
            models.BigIntegerField(
                blank=True,
                help_text="The last response told of it; null while nobody is to be told",
                null=True,
            ),
        ),
        migrations.AddField("consultation", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "formatrequest", "language", models.CharField(db_default="en", default="en", max_length=2)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

"""Which department's system sent a file, if one did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="client_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
    ]

"""Which organisation a response is from may be no more than what its respondent says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0012_secrets_are_found")]
    operations = [
        migrations.AddField(
            "response",
            "organisation_claimed",
            models.BooleanField(
                default=False, db_default=False, help_text="Its respondent says so; nobody confirmed it"
            ),
        )
    ]

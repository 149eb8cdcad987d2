from django.db import migrations

from secondments import guards


class Migration(migrations.Migration):
    dependencies = [("secondments", "0003_person_keys_and_files")]

    operations = [migrations.RunSQL(guards.FUNCTIONS + guards.TRIGGERS, guards.UNDO)]

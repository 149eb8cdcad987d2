from django.db import migrations

from secondments import gates


class Migration(migrations.Migration):
    dependencies = [("secondments", "0001_models")]

    operations = [migrations.RunSQL(gates.FUNCTIONS + gates.TRIGGERS, gates.UNDO)]

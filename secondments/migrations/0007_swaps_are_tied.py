from django.db import migrations

from secondments import tied


class Migration(migrations.Migration):
    dependencies = [("secondments", "0006_swaps")]

    operations = [migrations.RunSQL(tied.FUNCTIONS + tied.TRIGGERS, tied.UNDO)]

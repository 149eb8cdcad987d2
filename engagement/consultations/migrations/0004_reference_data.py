from django.db import migrations

from engagement.consultations.reference import load


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_approval")]

    operations = [migrations.RunPython(lambda apps, schema_editor: load(apps), migrations.RunPython.noop)]

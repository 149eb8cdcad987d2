"""Every database has the pre-election periods."""

from django.db import migrations

from engagement.consultations import reference


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial")]
    operations = [migrations.RunPython(lambda apps, editor: reference.load(apps), migrations.RunPython.noop)]

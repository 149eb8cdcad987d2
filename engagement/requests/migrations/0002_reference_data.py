"""Every database has the topics, the routing table and the service levels."""

from django.db import migrations

from engagement.requests import reference


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial"), ("directory", "0003_reference_data")]
    operations = [migrations.RunPython(lambda apps, editor: reference.load(apps), migrations.RunPython.noop)]

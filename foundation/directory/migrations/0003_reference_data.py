"""Every database has the reference data, and a team that belongs to the department it is named with."""

from django.db import migrations

from foundation.directory.reference import load_reference_data

TEAM_IN_DEPARTMENT = """
ALTER TABLE directory_team ADD CONSTRAINT team_in_department UNIQUE (id, department_id);
ALTER TABLE directory_appointment ADD CONSTRAINT appointment_team_in_department
    FOREIGN KEY (team_id, department_id) REFERENCES directory_team (id, department_id);
"""
TEAM_ANYWHERE = """
ALTER TABLE directory_appointment DROP CONSTRAINT appointment_team_in_department;
ALTER TABLE directory_team DROP CONSTRAINT team_in_department;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_models")]
    operations = [
        migrations.RunSQL(TEAM_IN_DEPARTMENT, TEAM_ANYWHERE),
        migrations.RunPython(lambda apps, editor: load_reference_data(apps.get_model), migrations.RunPython.noop),
    ]

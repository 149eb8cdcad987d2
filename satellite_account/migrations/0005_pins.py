"""Cells of an input-output table that are held, and the runs whose recipe names them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


FROZEN = """
CREATE FUNCTION satellite_pin_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
        OR (NEW.version_id, NEW.row, NEW.industry, NEW.value, NEW.reason, NEW.by_id, NEW.at)
            IS DISTINCT FROM (OLD.version_id, OLD.row, OLD.industry, OLD.value, OLD.reason, OLD.by_id, OLD.at) THEN
        RAISE EXCEPTION 'a pin is withdrawn, and never edited or deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER satellite_pin_frozen BEFORE UPDATE OR DELETE ON satellite_account_pin
    FOR EACH ROW EXECUTE FUNCTION satellite_pin_frozen();
CREATE TRIGGER satellite_no_update BEFORE UPDATE ON satellite_account_runpin
    FOR EACH STATEMENT EXECUTE FUNCTION satellite_frozen();
"""
UNFROZEN = """
DROP TRIGGER satellite_no_update ON satellite_account_runpin;
DROP TRIGGER satellite_pin_frozen ON satellite_account_pin;
DROP FUNCTION satellite_pin_frozen;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('satellite_account', '0004_run_crosswalks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.CharField(max_length=80)),
                ('industry', models.CharField(max_length=80)),
                ('value', models.FloatField(help_text='£ million', null=True)),
                ('reason', models.CharField(max_length=500)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pins', to='satellite_account.version')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RunPin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('pin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='used_by', to='satellite_account.pin')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='satellite_account.run')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('version', 'row', 'industry'), name='satellite_pin_once'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='satellite_pin_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='satellite_pin_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='runpin',
            constraint=models.UniqueConstraint(fields=('run', 'pin'), name='satellite_run_pin_once'),
        ),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]

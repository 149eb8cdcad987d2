"""Classifications, crosswalks and aggregations have versions, which never change."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


KEPT = ("classification", "code", "crosswalk", "share", "aggregation")


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER satellite_no_update BEFORE UPDATE ON satellite_account_{table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION satellite_frozen()",
        f"DROP TRIGGER satellite_no_update ON satellite_account_{table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('satellite_account', '0002_immutable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='aggregation',
            options={'ordering': ['classification', 'slug', '-version']},
        ),
        migrations.AlterModelOptions(
            name='classification',
            options={'ordering': ['slug', '-version']},
        ),
        migrations.AlterModelOptions(
            name='crosswalk',
            options={'ordering': ['slug', '-version']},
        ),
        migrations.RemoveConstraint(
            model_name='aggregation',
            name='satellite_aggregation_once',
        ),
        migrations.AddField(
            model_name='aggregation',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='aggregation',
            name='file_name',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='aggregation',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='aggregation',
            name='note',
            field=models.CharField(blank=True, db_default='', help_text='What changed, and why', max_length=400),
        ),
        migrations.AddField(
            model_name='aggregation',
            name='sha256',
            field=models.CharField(blank=True, db_default='', help_text='Of the file, where there was one', max_length=64),
        ),
        migrations.AddField(
            model_name='aggregation',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='classification',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='classification',
            name='file_name',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='classification',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='classification',
            name='note',
            field=models.CharField(blank=True, db_default='', help_text='What changed, and why', max_length=400),
        ),
        migrations.AddField(
            model_name='classification',
            name='sha256',
            field=models.CharField(blank=True, db_default='', help_text='Of the file, where there was one', max_length=64),
        ),
        migrations.AddField(
            model_name='classification',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='crosswalk',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='crosswalk',
            name='file_name',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='crosswalk',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='crosswalk',
            name='note',
            field=models.CharField(blank=True, db_default='', help_text='What changed, and why', max_length=400),
        ),
        migrations.AddField(
            model_name='crosswalk',
            name='sha256',
            field=models.CharField(blank=True, db_default='', help_text='Of the file, where there was one', max_length=64),
        ),
        migrations.AddField(
            model_name='crosswalk',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AlterField(
            model_name='classification',
            name='slug',
            field=models.SlugField(max_length=30),
        ),
        migrations.AlterField(
            model_name='crosswalk',
            name='slug',
            field=models.SlugField(max_length=60),
        ),
        migrations.AddConstraint(
            model_name='aggregation',
            constraint=models.UniqueConstraint(fields=('classification', 'slug', 'version'), name='satellite_aggregation_version'),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.UniqueConstraint(fields=('slug', 'version'), name='satellite_classification_version'),
        ),
        migrations.AddConstraint(
            model_name='crosswalk',
            constraint=models.UniqueConstraint(fields=('slug', 'version'), name='satellite_crosswalk_version'),
        ),
        *[guard(table) for table in KEPT],
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget(apps, schema_editor):
    """Files live a day and knew no sizes: whoever still wants one asks again."""
    apps.get_model("consultations", "Export").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0007_file_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name='export',
            name='language',
            field=models.CharField(db_default='en', default='en', max_length=2),
        ),
        migrations.AddField(
            model_name='export',
            name='size',
            field=models.BigIntegerField(db_default=0, default=0, help_text='Bytes of the file as it is sent'),
        ),
        migrations.AddField(
            model_name='export',
            name='stamp',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='exportpart',
            name='size',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Bytes before compression'),
        ),
        migrations.AlterField(
            model_name='export',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('stamp', '')), models.Q(('by__isnull', True), models.Q(('stamp', ''), _negated=True)), _connector='OR'), name='export_of_one_or_of_all'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.UniqueConstraint(condition=models.Q(('by__isnull', True)), fields=('stamp',), name='export_of_all_once'),
        ),
    ]

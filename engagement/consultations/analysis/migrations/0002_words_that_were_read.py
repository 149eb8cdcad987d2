from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analysis', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='coding',
            name='words',
            field=models.TextField(blank=True, null=True),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_reference_data'),
        ('secondments', '0005_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SigningRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('home', 'Home body'), ('host', 'Host body'), ('secondee', 'Secondee')], max_length=8)),
                ('external_ref', models.CharField(max_length=200, unique=True)),
                ('where', models.URLField(help_text='Where the party goes on', max_length=500)),
                ('text_hash', models.CharField(max_length=64)),
                ('pdf_hash', models.CharField(max_length=64)),
                ('pdf_length', models.PositiveIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(editable=False, max_length=24, unique=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('from_government', models.BooleanField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('untied_at', models.DateTimeField(blank=True, null=True)),
                ('untied_reason', models.CharField(blank=True, max_length=1000)),
                ('undecided_since', models.DateField(blank=True, help_text='One half stopped, and nobody has said yet what becomes of the other', null=True)),
            ],
        ),
        migrations.RemoveField(
            model_name='placement',
            name='swap_with',
        ),
        migrations.AddField(
            model_name='agreement',
            name='asked_by',
            field=models.CharField(blank=True, choices=[('home', 'Home body'), ('host', 'Host body'), ('secondee', 'Secondee')], db_default='', max_length=8),
        ),
        migrations.AddField(
            model_name='agreement',
            name='cause',
            field=models.CharField(blank=True, choices=[('secondee', 'The secondee asked'), ('home', 'The home body asked'), ('host', 'The host asked'), ('conflict', 'A conflict of interest'), ('clearance', 'Clearance ended'), ('other', 'Another reason')], db_default='', max_length=10),
        ),
        migrations.AddField(
            model_name='agreement',
            name='content',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='effective_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='secondments.agreement'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='notice_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='terms',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='kind',
            field=models.CharField(choices=[('original', 'Agreement'), ('amendment', 'Amendment'), ('extension', 'Extension'), ('early_end', 'Early end')], default='original', max_length=9),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'early_end'), _negated=True), models.Q(('follows__isnull', False), ('notice_on__isnull', False), models.Q(('asked_by', ''), _negated=True), models.Q(('cause', ''), _negated=True)), _connector='OR'), name='agreement_early_end_says_who_asked'),
        ),
        migrations.AddField(
            model_name='signingrequest',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_requests', to='secondments.agreement'),
        ),
        migrations.AddField(
            model_name='signingrequest',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='swap',
            name='agreed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='swap',
            name='untied_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opportunity',
            name='swap',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opportunities', to='secondments.swap'),
        ),
        migrations.AddField(
            model_name='placement',
            name='swap',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='secondments.swap'),
        ),
        # A swap without another half was an opportunity of its own, and is called by its way from now on.
        migrations.RunSQL(
            "UPDATE secondments_opportunity SET direction = CASE WHEN host_department_id IS NULL "
            "THEN 'outward' ELSE 'inward' END WHERE direction = 'swap'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('direction', 'swap'), _negated=True), models.Q(('places', 1), ('swap__isnull', False)), _connector='OR'), name='opportunity_swap_has_another_half'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.UniqueConstraint(condition=models.Q(('host_department__isnull', False)), fields=('swap',), name='opportunity_swap_one_department'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.UniqueConstraint(condition=models.Q(('host_organisation__isnull', False)), fields=('swap',), name='opportunity_swap_one_organisation'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('swap', 'direction'), name='placement_swap_one_each_way'),
        ),
        migrations.AddConstraint(
            model_name='signingrequest',
            constraint=models.CheckConstraint(condition=models.Q(('party__in', ['home', 'host', 'secondee'])), name='signing_request_party_known'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), _connector='OR'), name='swap_agreement_paired'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('untied_at__isnull', False), ('untied_by__isnull', False)), models.Q(('untied_at__isnull', True), ('untied_by__isnull', True)), _connector='OR'), name='swap_untying_paired'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(('untied_at__isnull', True), models.Q(('untied_reason', ''), _negated=True), _connector='OR'), name='swap_untied_with_reason'),
        ),
    ]

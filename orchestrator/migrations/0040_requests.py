# Requests for workshops of one's own: who shares, every quote version, who accepted.

import calendars.clock
import django.db.models.deletion
import orchestrator.models.workshop_request
import orchestrator.rules.request_form
import orchestrator.rules.request_state
import orchestrator.rules.split
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orchestrator', '0031_calendar_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkshopRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=orchestrator.models.workshop_request.new_request_id, editable=False, max_length=32, unique=True)),
                ('mode', models.CharField(choices=[(orchestrator.rules.request_form.Mode['ONLINE'], orchestrator.rules.request_form.Mode['ONLINE']), (orchestrator.rules.request_form.Mode['ON_SITE'], orchestrator.rules.request_form.Mode['ON_SITE'])], max_length=10)),
                ('state', models.CharField(choices=[(orchestrator.rules.request_state.RequestState['REVIEW'], orchestrator.rules.request_state.RequestState['REVIEW']), (orchestrator.rules.request_state.RequestState['QUOTED'], orchestrator.rules.request_state.RequestState['QUOTED']), (orchestrator.rules.request_state.RequestState['SCHEDULED'], orchestrator.rules.request_state.RequestState['SCHEDULED']), (orchestrator.rules.request_state.RequestState['DECLINED'], orchestrator.rules.request_state.RequestState['DECLINED']), (orchestrator.rules.request_state.RequestState['WITHDRAWN'], orchestrator.rules.request_state.RequestState['WITHDRAWN']), (orchestrator.rules.request_state.RequestState['EXPIRED'], orchestrator.rules.request_state.RequestState['EXPIRED'])], max_length=10)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('block_start', models.DateTimeField()),
                ('block_end', models.DateTimeField()),
                ('timezone', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=300)),
                ('attendees', models.PositiveSmallIntegerField()),
                ('split_by', models.CharField(choices=[(orchestrator.rules.split.SplitBy['EQUAL'], orchestrator.rules.split.SplitBy['EQUAL']), (orchestrator.rules.split.SplitBy['SEATS'], orchestrator.rules.split.SplitBy['SEATS']), (orchestrator.rules.split.SplitBy['PERCENT'], orchestrator.rules.split.SplitBy['PERCENT']), (orchestrator.rules.split.SplitBy['AMOUNT'], orchestrator.rules.split.SplitBy['AMOUNT'])], max_length=10)),
                ('threshold', models.PositiveSmallIntegerField()),
                ('journey', models.JSONField(blank=True, default=dict)),
                ('reasons', models.JSONField(blank=True, default=list)),
                ('override_reason', models.CharField(blank=True, max_length=500)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('changes', models.PositiveIntegerField(default=0)),
                ('source', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=calendars.clock.now)),
                ('workshop', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='request', to='orchestrator.workshop')),
            ],
            options={
                'ordering': ('start', 'id'),
            },
        ),
        migrations.CreateModel(
            name='RequestOrganization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('contact', models.CharField(max_length=129)),
                ('email', models.CharField(max_length=254)),
                ('email_key', models.CharField(db_index=True, max_length=254)),
                ('seats', models.PositiveSmallIntegerField()),
                ('weight', models.PositiveBigIntegerField()),
                ('purchase_order', models.CharField(blank=True, max_length=200)),
                ('billing_address', models.CharField(blank=True, max_length=500)),
                ('link_hash', models.CharField(max_length=64, unique=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organizations', to='orchestrator.workshoprequest')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='QuoteVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('lines', models.JSONField()),
                ('low_cents', models.PositiveBigIntegerField()),
                ('likely_cents', models.PositiveBigIntegerField()),
                ('high_cents', models.PositiveBigIntegerField()),
                ('provisional', models.BooleanField()),
                ('shares', models.JSONField()),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='orchestrator.workshoprequest')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted_at', models.DateTimeField(default=calendars.clock.now)),
                ('quote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptances', to='orchestrator.quoteversion')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptances', to='orchestrator.requestorganization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('quote', 'organization'), name='acceptance_once')],
            },
        ),
        migrations.AddIndex(
            model_name='workshoprequest',
            index=models.Index(fields=['state', 'expires_at'], name='request_state_expires'),
        ),
        migrations.AddConstraint(
            model_name='workshoprequest',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='request_forward'),
        ),
        migrations.AddConstraint(
            model_name='workshoprequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', (orchestrator.rules.request_state.RequestState['REVIEW'], orchestrator.rules.request_state.RequestState['QUOTED'])), _negated=True), ('expires_at__isnull', False), _connector='OR'), name='request_open_ends'),
        ),
        migrations.AddConstraint(
            model_name='requestorganization',
            constraint=models.UniqueConstraint(fields=('request', 'name'), name='requestorganization_once'),
        ),
        migrations.AddConstraint(
            model_name='quoteversion',
            constraint=models.UniqueConstraint(fields=('request', 'number'), name='quoteversion_number'),
        ),
    ]

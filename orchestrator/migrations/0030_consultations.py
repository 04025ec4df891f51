# Consultations, holds, wishes, time off; a claim may expire, a meeting may be a consultation's.

import calendars.clock
import django.db.models.deletion
import orchestrator.models.consultation
import orchestrator.rules.consultation
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orchestrator', '0020_live_session'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsultationHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('visitor', models.CharField(db_index=True, max_length=64)),
                ('start', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ConsultationWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=129)),
                ('email', models.CharField(max_length=254)),
                ('email_key', models.CharField(db_index=True, max_length=254)),
                ('organization', models.CharField(blank=True, max_length=120)),
                ('wish', models.TextField(max_length=1000)),
                ('timezone', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('created_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='TimeOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facilitator', models.CharField(max_length=254)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
            ],
            options={
                'verbose_name_plural': 'time off',
                'ordering': ('start', 'id'),
            },
        ),
        migrations.AddField(
            model_name='timeclaim',
            name='expires_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='workshop',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='meeting', to='orchestrator.workshop'),
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=orchestrator.models.consultation.new_public_id, editable=False, max_length=32, unique=True)),
                ('uid', models.CharField(default=orchestrator.models.consultation.new_consultation_uid, editable=False, max_length=64, unique=True)),
                ('facilitator', models.CharField(max_length=254)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('timezone', models.CharField(max_length=64)),
                ('name', models.CharField(blank=True, max_length=129)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('email_key', models.CharField(blank=True, db_index=True, max_length=254)),
                ('organization', models.CharField(blank=True, max_length=120)),
                ('needs', models.TextField(blank=True, max_length=1000)),
                ('state', models.CharField(choices=[(orchestrator.rules.consultation.ConsultationState['REQUESTED'], orchestrator.rules.consultation.ConsultationState['REQUESTED']), (orchestrator.rules.consultation.ConsultationState['BOOKED'], orchestrator.rules.consultation.ConsultationState['BOOKED']), (orchestrator.rules.consultation.ConsultationState['DECLINED'], orchestrator.rules.consultation.ConsultationState['DECLINED']), (orchestrator.rules.consultation.ConsultationState['LAPSED'], orchestrator.rules.consultation.ConsultationState['LAPSED']), (orchestrator.rules.consultation.ConsultationState['CANCELLED'], orchestrator.rules.consultation.ConsultationState['CANCELLED'])], max_length=10)),
                ('waits_for', models.CharField(blank=True, choices=[(orchestrator.rules.consultation.WaitsFor['NOTHING'], orchestrator.rules.consultation.WaitsFor['NOTHING']), (orchestrator.rules.consultation.WaitsFor['APPROVAL'], orchestrator.rules.consultation.WaitsFor['APPROVAL']), (orchestrator.rules.consultation.WaitsFor['CALENDAR'], orchestrator.rules.consultation.WaitsFor['CALENDAR'])], max_length=10)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, max_length=10)),
                ('did_not_come', models.BooleanField(default=False)),
                ('changes', models.PositiveIntegerField(default=0)),
                ('link_hash', models.CharField(max_length=64, unique=True)),
                ('join_hash', models.CharField(max_length=64, unique=True)),
                ('source', models.CharField(max_length=20)),
                ('booked_with', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=calendars.clock.now)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('start', 'id'),
                'indexes': [models.Index(fields=['state', 'start'], name='consultation_state_start')],
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='consultation_forward'), models.CheckConstraint(condition=models.Q(models.Q(('state', orchestrator.rules.consultation.ConsultationState['REQUESTED']), _negated=True), ('expires_at__isnull', False), _connector='OR'), name='consultation_request_ends')],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='consultation',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='meeting', to='orchestrator.consultation'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('workshop__isnull', False), ('consultation__isnull', False), _connector='XOR'), name='meeting_of_one_occasion'),
        ),
        migrations.AddIndex(
            model_name='timeoff',
            index=models.Index(fields=['facilitator', 'end'], name='timeoff_span'),
        ),
        migrations.AddConstraint(
            model_name='timeoff',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='timeoff_forward'),
        ),
    ]

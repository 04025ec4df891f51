# Who is told of our events by webhook, and each piece of news on its way.

import calendars.clock
import django.db.models.deletion
import orchestrator.models.webhook
import orchestrator.rules.outbox
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orchestrator', '0062_knocks'),
    ]

    operations = [
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=orchestrator.models.webhook.new_endpoint_id, editable=False, max_length=32, unique=True)),
                ('url', models.CharField(max_length=2000)),
                ('events', models.JSONField(default=list)),
                ('active', models.BooleanField(default=True)),
                ('generation', models.PositiveIntegerField(default=0)),
                ('rotated_at', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('off_reason', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
            ],
            options={
                'ordering': ('created_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=40)),
                ('cause', models.CharField(max_length=200)),
                ('message_id', models.CharField(default=orchestrator.models.webhook.new_delivery_id, max_length=40, unique=True)),
                ('payload', models.JSONField()),
                ('state', models.CharField(choices=[(orchestrator.rules.outbox.MessageState['OWED'], orchestrator.rules.outbox.MessageState['OWED']), (orchestrator.rules.outbox.MessageState['SENT'], orchestrator.rules.outbox.MessageState['SENT']), (orchestrator.rules.outbox.MessageState['SKIPPED'], orchestrator.rules.outbox.MessageState['SKIPPED']), (orchestrator.rules.outbox.MessageState['REFUSED'], orchestrator.rules.outbox.MessageState['REFUSED'])], default=orchestrator.rules.outbox.MessageState['OWED'], max_length=10)),
                ('due', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('unfinished', models.PositiveSmallIntegerField(default=0)),
                ('last_status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='orchestrator.webhookendpoint')),
            ],
            options={
                'verbose_name_plural': 'webhook deliveries',
                'ordering': ('-created_at', '-id'),
                'indexes': [models.Index(fields=['state', 'created_at'], name='webhook_state_created')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'cause'), name='webhook_one_row'), models.CheckConstraint(condition=models.Q(models.Q(('state', orchestrator.rules.outbox.MessageState['SENT']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='webhook_sent_says_when')],
            },
        ),
    ]

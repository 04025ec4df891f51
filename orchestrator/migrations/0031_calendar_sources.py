# Calendars elsewhere: what each said last, and our entries in them.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orchestrator', '0030_consultations'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('described', models.CharField(blank=True, max_length=64)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('window_start', models.DateTimeField(blank=True, null=True)),
                ('window_end', models.DateTimeField(blank=True, null=True)),
                ('busy', models.JSONField(blank=True, default=list)),
                ('listed', models.JSONField(blank=True, default=list)),
                ('notes', models.JSONField(blank=True, default=list)),
                ('memory', models.JSONField(blank=True, default=dict)),
                ('version', models.PositiveBigIntegerField(default=0)),
                ('channel_id', models.CharField(blank=True, db_index=True, max_length=64)),
                ('channel_resource', models.CharField(blank=True, max_length=200)),
                ('channel_token_hash', models.CharField(blank=True, max_length=64)),
                ('channel_expires', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CalendarEntry',
            fields=[
                ('id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('uid', models.CharField(max_length=255)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('summary', models.CharField(max_length=300)),
                ('description', models.TextField(blank=True)),
                ('location', models.CharField(blank=True, max_length=500)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('wanted', models.BooleanField(default=True)),
                ('written', models.JSONField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'verbose_name_plural': 'calendar entries',
                'indexes': [models.Index(fields=['end'], name='calendar_entry_end')],
            },
        ),
    ]

# The live session: plans by version, and how far a workshop is.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orchestrator', '0010_feeds'),
    ]

    operations = [
        migrations.CreateModel(
            name='LiveSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('begun', models.JSONField(blank=True, default=list)),
                ('rooms_written', models.JSONField(blank=True, default=list)),
                ('rooms_problem', models.CharField(blank=True, max_length=500)),
                ('list_problem', models.CharField(blank=True, max_length=500)),
                ('workshop', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='live', to='orchestrator.workshop')),
            ],
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.JSONField()),
                ('ticks', models.JSONField(blank=True, default=dict)),
                ('held', models.PositiveSmallIntegerField(default=0)),
                ('deed', models.CharField(max_length=40)),
                ('about', models.JSONField(blank=True, default=list)),
                ('changes', models.JSONField(blank=True, default=list)),
                ('made_at', models.DateTimeField()),
                ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orchestrator.planversion')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='orchestrator.livesession')),
            ],
        ),
        migrations.AddField(
            model_name='livesession',
            name='plan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orchestrator.planversion'),
        ),
    ]

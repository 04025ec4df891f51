# How often somebody knocked lately, and where held times come from.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orchestrator', '0060_money'),
    ]

    operations = [
        migrations.CreateModel(
            name='Knock',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField(default=0)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name='consultationhold',
            name='network',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]

"""Accounts have a role and a name, sessions can be ended, and workshops have their facilitator."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLES = [("owner", "owner"), ("facilitator", "facilitator"), ("accountant", "accountant")]


def who_was_all_became_owner(apps, _schema_editor):
    """Every account there was could do everything."""
    apps.get_model("orchestrator", "User").objects.filter(is_superuser=True).update(role="owner")


class Migration(migrations.Migration):

    dependencies = [("orchestrator", "0063_webhooks")]

    operations = [
        migrations.AddField("user", "name", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "user",
            "role",
            models.CharField(choices=ROLES, default="facilitator", max_length=20),
        ),
        migrations.AddField("user", "session_epoch", models.PositiveIntegerField(default=0)),
        migrations.RunPython(who_was_all_became_owner, migrations.RunPython.noop),
        migrations.AddField(
            "workshop",
            "facilitator",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="workshops",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]

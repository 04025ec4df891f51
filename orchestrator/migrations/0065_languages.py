"""The language of whoever is written to, remembered where we know them; empty is the company's."""

from django.db import migrations, models

NAMES = ("registration", "consultation", "workshoprequest", "subscriber", "outboxmessage")


class Migration(migrations.Migration):
    """One column more in each table that knows a recipient."""

    dependencies = [("orchestrator", "0064_roles")]
    operations = [
        migrations.AddField(
            model_name=name,
            name="language",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        )
        for name in NAMES
    ]

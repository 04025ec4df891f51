# Invoices that never change, their numbers, payments, receipts of journeys.

import calendars.clock
import django.db.models.deletion
import orchestrator.models.invoice
import orchestrator.rules.invoice
from django.db import migrations, models


SQLITE = """
    CREATE TRIGGER invoice_never_changes BEFORE UPDATE ON orchestrator_invoice
    BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
"""
POSTGRESQL = """
    CREATE FUNCTION orchestrator_invoice_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'an issued invoice never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$;
    CREATE TRIGGER invoice_never_changes BEFORE UPDATE ON orchestrator_invoice
        FOR EACH ROW EXECUTE FUNCTION orchestrator_invoice_never_changes();
"""


def forbid_changes(apps, schema_editor):
    """A later migration that rebuilds the table on SQLite drops this, and has to make it again."""
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


class Migration(migrations.Migration):

    dependencies = [
        ('orchestrator', '0040_requests'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvoiceSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=40, unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'invoice series',
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=orchestrator.models.invoice.new_invoice_id, editable=False, max_length=32, unique=True)),
                ('link_hash', models.CharField(max_length=64, unique=True)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('sequence', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[(orchestrator.rules.invoice.PaperKind['INVOICE'], orchestrator.rules.invoice.PaperKind['INVOICE']), (orchestrator.rules.invoice.PaperKind['CREDIT_NOTE'], orchestrator.rules.invoice.PaperKind['CREDIT_NOTE'])], max_length=12)),
                ('cause', models.CharField(max_length=200, unique=True)),
                ('issued_on', models.DateField()),
                ('due_on', models.DateField()),
                ('seller', models.CharField(max_length=700)),
                ('payer_name', models.CharField(max_length=200)),
                ('payer_email', models.CharField(max_length=254)),
                ('payer_address', models.CharField(blank=True, max_length=500)),
                ('purchase_order', models.CharField(blank=True, max_length=60)),
                ('lines', models.JSONField()),
                ('total_cents', models.BigIntegerField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='orchestrator.invoice')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='orchestrator.organization')),
                ('registration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='orchestrator.registration')),
                ('workshop', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='orchestrator.workshop')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='orchestrator.invoiceseries')),
            ],
            options={
                'ordering': ('-issued_on', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cents', models.BigIntegerField()),
                ('received_on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='orchestrator.invoice')),
            ],
            options={
                'ordering': ('received_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='TravelReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200)),
                ('cents', models.PositiveBigIntegerField()),
                ('paid_on', models.DateField()),
                ('recorded_at', models.DateTimeField(default=calendars.clock.now, editable=False)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='orchestrator.workshop')),
            ],
            options={
                'ordering': ('paid_on', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('series', 'sequence'), name='invoice_one_number'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('kind', orchestrator.rules.invoice.PaperKind['INVOICE']), ('total_cents__gt', 0)), models.Q(('corrects__isnull', False), ('kind', orchestrator.rules.invoice.PaperKind['CREDIT_NOTE']), ('total_cents__lt', 0)), _connector='OR'), name='invoice_kind_and_sign'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('cents', 0), _negated=True), name='payment_of_something'),
        ),
        migrations.RunPython(forbid_changes, migrations.RunPython.noop),
    ]

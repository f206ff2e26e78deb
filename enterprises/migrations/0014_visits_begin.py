"""When a visit began to be written, so that what it changed can be told from what stood."""

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0013_clear_schemes"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="began_at",
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False),
        ),
    ]

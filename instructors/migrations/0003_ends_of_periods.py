"""Let the database keep both ends of every period, so that the planner may use what it knows of them."""

import datetime

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_written_once"),
        ("instructors", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispatch",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="dispatch",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
    ]
